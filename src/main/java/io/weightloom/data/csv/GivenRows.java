package io.weightloom.data.csv;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.FaultGathering;
import io.weightloom.data.raw.Feature;
import io.weightloom.data.raw.Given;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.spec.CsvFormat.DecimalMark;
import io.weightloom.spec.TableSpec;
import java.util.List;

/**
 * Examples that a program gives value by value: each of them is a row, whatever it holds. Not thread-safe.
 *
 * @param features in the order of the network's
 * @param size examples
 */
record GivenRows(List<CsvColumn> features, int size) implements EncodableRows {

    private static final int MOST_TOLD = 20;

    GivenRows {
        features = List.copyOf(features);
    }

    /**
     * Reads them.
     *
     * @param name what messages call them
     * @param rows at least one; each with a value for every feature
     * @throws InvalidDataException with all that is wrong
     */
    static GivenRows of(
            String name, List<List<Given>> rows, TableEncoding encoding, TableSpec table, DecimalMark decimal) {
        if (rows.isEmpty()) {
            throw new InvalidDataException(DataFault.INPUT, name + " is empty");
        }
        List<CsvColumn> columns = encoding.features().stream()
                .map(Feature::name)
                .map(column ->
                        new CsvColumn(column, encoding.content(column), decimal, table.gaps(), CsvUse.PREDICTION))
                .toList();
        GapCells gaps = GapCells.of(table, decimal);
        for (int row = 0; row < rows.size(); row++) {
            for (int f = 0; f < columns.size(); f++) {
                add(columns.get(f), rows.get(row).get(f), row + 1L, gaps);
            }
        }
        List<String> told = columns.stream()
                .flatMap(column -> column.fault().stream())
                .map(fault -> "%s[%s]: %s".formatted(name, fault.line() - 1, fault.message()))
                .toList();
        FaultGathering faults = new FaultGathering();
        told.stream().limit(MOST_TOLD).forEach(fault -> faults.add(DataFault.INPUT, fault));
        if (told.size() > MOST_TOLD) {
            faults.add(DataFault.INPUT, "%s: and %s more columns".formatted(name, told.size() - MOST_TOLD));
        }
        faults.throwIfAny();
        return new GivenRows(columns, rows.size());
    }

    private static void add(CsvColumn column, Given value, long line, GapCells gaps) {
        if (value instanceof Given.Numeral number) {
            String cell = number.text().replace('.', gaps.decimal().mark());
            column.add(column.isCategorical() ? number.text() : cell, gaps.has(cell, false), line);
        } else if (value instanceof Given.Text text) {
            String cell = Blanks.without(text.text());
            column.add(cell, gaps.has(cell, false), line);
        } else {
            column.add("", true, line);
        }
    }
}
