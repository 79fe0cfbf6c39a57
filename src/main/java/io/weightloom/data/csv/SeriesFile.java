package io.weightloom.data.csv;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.DataFile;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawSequence;
import io.weightloom.data.raw.SequenceSource;
import io.weightloom.data.raw.Shown;
import io.weightloom.data.raw.Table;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.SequenceSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TableSpec;
import io.weightloom.text.Sha256;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** A CSV file whose rows follow each other in time, all numbers, without gaps. Immutable. */
public record SeriesFile(SequenceSpec.Series spec) implements SequenceSource {

    @Override
    public DataFile file() {
        return new DataFile(spec.file(), DataFault.FILE);
    }

    @Override
    public RawSequence.Rows read() {
        try {
            return rows();
        } catch (InvalidDataException e) { // whose columns are asked for by another setting here
            throw new InvalidDataException(e.faults().stream()
                    .map(fault -> fault.setting().equals(DataFault.FEATURES)
                            ? new DataFault(DataFault.COLUMNS, fault.message())
                            : fault)
                    .toList());
        }
    }

    private RawSequence.Rows rows() {
        CsvText text = new CsvText(file(), spec.format(), CsvUse.SERIES);
        SourceSpec.Csv asked = table(spec);
        CsvRows rows = new CsvRows(
                text,
                asked.table(),
                (first, line) -> CsvHeader.of(text, asked, first, line),
                column -> CsvColumn.Content.NUMBERS);
        rows.end(text.read(rows));
        List<CsvColumn> columns = rows.features();
        List<String> names = columns.stream().map(CsvColumn::name).toList();
        int width = columns.size();
        double[] values = new double[Table.length(spec.file().toString(), rows.size(), width)];
        for (int column = 0; column < width; column++) {
            for (int row = 0; row < rows.size(); row++) {
                values[row * width + column] = columns.get(column).number(row);
            }
        }
        Table table = new Table.Numbers(
                values,
                names.stream()
                        .map(name -> "%s: column '%s'".formatted(spec.file(), Shown.text(name)))
                        .toList());
        MessageDigest digest = Sha256.digest();
        table.digest(digest);
        return new RawSequence.Rows(spec.file().toString(), table, names, Sha256.of(digest), rows.remarks());
    }

    /** The same as a table without a label. */
    public static SourceSpec.Csv table(SequenceSpec.Series spec) {
        return new SourceSpec.Csv(
                spec.file(),
                Optional.empty(),
                LabelKind.REGRESSION,
                spec.format(),
                new TableSpec(List.of(), spec.columns(), List.of(), TableSpec.PLAIN.missing(), TableSpec.Gaps.REFUSE),
                Optional.empty());
    }
}
