package io.weightloom.runner.review;

import io.weightloom.runner.store.NewTrial;
import io.weightloom.spec.Control;
import io.weightloom.text.KebabCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
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

    /**
     * Those of a run's trials: each hypernetwork beside each control that the run has for it, kind by kind.
     *
     * @param pointOf the number of a trial's point by the trial's own
     */
    static List<Comparison> ofTrials(Collection<TrialRows.Row> rows, IntUnaryOperator pointOf) {
        Map<String, TrialSummary> byHash = new HashMap<>();
        rows.forEach(row -> byHash.putIfAbsent(row.summary().hash(), row.summary()));
        List<Pair> pairs = rows.stream()
                .filter(row -> row.summary().role().equals(NewTrial.HYPERNETWORK))
                .flatMap(row -> Arrays.stream(Control.values())
                        .map(KebabCase::of)
                        .flatMap(control -> pair(row, control, byHash).stream()))
                .toList();
        return of(pairs, pointOf);
    }

    private static Optional<Pair> pair(TrialRows.Row row, String control, Map<String, TrialSummary> byHash) {
        String hash = control.equals(KebabCase.of(Control.PLAIN))
                ? row.plainHash()
                : row.twins().get(control);
        return Optional.ofNullable(hash)
                .flatMap(known -> Optional.ofNullable(byHash.get(known)))
                .map(twin -> new Pair(row.summary(), control, twin));
    }

    /** One comparison for each point and control, in the order of their first pairs. */
    static List<Comparison> of(List<Pair> pairs, IntUnaryOperator pointOf) {
        Map<Key, List<Pair>> groups = new LinkedHashMap<>();
        for (Pair pair : pairs) {
            Key key = new Key(pair.hypernetwork.parametersOfPoint(), pair.control);
            groups.computeIfAbsent(key, first -> new ArrayList<>()).add(pair);
        }
        List<Comparison> comparisons = new ArrayList<>();
        groups.forEach((key, group) -> {
            if (!group.stream().allMatch(Pair::halted)) {
                comparisons.add(comparison(key, group, pointOf));
            }
        });
        return comparisons;
    }

    private static Comparison comparison(Key key, List<Pair> pairs, IntUnaryOperator pointOf) {
        List<Pair> completed = pairs.stream().filter(Pair::completed).toList();
        double[] differences = completed.stream().mapToDouble(Pair::difference).toArray();
        Optional<MeanInterval> interval =
                pairs.stream().allMatch(Pair::sound) ? MeanInterval.of(differences) : Optional.empty();
        return new Comparison(
                key.parameters,
                pairs.stream().map(pair -> pair.hypernetwork.number()).toList(),
                pairs.get(0).hypernetwork.ledger().trainable(),
                pairs.get(0).hypernetwork.ledger().bytes(),
                key.control,
                pairs.stream().map(pair -> pair.twin.number()).toList(),
                pairs.get(0).twin.ledger().trainable(),
                pairs.get(0).twin.ledger().bytes(),
                completed.size(),
                mean(completed, pair -> Objects.requireNonNull(Pair.score(pair.hypernetwork))),
                mean(completed, pair -> Objects.requireNonNull(Pair.score(pair.twin))),
                mean(completed, Pair::difference),
                interval.map(MeanInterval::low).orElse(null),
                interval.map(MeanInterval::high).orElse(null),
                interval.isPresent() ? null : missing(pairs).word(),
                pointOf.applyAsInt(pairs.get(0).hypernetwork.number()),
                pointOf.applyAsInt(pairs.get(0).twin.number()),
                interval.map(Comparisons::verdict).orElse(Comparison.UNDECIDED));
    }

    private static MeanInterval.Missing missing(List<Pair> pairs) {
        if (!pairs.stream().allMatch(Pair::sound)) {
            return MeanInterval.Missing.NOT_COMPLETED;
        } else if (!pairs.stream().allMatch(Pair::completed)) {
            return MeanInterval.Missing.NOT_ENDED;
        }
        return pairs.size() == 1 ? MeanInterval.Missing.ONE_SEED : MeanInterval.Missing.IDENTICAL;
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
