package io.weightloom.data.csv;

import io.weightloom.data.raw.Feature;
import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawContent;
import io.weightloom.data.raw.Table;
import io.weightloom.spec.CsvFormat;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TableSpec;
import java.util.List;

/**
 * New examples in a CSV file, as a network's own were: columns of the same names in any order, whatever others there
 * are; categories that are not known are all zeros.
 */
public final class CsvInputs {

    private CsvInputs() {}

    /**
     * Examples for a network that was trained on a CSV file, written as that was.
     *
     * @return the numbers of the features; gaps are not numbers
     * @throws InvalidDataException if columns are missing, or if cells hold what is no number, or nothing although gaps
     *     are refused or were left out
     */
    public static Table read(RawContent content, SourceSpec.Csv trained, Features.Columns features) {
        TableSpec table = trained.table();
        TableSpec.Gaps gaps = table.gaps() == TableSpec.Gaps.DROP ? TableSpec.Gaps.REFUSE : table.gaps();
        return read(
                new CsvText(content, trained.format()),
                features,
                true,
                new TableSpec(table.ignored(), table.features(), table.categorical(), table.missing(), gaps));
    }

    /**
     * Examples for a network that was trained on other data: numbers, of which a first line may tell the names.
     *
     * @param names of the features, which are of our own making: other names in a first line do not matter
     * @throws InvalidDataException if there are more or fewer columns than that, or if cells hold what is no number
     */
    public static Table read(RawContent content, List<String> names) {
        CsvText named = new CsvText(content, CsvFormat.PLAIN);
        FirstLine line = new FirstLine();
        named.read(line);
        boolean numbers = line.cells.stream().allMatch(named::isNumber);
        CsvFormat format = new CsvFormat(
                CsvFormat.PLAIN.separator(),
                CsvFormat.PLAIN.decimal(),
                numbers ? CsvFormat.Header.NONE : CsvFormat.Header.FIRST_LINE,
                CsvFormat.PLAIN.encoding());
        Features.Columns columns =
                new Features.Columns(names.stream().map(Feature::number).toList());
        return read(new CsvText(content, format), columns, false, TableSpec.PLAIN);
    }

    private static Table read(CsvText text, Features.Columns features, boolean named, TableSpec table) {
        TableEncoding encoding = new TableEncoding(features.columns(), table.gaps());
        List<String> wanted = features.columns().stream().map(Feature::name).toList();
        CsvRows rows = new CsvRows(
                text,
                table,
                false,
                (first, line) -> CsvHeader.ofInputs(text, wanted, named, first, line),
                encoding::content);
        return encoding.table(text.name(), rows.end(text.read(rows)));
    }

    /** The cells of the first line; none if there is none. Not thread-safe. */
    private static final class FirstLine implements CsvText.Rows {

        private List<String> cells = List.of();

        @Override
        public void add(List<String> row, long line) {
            cells = cells.isEmpty() ? row : cells;
        }
    }
}
