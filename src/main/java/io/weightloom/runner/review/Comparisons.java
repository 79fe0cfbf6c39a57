package io.weightloom.runner.review;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Compares each point's hypernetworks with each of their controls, seed by seed: both of a pair have the same examples,
 * split and training. The verdict is what the {@link MeanInterval} of their differences leaves open: hypernetwork's
 * test score minus control's. It is about seeds on these examples, not about other examples; and of twenty comparisons
 * one is decided by chance alone, because nothing corrects for their number.
 *
 * <p>The verdict is undecided, too, where there is no such interval, and if a trial on either side ended without
 * completing, because the mean over lucky seeds would flatter it.
 */
final class Comparisons {

    private Comparisons() {}

    /**
     * A hypernetwork beside its twin.
     *
     * @param control kind of the twin
     */
    record Pair(TrialSummary hypernetwork, String control, TrialSummary twin) {

        /** Whether the hypernetwork was left before its end: of a point with no others there is nothing to compare. */
        private boolean halted() {
            return "halted".equals(hypernetwork.outcome());
        }

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
            Key key = new Key(pair.hypernetwork.parametersOfPoint(), pair.control);
            groups.computeIfAbsent(key, first -> new ArrayList<>()).add(pair);
        }
        List<Comparison> comparisons = new ArrayList<>();
        groups.forEach((key, group) -> {
            if (!group.stream().allMatch(Pair::halted)) {
                comparisons.add(comparison(key, group));
            }
        });
        return comparisons;
    }

    private static Comparison comparison(Key key, List<Pair> pairs) {
        List<Pair> completed = pairs.stream().filter(Pair::completed).toList();
        double[] differences = completed.stream().mapToDouble(Pair::difference).toArray();
        Optional<MeanInterval> interval =
                pairs.stream().allMatch(Pair::sound) ? MeanInterval.of(differences) : Optional.empty();
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
                interval.map(MeanInterval::low).orElse(null),
                interval.map(MeanInterval::high).orElse(null),
                interval.map(Comparisons::verdict).orElse(Comparison.UNDECIDED));
    }

    private static String verdict(MeanInterval difference) {
        return difference.low() > 0 ? Comparison.BEAT : difference.high() < 0 ? Comparison.LOST : Comparison.UNDECIDED;
    }

    private static @Nullable Double mean(List<Pair> pairs, ToDoubleFunction<Pair> number) {
        return pairs.isEmpty()
                ? null
                : pairs.stream().mapToDouble(number).average().orElseThrow();
    }
}
