package io.weightloom.runner.run;

import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.worker.DataChange;
import io.weightloom.spec.ExperimentSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Runs experiments, one after the other. The same experiment with the same spec, fire time and attempt is the same run:
 * it goes on where it was left, and is shown if it is complete. Thread-safe.
 */
public final class RunCoordinator {

    private final Attempts attempts;
    private final RunTurns turns;
    private final StopSignal stop;
    private final StopRequests stops;
    private final RunTally tally;
    private final ReentrantLock turn = new ReentrantLock(true);

    RunCoordinator(Attempts attempts, RunTurns turns, StopSignal stop, StopRequests stops, RunTally tally) {
        this.attempts = attempts;
        this.turns = turns;
        this.stop = stop;
        this.stops = stops;
        this.tally = tally;
    }

    /** Runs one experiment when its turn comes, and returns when it has ended. */
    public RunEnd run(RunRequest request) {
        turn.lock();
        try {
            RunEnd end = stop.given() ? RunEnd.STOPPED : turns.take(request);
            count(request, end);
            return end;
        } finally {
            turn.unlock();
        }
    }

    /**
     * Runs one experiment more than the process was asked for when it began, when its turn comes.
     *
     * @param wanted whether it is to be run at all, asked when its turn has come
     */
    public void runMore(RunRequest request, BooleanSupplier wanted) {
        turn.lock();
        try {
            if (wanted.getAsBoolean()) {
                tally.add(stop.given() ? RunEnd.STOPPED : turns.take(request));
            }
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

    /** What differs in a request's spec from the one of the last run, if a new run is refused for it. */
    public Optional<String> refused(RunRequest request) {
        return attempts.refused(request);
    }

    /**
     * Fire times of runs of this very experiment that were left unfinished and are to go on by themselves, oldest
     * first.
     */
    public List<Instant> unfinished(ExperimentSpec experiment) {
        return attempts.unfinished(experiment);
    }

    /** Stops a run as soon as it is at work, for one that is not; {@link #goOn} takes it back. */
    public void stop(long run) {
        stops.stop(run);
    }

    /** Lets a run go on, as if nobody had asked to stop it. */
    public void goOn(long run) {
        stops.goOn(run);
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
}
