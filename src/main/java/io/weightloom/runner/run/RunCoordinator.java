package io.weightloom.runner.run;

import io.weightloom.runner.lease.Lease;
import io.weightloom.runner.lease.LeaseLostException;
import io.weightloom.runner.lease.RunLeases;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunKey;
import io.weightloom.runner.store.RunState;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.Trial;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.worker.ActiveRun;
import io.weightloom.runner.worker.ActiveRuns;
import io.weightloom.runner.worker.DataChange;
import io.weightloom.runner.worker.DataWatch;
import io.weightloom.runner.worker.Fence;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.settings.Canonical;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Runs experiments, one after the other. The same experiment with the same spec, fire time and attempt is the same run:
 * it goes on where it was left, and is shown if it is complete. Thread-safe.
 */
public final class RunCoordinator {

    private static final Logger log = LoggerFactory.getLogger(RunCoordinator.class);
    private static final Set<String> BAD = Set.of("failed", "rejected");

    private final Runs runs;
    private final Trials trials;
    private final RunLeases leases;
    private final Launcher launcher;
    private final ActiveRuns active;
    private final Fence fence;
    private final DataWatch data;
    private final RunReport report;
    private final StopSignal stop;
    private final RunTally tally;
    private final ReentrantLock turn = new ReentrantLock(true);

    public RunCoordinator(
            Runs runs,
            Trials trials,
            RunLeases leases,
            Launcher launcher,
            ActiveRuns active,
            Fence fence,
            DataWatch data,
            RunReport report,
            StopSignal stop,
            RunTally tally) {
        this.runs = runs;
        this.trials = trials;
        this.leases = leases;
        this.launcher = launcher;
        this.active = active;
        this.fence = fence;
        this.data = data;
        this.report = report;
        this.stop = stop;
        this.tally = tally;
    }

    /** Runs one experiment when its turn comes, and returns when it has ended. */
    public RunEnd run(RunRequest request) {
        turn.lock();
        try {
            RunEnd end = stop.given() ? RunEnd.STOPPED : guarded(request);
            count(request, end);
            return end;
        } finally {
            turn.unlock();
        }
    }

    /** Runs experiments in their order, with nothing in between. */
    public void run(List<RunRequest> requests) {
        turn.lock();
        try {
            requests.forEach(this::run);
        } finally {
            turn.unlock();
        }
    }

    private void count(RunRequest request, RunEnd end) {
        if (request.fireTime().isEmpty()) {
            tally.ended(end);
        } else if (end != RunEnd.LEFT_ALONE) { // to leave it to another runner is what a schedule is for
            tally.add(end);
        }
    }

    /** Whether there is nothing to do for this request but to show a result. */
    public boolean isComplete(RunRequest request) {
        return request.repetition() == RunRequest.Repetition.SHOW
                && runs.lastAttempt(
                                request.experiment().name(), Canonical.hash(request.experiment()), request.fireTime())
                        .filter(this::isComplete)
                        .isPresent();
    }

    /**
     * Data that the run which this request would go on with did not begin with; none if it would begin a run, or show
     * one.
     */
    public List<DataChange> changes(RunRequest request) {
        return runs.lastAttempt(request.experiment().name(), Canonical.hash(request.experiment()), request.fireTime())
                .filter(run -> request.repetition() == RunRequest.Repetition.SHOW && !isComplete(run))
                .map(run -> data.changes(run, DataWatch.Reach.EVERYTHING))
                .orElse(List.of());
    }

    /** Fire times at which runs of this very experiment began that are not complete, oldest first. */
    List<Instant> unfinished(ExperimentSpec experiment) {
        String hash = Canonical.hash(experiment);
        return Stream.of(RunState.RUNNING, RunState.STOPPED, RunState.FAILED)
                .flatMap(state -> runs.in(state).stream())
                .map(Run::key)
                .filter(key -> key.experiment().equals(experiment.name())
                        && key.specHash().equals(hash))
                .flatMap(key -> key.fireTime().stream())
                .sorted()
                .toList();
    }

    /** Whether a run is under way. */
    public boolean areUnderWay() {
        return turn.isLocked();
    }

    /** Waits until no run is under way; false if that takes longer. */
    public boolean awaitEnd(Duration atMost) throws InterruptedException {
        boolean ended = turn.tryLock(atMost.toMillis(), TimeUnit.MILLISECONDS);
        if (ended) {
            turn.unlock();
        }
        return ended;
    }

    /** A database that fails one experiment may be back for the next. */
    private RunEnd guarded(RunRequest request) {
        try {
            return inTurn(request);
        } catch (DataAccessException | TransactionException e) {
            FailureReport.log(request.experiment().name(), List.of(e));
            return RunEnd.FAILED;
        }
    }

    private RunEnd inTurn(RunRequest request) {
        Run run = open(request);
        if (isComplete(run)) {
            return show(run);
        }
        Optional<Lease> lease = leases.take(run);
        if (lease.isEmpty()) {
            return stop.given() ? RunEnd.STOPPED : leaveAlone(run);
        }
        try {
            Run now = runs.find(run.id()).orElseThrow(); // its former holder may just have completed it
            return isComplete(now) ? show(now) : work(request, now, lease.get());
        } finally {
            leases.release(lease.get());
        }
    }

    private Run open(RunRequest request) {
        String experiment = request.experiment().name();
        String hash = Canonical.hash(request.experiment());
        Optional<Run> last = runs.lastAttempt(experiment, hash, request.fireTime());
        int attempt = last.map(run -> nextAttempt(request, run)).orElse(1);
        return runs.open(
                new RunKey(experiment, hash, request.fireTime(), attempt),
                request.experiment().description(),
                Canonical.json(request.experiment()),
                request.overrides());
    }

    private int nextAttempt(RunRequest request, Run last) {
        boolean again = request.repetition() == RunRequest.Repetition.TRAIN_AGAIN
                && (isComplete(last)
                        || !data.changes(last, DataWatch.Reach.EVERYTHING).isEmpty());
        return last.key().attempt() + (again ? 1 : 0);
    }

    /** Complete in our tables and in those of Spring Batch, between which a process may have died. */
    private boolean isComplete(Run run) {
        return run.state() == RunState.COMPLETED && launcher.isComplete(run);
    }

    private RunEnd show(Run run) {
        if (run.key().fireTime().isPresent()) {
            log.info("{}: another runner has done it", describe(run));
        } else {
            log.info("{} is complete: nothing to train. Train it again with --runner.rerun=true.", describe(run));
            report.show(run);
            data.changes(run, DataWatch.Reach.EACH_SETTING_ONCE)
                    .forEach(change -> log.warn(
                            "{}: {}. The result is that of the data as they were; --runner.rerun=true trains on those"
                                    + " of now.",
                            describe(run),
                            change));
        }
        return endOf(run);
    }

    private RunEnd leaveAlone(Run run) {
        log.warn("{} is being run by {}; it is left alone.", describe(run), leases.holder(run));
        return RunEnd.LEFT_ALONE;
    }

    /** A later fire time is a run of its own, so one that nobody can go on with is told of, and harms nothing. */
    private RunEnd leaveUnfinished(Run run, List<DataChange> changes) {
        if (run.key().fireTime().isPresent()) {
            changes.forEach(change -> log.warn(
                    "{} is left unfinished: {}. Put back what was there, and it is finished; the next fire time is a new"
                            + " run.",
                    describe(run),
                    change));
            return RunEnd.LEFT_ALONE;
        }
        changes.forEach(change -> log.error("{} does not go on: {}; {}.", describe(run), change, DataChange.REMEDY));
        return RunEnd.DATA_CHANGED;
    }

    private RunEnd work(RunRequest request, Run run, Lease lease) {
        List<DataChange> changes = data.changes(run, DataWatch.Reach.EVERYTHING);
        if (!changes.isEmpty()) {
            return leaveUnfinished(run, changes);
        }
        ActiveRun work = new ActiveRun(run, request.experiment(), lease, report.progress(run));
        active.add(work);
        try {
            data.keep(work);
            log.info("{} begins", describe(run));
            Launcher.Result result = launcher.launch(run);
            work.progress().close();
            return conclude(work, run, result);
        } finally {
            work.progress().close();
            active.remove(work);
        }
    }

    private RunEnd conclude(ActiveRun work, Run run, Launcher.Result result) {
        if (result instanceof Launcher.Result.Completed) {
            log.info("{} is complete", describe(run));
            report.show(run);
            return endOf(run);
        } else if (result instanceof Launcher.Result.Stopped) {
            note(work, RunState.STOPPED);
            log.info("{} was stopped; the same command goes on with it", describe(run));
            return RunEnd.STOPPED;
        }
        Launcher.Result.Failed failed = (Launcher.Result.Failed) result;
        FailureReport.log(describe(run), failed.causes());
        noteFailure(work);
        return failed.causes().stream().anyMatch(FailureReport::isChangeOfData) ? RunEnd.DATA_CHANGED : RunEnd.FAILED;
    }

    /** As far as that can be done: whoever took the run over or broke the database has the last word. */
    private void noteFailure(ActiveRun work) {
        try {
            fence.write(work, () -> leave(work, RunState.FAILED));
        } catch (LeaseLostException | DataAccessException | TransactionException e) {
            // It has been reported, for it is why the run failed; a database that is back holds an unfinished run.
        }
    }

    private void note(ActiveRun work, RunState state) {
        try {
            fence.write(work, () -> leave(work, state));
        } catch (LeaseLostException e) {
            log.warn(
                    "{} was taken over by another runner and is left alone",
                    work.experiment().name());
        }
    }

    private void leave(ActiveRun work, RunState state) {
        runs.state(work.id(), state);
        trials.release(work.id());
    }

    private RunEnd endOf(Run run) {
        return trials.of(run.id()).stream()
                        .map(Trial::outcome)
                        .flatMap(Optional::stream)
                        .anyMatch(BAD::contains)
                ? RunEnd.TRIALS_FAILED
                : RunEnd.COMPLETED;
    }

    private static String describe(Run run) {
        RunKey key = run.key();
        return key.experiment()
                + key.fireTime().map(" fired at %s"::formatted).orElse("")
                + (key.attempt() > 1 ? " (attempt " + key.attempt() + ")" : "")
                + ", run " + run.id();
    }
}
