package io.weightloom.search;

import io.weightloom.search.Pruner.Curve;
import io.weightloom.search.Pruner.Decision;
import io.weightloom.search.Pruner.Supply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** A sweep whose trials have no more than scores, round by round as a run does it. Not thread-safe. */
final class PrunedSweep {

    /** The score of a trial after an epoch. */
    interface Scores {
        double of(int trial, int epoch);
    }

    /** Sees what the pruner is asked and what it answers. */
    interface Watcher {
        void decided(List<Curve> curves, Supply supply, List<Decision> decisions);
    }

    private final Pruner pruner;
    private final int epochs;
    private final Map<Integer, Curve> curves = new TreeMap<>();
    private final Set<Integer> halted = new HashSet<>();
    private Scores scores = PrunedSweep::noise;
    private IntFunction<OptionalInt> ends = trial -> OptionalInt.empty();

    PrunedSweep(Pruner pruner, int epochs) {
        this.pruner = pruner;
        this.epochs = epochs;
    }

    PrunedSweep scored(Scores other) {
        scores = other;
        return this;
    }

    /** Trials that end badly, with the epochs that they end after. */
    PrunedSweep ending(IntFunction<OptionalInt> bad) {
        ends = bad;
        return this;
    }

    /** In [0, 1), and the same for the same trial and epoch. */
    static double noise(int trial, int epoch) {
        return (trial * 0.6180339887 + epoch * 0.3247179572) % 1;
    }

    static Curve of(int trial, List<Curve> curves) {
        return curves.stream()
                .filter(curve -> curve.trial() == trial)
                .findFirst()
                .orElseThrow();
    }

    /** Runs all rounds. */
    void points(int points, int repeats, int round, Watcher watcher) {
        int proposed = 0;
        while (true) {
            boolean more = false;
            for (int i = 0; i < round && proposed < points; i++) {
                proposed++;
                for (int repeat = 0; repeat < repeats; repeat++) {
                    train(
                            new Curve(curves.size() + 1, proposed, List.of(), OptionalInt.empty()),
                            pruner.first(proposed));
                }
                more = true;
            }
            Supply supply = proposed < points ? Supply.OPEN : Supply.OVER;
            List<Curve> asked = List.copyOf(curves.values());
            List<Decision> decisions = pruner.decide(asked, supply);
            watcher.decided(asked, supply, decisions);
            for (Decision decision : decisions) {
                Curve curve = curves.get(decision.trial());
                if (decision instanceof Pruner.GoesOn on) {
                    train(curve, on.until());
                    more = true;
                } else if (decision instanceof Pruner.Halts) {
                    halted.add(decision.trial());
                    curves.put(
                            curve.trial(),
                            new Curve(curve.trial(), curve.point(), curve.scores(), OptionalInt.empty()));
                }
            }
            if (!more && decisions.isEmpty()) {
                return;
            }
            if (!more && decisions.stream().allMatch(Pruner.Waits.class::isInstance)) {
                throw new AssertionError("Nobody ever goes on: " + decisions);
            }
        }
    }

    private void train(Curve from, OptionalInt until) {
        List<Double> trained = new ArrayList<>(from.scores());
        int last = Math.min(until.orElse(epochs), epochs);
        OptionalInt bad = ends.apply(from.trial());
        if (bad.isPresent() && bad.getAsInt() <= last) {
            last = bad.getAsInt();
            until = OptionalInt.empty();
            halted.add(from.trial());
        }
        for (int epoch = trained.size() + 1; epoch <= last; epoch++) {
            trained.add(scores.of(from.trial(), epoch));
        }
        curves.put(
                from.trial(),
                new Curve(from.trial(), from.point(), trained, last < epochs ? until : OptionalInt.empty()));
    }

    /** Trials that were trained to their end. */
    List<Integer> completed() {
        return curves.values().stream()
                .map(Curve::trial)
                .filter(trial -> !halted.contains(trial))
                .toList();
    }

    /** Trials that were not. */
    Set<Integer> halted() {
        return halted;
    }

    /** Epochs that were trained. */
    int epochs() {
        return curves.values().stream().mapToInt(curve -> curve.scores().size()).sum();
    }

    /** Curves of trials of a point each, all of which have paused, by their scores after the epoch. */
    static List<Curve> paused(int epoch, double... scores) {
        return IntStream.range(0, scores.length)
                .mapToObj(i -> new Curve(
                        i + 1,
                        i + 1,
                        IntStream.rangeClosed(1, epoch).mapToObj(e -> scores[i]).toList(),
                        OptionalInt.of(epoch)))
                .toList();
    }
}
