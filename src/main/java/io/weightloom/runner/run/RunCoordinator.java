package io.weightloom.runner.run;

import io.weightloom.runner.lease.Lease;
import io.weightloom.runner.lease.RunLeases;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.worker.DataChange;
import io.weightloom.spec.ExperimentSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
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

    private final Attempts attempts;
    private final RunLeases leases;
    private final RunExecution execution;
    private final CompleteRuns complete;
    private final StopSignal stop;
    private final RunTally tally;
    private final ReentrantLock turn = new ReentrantLock(true);

    RunCoordinator(
            Attempts attempts,
            RunLeases leases,
            RunExecution execution,
            CompleteRuns complete,
            StopSignal stop,
            RunTally tally) {
        this.attempts = attempts;
        this.leases = leases;
        this.execution = execution;
        this.complete = complete;
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
        return attempts.isDone(request);
    }

    /**
     * Data that the run which this request would go on with did not begin with; none if it would begin a run, or show
     * one.
     */
    public List<DataChange> changes(RunRequest request) {
        return attempts.changes(request);
    }

    /** Fire times at which runs of this very experiment began that are not complete, oldest first. */
    List<Instant> unfinished(ExperimentSpec experiment) {
        return attempts.unfinished(experiment);
    }

    /** Whether a run is under way. */
    public boolean isAtWork() {
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
        Run run = attempts.open(request);
        if (attempts.isDone(request, run)) {
            return complete.showAgain(run);
        }
        Optional<Lease> lease = leases.take(run);
        if (lease.isEmpty()) {
            return stop.given() ? RunEnd.STOPPED : leaveAlone(run);
        }
        try {
            Run now = attempts.now(run); // its former holder may just have completed it
            return attempts.isDone(request, now) ? complete.showAgain(now) : execution.work(request, now, lease.get());
        } finally {
            leases.release(lease.get());
        }
    }

    private RunEnd leaveAlone(Run run) {
        log.warn("{} is being run by {}; it is left alone.", RunTitle.of(run), leases.holder(run));
        return RunEnd.LEFT_ALONE;
    }
}
