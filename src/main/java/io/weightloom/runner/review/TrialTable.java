package io.weightloom.runner.review;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.weightloom.spec.Keys;
import io.weightloom.text.Decimals;
import io.weightloom.text.Legible;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The trials of a run as a table for a terminal. */
public final class TrialTable {

    private TrialTable() {}

    /**
     * A head line and one line per trial; {@code *} marks the Pareto front, {@code tied} what is tied with it. Below
     * it, if there are controls, a table of the comparisons with them.
     */
    public static String of(ExperimentReview review) {
        return review.comparisons().isEmpty() ? trials(review) : trials(review) + "\n\n" + comparisons(review);
    }

    /** A head line and one line per comparison with a control. */
    public static String comparisons(ExperimentReview review) {
        List<ColumnData<Comparison>> columns = new ArrayList<>();
        review.parameters().stream()
                .filter(parameter -> !parameter.equals(Keys.SEED))
                .forEach(parameter -> columns.add(
                        right(parameter, comparison -> comparison.parameters().getOrDefault(parameter, ""))));
        columns.add(right("trainable", comparison -> count(comparison.trainable())));
        columns.add(left("against", Comparison::control));
        columns.add(right("trainable", comparison -> count(comparison.controlTrainable())));
        columns.add(right("seeds", comparison -> count(comparison.pairs())));
        columns.add(right("test score", comparison -> score(comparison.testScore())));
        columns.add(right("control's", comparison -> score(comparison.controlTestScore())));
        columns.add(right("difference", comparison -> difference(comparison.difference())));
        columns.add(right("95 % interval", TrialTable::interval));
        columns.add(left("verdict", Comparison::verdict));
        return AsciiTable.builder()
                .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
                .data(review.comparisons(), columns)
                .asString();
    }

    private static String interval(Comparison comparison) {
        return comparison.low() == null ? "" : difference(comparison.low()) + " to " + difference(comparison.high());
    }

    private static String trials(ExperimentReview review) {
        List<ColumnData<TrialSummary>> columns = TrialColumns.inTerminal(review.parameters()).stream()
                .map(column ->
                        column.number() ? right(column.head(), column.text()) : left(column.head(), column.text()))
                .toList();
        return AsciiTable.builder()
                .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
                .data(review.trials(), columns)
                .asString();
    }

    private static <T> ColumnData<T> left(String header, Function<T, String> text) {
        return new Column()
                .header(Legible.line(header))
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .with(text.andThen(Legible::line));
    }

    private static <T> ColumnData<T> right(String header, Function<T, String> text) {
        return new Column()
                .header(Legible.line(header))
                .headerAlign(HorizontalAlign.RIGHT)
                .dataAlign(HorizontalAlign.RIGHT)
                .with(text.andThen(Legible::line));
    }

    private static String count(long value) {
        return Decimals.whole(value);
    }

    private static String score(@Nullable Double value) {
        return value == null ? "" : Decimals.fixed(4, value);
    }

    private static String difference(@Nullable Double value) {
        return value == null ? "" : Decimals.signed(4, value);
    }
}
