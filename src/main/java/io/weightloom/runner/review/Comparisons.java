package io.weightloom.runner.review;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Compares each point's hypernetworks with each of their controls, seed by seed: both of a pair have the same examples,
 * split and training.
 *
 * <pre>
 * d[i] = hypernetwork's test score - control's, seed i of n     mean(d) +- t s / sqrt(n)
 * s the sample standard deviation (n - 1) of d                  t the 97.5 % quantile of Student's t with n - 1 degrees
 * </pre>
 *
 * <p>That is the interval of the paired t-test (Student 1908). It assumes that seeds are drawn independently of each
 * other and that differences are distributed normally around their mean, which nobody can check on a handful of seeds.
 * It is about seeds on these examples, not about other examples; and of twenty comparisons one is decided by chance
 * alone, because nothing corrects for their number.
 *
 * <p>There is no interval, and the verdict is undecided, for a single pair; for differences that are all the same,
 * which tells of scores too coarse to scatter rather than of certainty; and if a trial on either side ended without
 * completing, because the mean over lucky seeds would flatter it.
 */
final class Comparisons {

    private static final double CONFIDENCE = 0.95;

    /** Below this, differences of scores differ by rounding only. */
    static final double SAME = 1e-12;

    private Comparisons() {}

    /**
     * A hypernetwork beside its twin.
     *
     * @param control kind of the twin
     */
    record Pair(TrialSummary hypernetwork, String control, TrialSummary twin) {

        private boolean completed() {
            return score(hypernetwork) != null && score(twin) != null;
        }

        /** Whether both have completed or may still do so. */
        private boolean sound() {
            return sound(hypernetwork) && sound(twin);
        }

        private double difference() {
            return Objects.requireNonNull(score(hypernetwork)) - Objects.requireNonNull(score(twin));
        }

        private static @Nullable Double score(TrialSummary trial) {
            return trial.completed() ? trial.testScore() : null;
        }

        private static boolean sound(TrialSummary trial) {
            return trial.outcome() == null || (trial.completed() && trial.testScore() != null);
        }
    }

    private record Key(Map<String, String> parameters, String control) {}

    /** One comparison for each point and control, in the order of their first pairs. */
    static List<Comparison> of(List<Pair> pairs) {
        Map<Key, List<Pair>> groups = new LinkedHashMap<>();
        for (Pair pair : pairs) {
            Key key = new Key(Points.parameters(pair.hypernetwork), pair.control);
            groups.computeIfAbsent(key, first -> new ArrayList<>()).add(pair);
        }
        List<Comparison> comparisons = new ArrayList<>();
        groups.forEach((key, group) -> comparisons.add(comparison(key, group)));
        return comparisons;
    }

    private static Comparison comparison(Key key, List<Pair> pairs) {
        List<Pair> completed = pairs.stream().filter(Pair::completed).toList();
        double[] differences = completed.stream().mapToDouble(Pair::difference).toArray();
        Optional<Interval> interval =
                pairs.stream().allMatch(Pair::sound) ? Interval.of(differences) : Optional.empty();
        return new Comparison(
                key.parameters,
                pairs.stream().map(pair -> pair.hypernetwork.number()).toList(),
                pairs.get(0).hypernetwork.ledger().trainable(),
                key.control,
                pairs.stream().map(pair -> pair.twin.number()).toList(),
                pairs.get(0).twin.ledger().trainable(),
                completed.size(),
                mean(completed, pair -> Objects.requireNonNull(Pair.score(pair.hypernetwork))),
                mean(completed, pair -> Objects.requireNonNull(Pair.score(pair.twin))),
                mean(completed, Pair::difference),
                interval.map(Interval::low).orElse(null),
                interval.map(Interval::high).orElse(null),
                interval.map(Interval::verdict).orElse(Comparison.UNDECIDED));
    }

    private static @Nullable Double mean(List<Pair> pairs, ToDoubleFunction<Pair> number) {
        return pairs.isEmpty()
                ? null
                : pairs.stream().mapToDouble(number).average().orElseThrow();
    }

    /** Where the mean of differences lies with 95 % confidence. */
    record Interval(double low, double high) {

        /** Empty for fewer than two differences, and for differences that are all the same. */
        static Optional<Interval> of(double[] differences) {
            int n = differences.length;
            double mean = 0;
            for (double difference : differences) {
                mean += difference / n;
            }
            double squares = 0;
            for (double difference : differences) {
                squares += (difference - mean) * (difference - mean);
            }
            double deviation = Math.sqrt(squares / (n - 1));
            if (n < 2 || deviation < SAME) {
                return Optional.empty();
            }
            double quantile = new TDistribution(null, n - 1.0).inverseCumulativeProbability((1 + CONFIDENCE) / 2);
            double half = quantile * deviation / Math.sqrt(n);
            return Optional.of(new Interval(mean - half, mean + half));
        }

        boolean holdsZero() {
            return low <= 0 && high >= 0;
        }

        String verdict() {
            return low > 0 ? Comparison.BEAT : high < 0 ? Comparison.LOST : Comparison.UNDECIDED;
        }
    }
}
