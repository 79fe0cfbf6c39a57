package io.weightloom.runner.table;

import com.github.freva.asciitable.ColumnData;
import io.weightloom.text.Decimals;
import java.util.ArrayList;
import java.util.List;

/** What was measured after each epoch as a table for a terminal. */
public final class MetricTable {

    private static final int DIGITS = 4;

    private MetricTable() {}

    /**
     * A head line and one line per number.
     *
     * @param parameters names of the swept parameters
     */
    public static String of(List<String> parameters, List<MetricRow> metrics) {
        List<ColumnData<MetricRow>> columns = new ArrayList<>();
        columns.add(TextTable.right("trial", row -> String.valueOf(row.trial())));
        parameters.forEach(parameter ->
                columns.add(TextTable.right(parameter, row -> row.parameters().getOrDefault(parameter, ""))));
        columns.add(TextTable.right("epoch", row -> String.valueOf(row.epoch())));
        columns.add(TextTable.left("split", MetricRow::split));
        columns.add(TextTable.left("measure", MetricRow::measure));
        columns.add(
                TextTable.right("value", row -> row.value() == null ? "" : Decimals.significant(DIGITS, row.value())));
        return TextTable.of(metrics, columns);
    }
}
