package io.weightloom.runner.table;

import com.github.freva.asciitable.ColumnData;
import io.weightloom.runner.review.Comparison;
import io.weightloom.runner.review.ExperimentReview;
import io.weightloom.runner.review.TrialSummary;
import io.weightloom.spec.Keys;
import io.weightloom.text.Decimals;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The trials of a run as a table for a terminal. */
public final class TrialTable {

    private TrialTable() {}

    /**
     * A head line and one line per trial; {@code *} marks the Pareto front, {@code tied} what is tied with it. Below
     * it, if trials were halted, a line for each reason and, if there are controls, a table of the comparisons with
     * them.
     */
    public static String of(ExperimentReview review) {
        List<String> parts = new ArrayList<>(List.of(TrialList.of(review).text()));
        SortedMap<String, List<Integer>> halted = halted(review);
        if (!halted.isEmpty()) {
            parts.add(halted.entrySet().stream()
                    .map(reason -> "halted by " + reason.getKey() + ": trials " + stretches(reason.getValue()))
                    .collect(Collectors.joining("\n")));
        }
        if (!review.comparisons().isEmpty()) {
            parts.add(comparisons(review));
        }
        return String.join("\n\n", parts);
    }

    /** Numbers of halted trials, by who had them halted; each trial's page says more. */
    private static SortedMap<String, List<Integer>> halted(ExperimentReview review) {
        SortedMap<String, List<Integer>> numbers = new TreeMap<>();
        for (TrialSummary trial : review.trials()) {
            if (trial.haltedBy() != null) {
                numbers.computeIfAbsent(trial.haltedBy(), reason -> new ArrayList<>())
                        .add(trial.number());
            }
        }
        return numbers;
    }

    /** Ascending numbers, such as "2, 4, 5, 7 to 11". */
    private static String stretches(List<Integer> numbers) {
        List<String> stretches = new ArrayList<>();
        int first = 0;
        for (int next = 1; next <= numbers.size(); next++) {
            int last = numbers.get(next - 1);
            if (next == numbers.size() || numbers.get(next) > last + 1) {
                String between = next - first > 2 ? " to " : ", ";
                stretches.add(next - first == 1 ? String.valueOf(last) : numbers.get(first) + between + last);
                first = next;
            }
        }
        return String.join(", ", stretches);
    }

    /** A head line and one line per comparison with a control. */
    public static String comparisons(ExperimentReview review) {
        List<ColumnData<Comparison>> columns = new ArrayList<>();
        review.parameters().stream()
                .filter(parameter -> !parameter.equals(Keys.SEED))
                .forEach(parameter -> columns.add(TextTable.right(
                        parameter, comparison -> comparison.parameters().getOrDefault(parameter, ""))));
        columns.add(TextTable.right("trainable", comparison -> count(comparison.trainable())));
        columns.add(TextTable.right("bytes", comparison -> count(comparison.bytes())));
        columns.add(TextTable.left("against", Comparison::control));
        columns.add(TextTable.right("trainable", comparison -> count(comparison.controlTrainable())));
        columns.add(TextTable.right("bytes", comparison -> count(comparison.controlBytes())));
        columns.add(TextTable.right("seeds", comparison -> count(comparison.pairs())));
        columns.add(TextTable.right("test score", comparison -> score(comparison.testScore())));
        columns.add(TextTable.right("control's", comparison -> score(comparison.controlTestScore())));
        columns.add(TextTable.right("difference", comparison -> difference(comparison.difference())));
        columns.add(TextTable.right("95 % interval", TrialTable::interval));
        columns.add(TextTable.left("verdict", Comparison::verdict));
        return TextTable.of(review.comparisons(), columns);
    }

    private static String interval(Comparison comparison) {
        return comparison.low() == null ? "" : difference(comparison.low()) + " to " + difference(comparison.high());
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
