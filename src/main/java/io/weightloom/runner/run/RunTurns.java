package io.weightloom.runner.run;

import io.weightloom.runner.database.DatabaseReasons;
import io.weightloom.runner.lease.Lease;
import io.weightloom.runner.lease.Patience;
import io.weightloom.runner.lease.RunLeases;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.worker.RunLimits;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * What a request's turn is spent on: its run is worked under its lease to its end, or shown if it is complete. A run
 * that breaks off because the database is away goes on in the same turn when the database is back, as a run does that
 * was killed. Thread-safe.
 */
final class RunTurns {

    private static final Logger log = LoggerFactory.getLogger(RunTurns.class);

    private final Attempts attempts;
    private final RunLeases leases;
    private final RunExecution execution;
    private final CompleteRuns complete;
    private final LeftRuns left;
    private final Patience patience;
    private final StopSignal stop;
    private final Clock clock;
    private final RunEndings endings;

    RunTurns(
            Attempts attempts,
            RunLeases leases,
            RunExecution execution,
            CompleteRuns complete,
            LeftRuns left,
            Patience patience,
            StopSignal stop,
            Clock clock,
            RunEndings endings) {
        this.attempts = attempts;
        this.leases = leases;
        this.execution = execution;
        this.complete = complete;
        this.left = left;
        this.patience = patience;
        this.stop = stop;
        this.clock = clock;
        this.endings = endings;
    }

    /** Returns when the run has ended here. A database that fails one experiment may be back for the next. */
    RunEnd take(RunRequest request) {
        Turn turn = new Turn(request);
        RunEnd end;
        try {
            end = turn.end();
        } finally {
            turn.held().ifPresent(leases::release);
        }
        turn.ended(end).ifPresent(endings::ended);
        return end;
    }

    /** One turn. Not thread-safe. */
    private final class Turn {

        private final RunLimits limits;
        private RunRequest request;
        private @Nullable Run run;
        private @Nullable Lease lease;
        private boolean worked;
        private @Nullable String failure;

        Turn(RunRequest request) {
            this.request = request;
            this.limits = new RunLimits(request.experiment().sweep().limits(), clock);
        }

        Optional<Lease> held() {
            return Optional.ofNullable(lease);
        }

        /** The run that ended here; empty if there was nothing to do, or if another runner does it. */
        Optional<RunEndings.Ended> ended(RunEnd end) {
            return (worked && end != RunEnd.LEFT_ALONE) || failure != null
                    ? Optional.of(new RunEndings.Ended(
                            request.experiment().name(), Optional.ofNullable(run), end, Optional.ofNullable(failure)))
                    : Optional.empty();
        }

        RunEnd end() {
            Patience.Setbacks setbacks = patience.setbacks();
            while (true) {
                RunExecution.Result result = tried();
                if (result instanceof RunExecution.Result.Ended ended) {
                    setbacks.ended();
                    return ended.end();
                }
                List<Throwable> causes = ((RunExecution.Result.BrokenOff) result).causes();
                Optional<Throwable> away =
                        causes.stream().filter(DatabaseReasons::isAway).findFirst();
                if (away.isEmpty() || !setbacks.outlast(away.get())) {
                    return away.isPresent() && stop.given() ? RunEnd.STOPPED : failed(causes);
                }
            }
        }

        private RunExecution.Result tried() {
            try {
                return work();
            } catch (DataAccessException | TransactionException e) {
                return new RunExecution.Result.BrokenOff(List.of(e));
            }
        }

        private RunExecution.Result work() {
            while (true) {
                Run opened = attempts.open(request);
                run = opened;
                held().filter(former -> !leases.isOf(former, opened)).ifPresent(this::letGo);
                if (attempts.isDone(request, opened)) {
                    return new RunExecution.Result.Ended(worked ? complete.show(opened) : complete.showAgain(opened));
                }
                Lease taken = held().filter(leases::keep)
                        .or(() -> leases.take(opened))
                        .orElse(null);
                lease = taken;
                if (taken == null) {
                    return new RunExecution.Result.Ended(stop.given() ? RunEnd.STOPPED : leaveAlone(opened));
                }
                Optional<Run> now = attempts.now(opened); // its former holder may just have completed or forgotten it
                if (now.isPresent()) {
                    return work(now.get(), taken);
                }
                letGo(taken);
            }
        }

        private RunExecution.Result work(Run now, Lease taken) {
            worked = !attempts.isDone(request, now);
            return worked
                    ? execution.work(request, now, taken, limits, () -> request = request.goingOn())
                    : new RunExecution.Result.Ended(complete.showAgain(now));
        }

        private void letGo(Lease former) {
            lease = null;
            leases.release(former);
        }

        private RunEnd failed(List<Throwable> causes) {
            failure = FailureReport.reason(causes);
            FailureReport.log(run == null ? request.experiment().name() : RunTitle.of(run), causes);
            if (run != null && lease != null) {
                left.noteFailure(run.id(), lease);
            }
            return causes.stream().anyMatch(FailureReport::isChangeOfData) ? RunEnd.DATA_CHANGED : RunEnd.FAILED;
        }
    }

    private RunEnd leaveAlone(Run run) {
        log.warn("{} is being run by {}; it is left alone.", RunTitle.of(run), leases.holder(run));
        return RunEnd.LEFT_ALONE;
    }
}
