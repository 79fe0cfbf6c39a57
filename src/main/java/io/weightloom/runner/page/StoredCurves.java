package io.weightloom.runner.page;

import io.weightloom.runner.sheet.CurveRows;
import io.weightloom.runner.sheet.Curves;
import io.weightloom.text.KebabCase;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The curves of a run's trials, thinned, with numbers to four digits. Most trials have the same epochs, which stand
 * here once.
 *
 * @param points most epochs of a trial
 * @param epochs each list of epochs that some trial has
 * @param values by measure and by the trial's number: the place of its epochs in that list, and a number for each
 */
record StoredCurves(int points, List<List<Integer>> epochs, Map<String, Map<Integer, List<Object>>> values) {

    /** Numbers of all trials' curves together, about. */
    private static final int ALL_NUMBERS = 130_000;

    private static final int FEWEST = 10;

    private static final int MOST = 400;

    private static final MathContext DIGITS = new MathContext(4);

    /** Of these trials of a run, by their numbers. */
    static StoredCurves of(long run, Collection<Integer> trials, CurveRows rows) {
        int all = Curves.Measure.values().length * Math.max(1, trials.size());
        int points = Math.min(MOST, Math.max(FEWEST, ALL_NUMBERS / all));
        List<List<Integer>> epochs = new ArrayList<>();
        Map<String, Map<Integer, List<Object>>> values = new TreeMap<>();
        for (Curves.Measure measure : Curves.Measure.values()) {
            Map<Integer, List<Object>> own = new TreeMap<>();
            for (Curves.Curve curve : rows.of(run, trials, measure, points).curves()) {
                int known = epochs.indexOf(curve.epochs());
                if (known < 0) {
                    known = epochs.size();
                    epochs.add(List.copyOf(curve.epochs()));
                }
                own.put(curve.trial(), List.of(known, rounded(curve.values())));
            }
            values.put(KebabCase.of(measure), own);
        }
        return new StoredCurves(points, epochs, values);
    }

    private static List<@Nullable Double> rounded(List<@Nullable Double> values) {
        List<@Nullable Double> few = new ArrayList<>();
        for (Double value : values) {
            few.add(
                    value == null
                            ? null
                            : BigDecimal.valueOf(value).round(DIGITS).doubleValue());
        }
        return few;
    }
}
