package io.weightloom.runner.console;

import io.weightloom.runner.table.TextTable;
import io.weightloom.text.Decimals;
import io.weightloom.text.KebabCase;
import io.weightloom.verification.MeasuredStart;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Initialisations side by side for a terminal. */
public final class StartTable {

    private StartTable() {}

    /**
     * One layer with one initialisation.
     *
     * @param first whether it is the first layer
     */
    private record Row(MeasuredStart start, MeasuredStart.Layer layer, boolean first) {}

    /** A line for each initialisation and layer, what it means, and which initialisations fit. */
    public static String of(List<MeasuredStart> starts) {
        List<Row> rows = new ArrayList<>();
        for (MeasuredStart start : starts) {
            for (MeasuredStart.Layer layer : start.layers()) {
                rows.add(new Row(start, layer, layer.equals(start.layers().get(0))));
            }
        }
        String table = TextTable.of(
                rows,
                List.of(
                        TextTable.left(
                                "init",
                                row -> row.first() ? KebabCase.of(row.start().init()) : ""),
                        TextTable.left("layer", row -> row.layer().weight()),
                        TextTable.right(
                                "variance", row -> number(row.layer().variance().value())),
                        TextTable.right("of biases", row -> percent(row.layer().biasShare())),
                        TextTable.right("c / fan-in", row -> number(row.layer().wantedVariance())),
                        TextTable.left("", row -> mark(row.layer().varianceFits())),
                        TextTable.right(
                                "pre-activation",
                                row -> number(row.layer().power().value())),
                        TextTable.right("+-", row -> number(row.layer().power().error())),
                        TextTable.right("c", row -> number(row.layer().wantedPower())),
                        TextTable.left(
                                "",
                                row -> Double.isNaN(row.layer().wantedPower())
                                        ? ""
                                        : mark(row.layer().powerFits())),
                        TextTable.right(
                                "loss at start",
                                row -> row.first() ? number(row.start().loss().value()) : ""),
                        TextTable.left("fits", row -> row.first() && row.start().fits() ? "*" : "")));
        String fitting = starts.stream()
                .filter(MeasuredStart::fits)
                .map(start -> KebabCase.of(start.init()))
                .collect(Collectors.joining(", "));
        return "%s%n%nVariances are Var(w) + Var(b) / fan-in, pre-activations second moments; ok: within %s of what is wanted, two standard errors (+-) allowed for.%nIt fits: %s."
                .formatted(table, percent(MeasuredStart.BAND), fitting.isEmpty() ? "none" : fitting);
    }

    private static String mark(boolean fits) {
        return fits ? "ok" : "off";
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : Decimals.significant(3, value);
    }

    private static String percent(double share) {
        return Decimals.fixed(0, 100 * share) + " %";
    }
}
