package io.weightloom.runner.review;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * The points of a run. Seeds that have not ended yet are left out of the means. Whether a point is on the front is said
 * by {@link Front}.
 */
final class Points {

    /** Controls of one kind whose swept parameters are the same may still differ in size. */
    private record Key(String role, Map<String, String> parameters, long trainable) {}

    private Points() {}

    /** The points of these trials, in the order of their first trials, with those on the front and the tied marked. */
    static List<PointSummary> of(List<TrialSummary> trials) {
        Map<Key, List<TrialSummary>> groups = new LinkedHashMap<>();
        for (TrialSummary trial : trials) {
            groups.computeIfAbsent(key(trial), key -> new ArrayList<>()).add(trial);
        }
        List<PointSummary> points = new ArrayList<>();
        groups.forEach((key, group) -> points.add(point(key, group)));
        return Front.mark(points, trials.stream().collect(Collectors.toMap(TrialSummary::number, trial -> trial)));
    }

    private static Key key(TrialSummary trial) {
        return new Key(trial.role(), trial.parametersOfPoint(), trial.ledger().trainable());
    }

    private static PointSummary point(Key key, List<TrialSummary> trials) {
        List<TrialSummary> completed =
                trials.stream().filter(TrialSummary::completed).toList();
        List<@Nullable Double> validation =
                completed.stream().map(TrialSummary::validationScore).toList();
        List<@Nullable Double> test =
                completed.stream().map(TrialSummary::testScore).toList();
        List<@Nullable Double> differences =
                completed.stream().map(TrialSummary::difference).toList();
        return new PointSummary(
                key.role(),
                key.parameters(),
                trials.stream().map(TrialSummary::number).toList(),
                completed.size(),
                key.trainable(),
                trials.get(0).ledger().compressionRatio(),
                mean(validation),
                deviation(validation),
                mean(test),
                deviation(test),
                mean(differences),
                false,
                false);
    }

    /** Their mean; null if there are none, or if one is missing. */
    static @Nullable Double mean(List<@Nullable Double> values) {
        if (values.stream().anyMatch(Objects::isNull)) {
            return null;
        }
        OptionalDouble mean = numbers(values).average();
        return mean.isPresent() ? mean.getAsDouble() : null;
    }

    /** Their sample standard deviation; null if there are fewer than two, or if one is missing. */
    static @Nullable Double deviation(List<@Nullable Double> values) {
        Double mean = mean(values);
        if (mean == null || values.size() < 2) {
            return null;
        }
        double squares =
                numbers(values).map(value -> value - mean).map(d -> d * d).sum();
        return Math.sqrt(squares / (values.size() - 1));
    }

    private static DoubleStream numbers(List<@Nullable Double> values) {
        return values.stream().filter(Objects::nonNull).mapToDouble(Double::doubleValue);
    }
}
