package io.weightloom.runner.run;

import io.weightloom.network.NetworkSizes;
import io.weightloom.runner.store.RoundTrials;
import io.weightloom.runner.store.TriedTrial;
import io.weightloom.runner.worker.ActiveRun;
import io.weightloom.search.Sweep;
import io.weightloom.search.Trainability;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.SweepSpec;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the rounds of a run that is under way here know of its hypernetworks. Of a trial that has ended, or has paused,
 * nothing is read again before the run itself decides on it: so a round reads as much however many came before. It
 * begins with nothing, and so with all that is stored, when a run begins or goes on. Not thread-safe.
 */
final class KnownTrials {

    private final ActiveRun run;
    private final RoundTrials stored;
    private final Trainability trainability;
    private final SortedMap<Integer, TriedTrial> trials = new TreeMap<>();
    private final SortedMap<Integer, Sweep.Tried> tried = new TreeMap<>();

    /** Numbers of those that may be other by now than they were when they were read. */
    private final Set<Integer> changing = new HashSet<>();

    KnownTrials(ActiveRun run, RoundTrials stored) {
        this.run = run;
        this.stored = stored;
        this.trainability = new Trainability(run.experiment(), new NetworkSizes());
    }

    /** Whether it is about this execution of a run. */
    boolean isOf(ActiveRun other) {
        return run == other;
    }

    /** Reads what may have changed. */
    void look() {
        int last = trials.isEmpty() ? 0 : trials.lastKey();
        List<TriedTrial> read = stored.tried(run.id(), last, changing);
        Map<Integer, List<Double>> curves =
                hasCurves(run.experiment()) ? stored.curves(run.id(), last, changing) : Map.of();
        for (TriedTrial trial : read) {
            trials.put(trial.number(), trial);
            if (trial.point().isPresent()) {
                tried.put(trial.number(), RoundPlan.tried(trial, curves.getOrDefault(trial.number(), List.of())));
            }
            if (trial.outcome().isPresent() || trial.paused().isPresent()) {
                changing.remove(trial.number());
            } else {
                changing.add(trial.number());
            }
        }
    }

    /** Epochs before the last matter only where trials may be halted. */
    private static boolean hasCurves(ExperimentSpec experiment) {
        SweepSpec sweep = experiment.sweep();
        return sweep.pruning().isPresent() || sweep.limits().maxSeconds().isPresent();
    }

    /** Notes that the run is about to change these of its trials, by number. */
    void change(Collection<Integer> numbers) {
        changing.addAll(numbers);
    }

    /** All hypernetworks that the search has proposed, by number. */
    Collection<TriedTrial> all() {
        return trials.values();
    }

    /** The last round that trials were proposed in; 0 if there was none. */
    int lastRound() {
        return trials.values().stream().mapToInt(TriedTrial::round).max().orElse(0);
    }

    /** What the run does next, of whose trials none is open. */
    Sweep.Next next() {
        return tried.size() < trials.size()
                ? RoundPlan.NOTHING // a grid that was planned, all of it, before points were noted
                : RoundPlan.next(run.experiment(), trainability, inOrder());
    }

    /** In the order of their proposal, which is that of their numbers unless the run was given another spec. */
    private List<Sweep.Tried> inOrder() {
        return trials.values().stream()
                .sorted(Comparator.comparingInt(TriedTrial::round)
                        .thenComparingInt(trial -> trial.place().orElse(0)))
                .map(trial -> Objects.requireNonNull(tried.get(trial.number())))
                .toList();
    }
}
