package io.weightloom.data.csv;

import io.weightloom.data.raw.Feature;
import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.Given;
import io.weightloom.data.raw.InputTable;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawContent;
import io.weightloom.data.raw.Table;
import io.weightloom.data.raw.TooManyExamplesException;
import io.weightloom.spec.CsvFormat;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TableSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * New examples in rows, as a network's own were: columns of the same names in any order, whatever others there are;
 * categories that are not known are all zeros.
 */
public final class CsvInputs {

    private CsvInputs() {}

    /**
     * Examples in a CSV file for a network that was trained on one, written as that was.
     *
     * @param most examples that are wanted
     * @throws InvalidDataException if columns are missing, or if cells hold what is no number, or nothing although gaps
     *     were refused or left out
     * @throws TooManyExamplesException if there are more
     */
    public static InputTable read(RawContent content, SourceSpec.Csv trained, Features.Columns features, int most) {
        return read(new CsvText(content, trained.format(), CsvUse.PREDICTION, most), features, true, trained.table());
    }

    /**
     * Examples in a CSV file for a network that was trained on other data: numbers. A first line of nothing but texts
     * tells names.
     *
     * @param names of the features, which are of our own making: other names in a first line do not matter
     * @param most examples that are wanted
     * @throws InvalidDataException if there are more or fewer columns than that, or if cells hold what is no number
     * @throws TooManyExamplesException if there are more
     */
    public static InputTable read(RawContent content, List<String> names, int most) {
        CsvText named = new CsvText(content, CsvFormat.PLAIN, CsvUse.PREDICTION, most);
        FirstLine line = new FirstLine();
        named.read(line);
        boolean texts = line.cells.stream().noneMatch(cell -> cell.isEmpty() || named.isNumber(cell));
        CsvFormat format = new CsvFormat(
                CsvFormat.PLAIN.separator(),
                CsvFormat.PLAIN.decimal(),
                texts && !line.cells.isEmpty() ? CsvFormat.Header.FIRST_LINE : CsvFormat.Header.NONE,
                CsvFormat.PLAIN.encoding());
        return read(new CsvText(content, format, CsvUse.PREDICTION, most), numbers(names), false, TableSpec.PLAIN);
    }

    private static InputTable read(CsvText text, Features.Columns features, boolean named, TableSpec table) {
        TableEncoding encoding = new TableEncoding(features.columns(), table.gaps());
        List<String> wanted = features.columns().stream().map(Feature::name).toList();
        CsvRows rows = new CsvRows(
                text, table, (first, line) -> CsvHeader.ofInputs(text, wanted, named, first, line), encoding::content);
        Table numbers = encoding.table(text.name(), rows.end(text.read(rows)));
        List<String> remarks = new ArrayList<>(rows.remarks());
        encoding.unknown(rows).forEach(told -> remarks.add(text.name() + ": " + told));
        return new InputTable(numbers, remarks);
    }

    /**
     * Examples that a program gives, for a network that was trained on a CSV file.
     *
     * @param name what messages call them
     * @param rows each with a value for every column, in their order
     * @throws InvalidDataException if there are none, or if values are no numbers, or nothing although gaps were
     *     refused or left out
     */
    public static InputTable of(
            String name, List<List<Given>> rows, SourceSpec.Csv trained, Features.Columns features) {
        return of(name, rows, features, trained.table(), trained.format());
    }

    /**
     * Examples that a program gives, for a network that was trained on other data.
     *
     * @param name what messages call them
     * @param rows each with a value for every feature, in their order
     * @param names of the features
     * @throws InvalidDataException if there are none, or if values are no numbers
     */
    public static InputTable of(String name, List<List<Given>> rows, List<String> names) {
        return of(name, rows, numbers(names), TableSpec.PLAIN, CsvFormat.PLAIN);
    }

    private static InputTable of(
            String name, List<List<Given>> rows, Features.Columns features, TableSpec table, CsvFormat format) {
        TableEncoding encoding = new TableEncoding(features.columns(), table.gaps());
        GivenRows given = GivenRows.of(name, rows, encoding, table, format.decimal());
        return new InputTable(
                encoding.table(name, given),
                encoding.unknown(given).stream().map(told -> name + ": " + told).toList());
    }

    private static Features.Columns numbers(List<String> names) {
        return new Features.Columns(names.stream().map(Feature::number).toList());
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
