package io.weightloom.runner.sheet;

import io.weightloom.runner.review.MeanInterval;
import io.weightloom.runner.review.PointReview;
import io.weightloom.runner.review.PointSummary;
import io.weightloom.runner.review.RunView;
import io.weightloom.runner.review.TrialSummary;
import io.weightloom.runner.table.TrialColumns;
import io.weightloom.spec.Keys;
import io.weightloom.text.KebabCase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The columns of one of a sheet's tables.
 *
 * @param columns each with a name of its own
 */
record SheetColumns<T>(List<Column<T>> columns) {

    private static final List<Column<PointReview>> POINT = List.of(
            column("number", PointReview::number),
            column("role", point -> point.summary().role()),
            column("trials", point -> point.summary().trials()),
            column("seeds", PointReview::seeds),
            column("completed", point -> point.summary().completed()),
            column("whole", PointReview::whole),
            column("outcome", PointReview::outcome),
            column("trainable", point -> point.summary().trainable()),
            column("theta", point -> point.ledger().theta()),
            column("compressionRatio", point -> point.summary().compressionRatio()),
            column("bytes", point -> point.ledger().bytes()),
            column("validationScore", point -> point.summary().validationScore()),
            column("validationLow", point -> low(point.validationScore())),
            column("validationHigh", point -> high(point.validationScore())),
            column("validationDeviation", point -> point.summary().validationScoreDeviation()),
            column("testScore", point -> point.summary().testScore()),
            column("testLow", point -> low(point.testScore())),
            column("testHigh", point -> high(point.testScore())),
            column("testDeviation", point -> point.summary().testScoreDeviation()),
            column("difference", point -> point.summary().difference()),
            column("differenceLow", point -> low(point.difference())),
            column("differenceHigh", point -> high(point.difference())),
            column("intervalMissing", PointReview::missing),
            column("frontTrainable", point -> word(point.on(PointReview.Axis.TRAINABLE))),
            column("frontRatio", point -> word(point.on(PointReview.Axis.RATIO))),
            column("frontBytes", point -> word(point.on(PointReview.Axis.BYTES))));

    /** @param value nothing where there is none */
    record Column<T>(String name, Function<T, @Nullable Object> value) {}

    private static <T> Column<T> column(String name, Function<T, @Nullable Object> value) {
        return new Column<>(name, value);
    }

    private static @Nullable Double low(@Nullable MeanInterval interval) {
        return interval == null ? null : interval.low();
    }

    private static @Nullable Double high(@Nullable MeanInterval interval) {
        return interval == null ? null : interval.high();
    }

    private static @Nullable String word(@Nullable Enum<?> value) {
        return value == null ? null : KebabCase.of(value);
    }

    /** Those of trials, of which each says its point. */
    static SheetColumns<TrialSummary> ofTrials(RunView view, List<ParameterValues> parameters) {
        List<Column<TrialSummary>> columns = new ArrayList<>();
        TrialColumns.inSheet().forEach(column -> columns.add(new Column<>(column.name(), column.value())));
        columns.add(column("point", trial -> view.pointOf(trial.number())));
        parameters.forEach(parameter -> columns.add(column(
                parameter.name(), trial -> parameter.value(trial.parameters().get(parameter.name())))));
        return new SheetColumns<>(columns);
    }

    /** Those of points, which have no seed. */
    static SheetColumns<PointReview> ofPoints(List<ParameterValues> parameters) {
        List<Column<PointReview>> columns = new ArrayList<>(POINT);
        parameters.stream()
                .filter(parameter -> !parameter.name().equals(Keys.SEED))
                .forEach(parameter -> columns.add(column(parameter.name(), point -> {
                    PointSummary summary = point.summary();
                    return parameter.value(summary.parameters().get(parameter.name()));
                })));
        return new SheetColumns<>(columns);
    }

    SheetRows rows(List<T> rows) {
        List<List<@Nullable Object>> all = new ArrayList<>();
        for (T row : rows) {
            List<@Nullable Object> cells = new ArrayList<>();
            columns.forEach(column -> cells.add(column.value.apply(row)));
            all.add(cells);
        }
        return new SheetRows(columns.stream().map(Column::name).toList(), all);
    }
}
