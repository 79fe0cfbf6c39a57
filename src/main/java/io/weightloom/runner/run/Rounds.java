package io.weightloom.runner.run;

import io.weightloom.runner.store.Decisions;
import io.weightloom.runner.store.OpenTrial;
import io.weightloom.runner.store.Reopenings;
import io.weightloom.runner.store.RoundTrials;
import io.weightloom.runner.store.Trial;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.worker.ActiveRun;
import io.weightloom.runner.worker.DataWatch;
import io.weightloom.runner.worker.Fence;
import io.weightloom.runner.worker.TrialMeters;
import io.weightloom.search.Pruner;
import io.weightloom.search.Sweep;
import io.weightloom.spec.Control;
import io.weightloom.spec.SweepSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads a run from round to round. All it knows is in the database, so it gives the same answer after a restart: while
 * trials of a round are open, that round goes on. Thread-safe as long as one thread leads each run.
 */
final class Rounds {

    private static final Logger log = LoggerFactory.getLogger(Rounds.class);

    private final Trials trials;
    private final RoundTrials rounds;
    private final Decisions decisions;
    private final Reopenings reopenings;
    private final Fence fence;
    private final DataWatch data;
    private final TrialMeters meters;
    private @Nullable KnownTrials known;

    Rounds(
            Trials trials,
            RoundTrials rounds,
            Decisions decisions,
            Reopenings reopenings,
            Fence fence,
            DataWatch data,
            TrialMeters meters) {
        this.trials = trials;
        this.rounds = rounds;
        this.decisions = decisions;
        this.reopenings = reopenings;
        this.fence = fence;
        this.data = data;
        this.meters = meters;
    }

    /** How far the next round is. */
    enum Proposal {
        /** There are trials to train. */
        ROUND,
        /** What was decided leads to more decisions: to be asked again, in another transaction. */
        AGAIN,
        /** The search has nothing more to ask. */
        OVER
    }

    /** Whether a round is open; if none is, one is planned if the search has more to ask. */
    Proposal propose(ActiveRun run) {
        if (!open(run).isEmpty()) {
            return Proposal.ROUND;
        } else if (!step(run)) {
            forget();
            leaveEarlier(run);
            return Proposal.OVER;
        }
        return open(run).isEmpty() ? Proposal.AGAIN : Proposal.ROUND;
    }

    /** Decides on the paused trials and plans new ones, in one transaction; whether anything has changed. */
    private boolean step(ActiveRun run) {
        KnownTrials known = known(run);
        known.look();
        Sweep.Next next = known.next();
        int last = known.lastRound();
        List<PlannedTrial> round = RoundPlan.hypernetworks(run.experiment(), next.trials(), last + 1);
        write(run, news(run, next.decisions()), round);
        meters.halted(
                next.decisions().stream().filter(Pruner.Halts.class::isInstance).count());
        tell(run, RoundRemarks.onDecisions(next.decisions()));
        if (last == 0) {
            int infeasible =
                    next.infeasible().values().stream().mapToInt(count -> count).sum();
            tell(run, RoundRemarks.onHypernetworks(run.experiment(), round.size(), infeasible));
        }
        if (!round.isEmpty()) { // or those after the last point would be told again
            tell(run, RoundRemarks.onInfeasible(next.infeasible()));
        }
        return !next.isEmpty();
    }

    /** What is known of a run's trials, from where it began or was taken up here on. */
    private synchronized KnownTrials known(ActiveRun run) {
        KnownTrials latest = known;
        if (latest == null || !latest.isOf(run)) {
            latest = new KnownTrials(run, rounds);
            known = latest;
        }
        return latest;
    }

    private synchronized void forget() {
        known = null;
    }

    /** Nobody decides on trials that paused under an earlier spec, unless the search came to them again. */
    private void leaveEarlier(ActiveRun run) {
        if (run.experiment().sweep().pruning().isPresent() && reopenings.isOpenedAgain(run.id())) {
            meters.halted(fence.write(run.lease(), () -> reopenings.leave(run.id())));
        }
    }

    /** What has to be written: a trial that waits where it has waited before need not be told so in each round. */
    private List<Pruner.Decision> news(ActiveRun run, List<Pruner.Decision> decided) {
        Map<Integer, Integer> waiting = decided.isEmpty() ? Map.of() : decisions.waiting(run.id());
        return decided.stream()
                .filter(decision -> !(decision instanceof Pruner.Waits)
                        || !Objects.equals(
                                waiting.get(decision.trial()), decision.rung().number()))
                .toList();
    }

    /** Plans the controls of all trials so far; those that are planned already stay as they are. */
    void proposeControls(ActiveRun run) {
        if (rounds.hasControls(run.id()) && !reopenings.isOpenedAgain(run.id())) {
            return; // they were planned in one transaction
        }
        List<Trial> known = trials.of(run.id());
        List<PlannedTrial> twins = RoundPlan.controls(run.experiment(), known);
        write(run, List.of(), twins);
        tell(run, RoundRemarks.onControls(run.experiment().controlSize(), twins, known));
    }

    /** Trials of the open round that have to be trained, by number. */
    List<OpenTrial> open(ActiveRun run) {
        return rounds.open(run.id());
    }

    /** Controls that have to be trained, by number. */
    List<OpenTrial> openControls(ActiveRun run) {
        return rounds.openControls(run.id());
    }

    /**
     * Says in the log how the trials of all rounds so far have ended, and how good their front is if that is sought.
     */
    void observe(ActiveRun run) {
        tell(run, List.of(RoundRemarks.outcomes(rounds.outcomes(run.id()))));
        if (run.experiment().sweep().score() == SweepSpec.ScoreKind.FRONT) {
            KnownTrials known = known(run);
            known.look();
            tell(run, RoundRemarks.onFront(known.all()));
        }
    }

    /**
     * Tells a person how much there is to do: all planned trials, those that the search may still ask for, and the
     * controls of the trials so far whether planned or not.
     */
    void announce(ActiveRun run) {
        RoundTrials.Amount planned = rounds.planned(run.id());
        RoundTrials.Amount all = planned.plus(further(run, planned)).plus(controls(run));
        RoundTrials.Amount ended = rounds.ended(run.id());
        run.progress().planned(all.trials(), ended.trials(), all.epochs(), ended.epochs());
    }

    /** What the search may still ask for, as long as what it has asked for on average; once controls are, nothing. */
    private RoundTrials.Amount further(ActiveRun run, RoundTrials.Amount planned) {
        int more = run.experiment().sweep().mostTrials().orElse(0) - planned.trials();
        return more <= 0 || planned.trials() == 0 || rounds.hasControls(run.id())
                ? RoundTrials.Amount.NONE
                : new RoundTrials.Amount(more, planned.epochs() * more / planned.trials());
    }

    /** Those of the trials so far that are still to be planned. */
    private RoundTrials.Amount controls(ActiveRun run) {
        List<Control> controls = run.experiment().controls();
        RoundTrials.Amount plain =
                controls.contains(Control.PLAIN) ? rounds.plainTwins(run.id()) : RoundTrials.Amount.NONE;
        return plain.plus(rounds.otherTwins(run.id()));
    }

    private void write(ActiveRun run, List<Pruner.Decision> decided, List<PlannedTrial> planned) {
        if (planned.isEmpty() && decided.isEmpty()) {
            return;
        }
        Map<String, Integer> earlier = reopenings.earlier(run.id());
        KnownTrials known = known(run);
        known.change(decided.stream().map(Pruner.Decision::trial).toList());
        known.change(planned.stream()
                .flatMap(next -> Optional.ofNullable(earlier.get(next.trial().hash())).stream())
                .toList());
        List<PlannedTrial> fresh = planned.stream()
                .filter(next -> !earlier.containsKey(next.trial().hash()))
                .toList();
        List<PlannedTrial> numbered = RoundPlan.numbered(fresh, rounds.last(run.id()));
        DataWatch.Kept kept = data.look(
                run.id(),
                numbered.stream().collect(Collectors.toMap(next -> next.trial().number(), PlannedTrial::spec)));
        fence.write(run.lease(), () -> {
            decided.forEach(decision -> decisions.carryOut(run.id(), RoundPlan.stored(decision)));
            planned.forEach(next -> Optional.ofNullable(earlier.get(next.trial().hash()))
                    .ifPresent(number -> reopenings.adopt(run.id(), number, next.trial())));
            trials.plan(
                    run.id(),
                    numbered.stream().map(PlannedTrial::trial).map(kept::on).toList());
            data.saveFiles(run.id(), kept);
        });
    }

    private static void tell(ActiveRun run, List<String> remarks) {
        remarks.forEach(remark -> log.info("{}: {}", run.experiment().name(), remark));
    }
}
