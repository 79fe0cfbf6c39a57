package io.weightloom.results;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The trials of a run as a table for a terminal. */
public final class TrialTable {

    private TrialTable() {}

    /**
     * A head line and one line per trial; {@code *} marks the Pareto front, {@code tied} what is tied with it. Below it,
     * if there are controls, a table of the comparisons with them.
     */
    public static String of(ExperimentReview review) {
        return review.comparisons().isEmpty() ? trials(review) : trials(review) + "\n\n" + comparisons(review);
    }

    /** A head line and one line per comparison with a control. */
    public static String comparisons(ExperimentReview review) {
        List<ColumnData<Comparison>> columns = new ArrayList<>();
        review.parameters().stream()
                .filter(parameter -> !parameter.equals(Points.SEED))
                .forEach(parameter -> columns.add(
                        right(parameter, comparison -> comparison.parameters().getOrDefault(parameter, ""))));
        columns.add(right("trainable", comparison -> count(comparison.trainable())));
        columns.add(left("against", Comparison::control));
        columns.add(right("trainable", comparison -> count(comparison.controlTrainable())));
        columns.add(right("seeds", comparison -> count(comparison.pairs())));
        columns.add(right("test score", comparison -> number("%.4f", comparison.testScore())));
        columns.add(right("control's", comparison -> number("%.4f", comparison.controlTestScore())));
        columns.add(right("difference", comparison -> number("%+.4f", comparison.difference())));
        columns.add(right("95 % interval", TrialTable::interval));
        columns.add(left("verdict", Comparison::verdict));
        return AsciiTable.builder()
                .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
                .data(review.comparisons(), columns)
                .asString();
    }

    private static String interval(Comparison comparison) {
        return comparison.low() == null
                ? ""
                : number("%+.4f", comparison.low()) + " to " + number("%+.4f", comparison.high());
    }

    private static String trials(ExperimentReview review) {
        List<ColumnData<TrialSummary>> columns = new ArrayList<>();
        columns.add(right("trial", trial -> String.valueOf(trial.number())));
        columns.add(left("network", TrialSummary::role));
        for (String parameter : review.parameters()) {
            columns.add(right(parameter, trial -> trial.parameters().getOrDefault(parameter, "")));
        }
        columns.add(right("Theta", trial -> count(trial.ledger().theta())));
        columns.add(right("trainable", trial -> count(trial.ledger().trainable())));
        columns.add(right("ratio", trial -> number("%.2f", trial.ledger().compressionRatio())));
        columns.add(right("validation score", trial -> number("%.4f", trial.validationScore())));
        columns.add(right("test score", trial -> number("%.4f", trial.testScore())));
        columns.add(right("to plain", trial -> number("%+.4f", trial.difference())));
        columns.add(left("front", trial -> trial.onFront() ? "*" : trial.tied() ? "tied" : ""));
        columns.add(left("gradients", trial -> text(trial.gradientVerdict())));
        columns.add(right("seconds", trial -> number("%.1f", trial.seconds())));
        columns.add(left("outcome", trial -> trial.outcome() == null ? trial.state() : trial.outcome()));
        return AsciiTable.builder()
                .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
                .data(review.trials(), columns)
                .asString();
    }

    private static <T> ColumnData<T> left(String header, Function<T, String> text) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .with(text);
    }

    private static <T> ColumnData<T> right(String header, Function<T, String> text) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.RIGHT)
                .dataAlign(HorizontalAlign.RIGHT)
                .with(text);
    }

    private static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String number(String format, @Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, format, value);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
