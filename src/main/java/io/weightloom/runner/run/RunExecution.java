package io.weightloom.runner.run;

import io.weightloom.runner.lease.Lease;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunState;
import io.weightloom.runner.worker.ActiveRun;
import io.weightloom.runner.worker.ActiveRuns;
import io.weightloom.runner.worker.DataChange;
import io.weightloom.runner.worker.DataWatch;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works a run that is not complete under its lease, from where it was left to its end or its stop. Thread-safe. */
final class RunExecution {

    private static final Logger log = LoggerFactory.getLogger(RunExecution.class);

    private final ActiveRuns active;
    private final Retries retries;
    private final Launcher launcher;
    private final DataWatch data;
    private final RunReport report;
    private final CompleteRuns complete;
    private final LeftRuns left;

    RunExecution(
            ActiveRuns active,
            Retries retries,
            Launcher launcher,
            DataWatch data,
            RunReport report,
            CompleteRuns complete,
            LeftRuns left) {
        this.active = active;
        this.retries = retries;
        this.launcher = launcher;
        this.data = data;
        this.report = report;
        this.complete = complete;
        this.left = left;
    }

    /** What became of a run. */
    sealed interface Result {

        /** It has come to this end here. */
        record Ended(RunEnd end) implements Result {}

        /** Something unexpected broke it off. */
        record BrokenOff(List<Throwable> causes) implements Result {}
    }

    /** Returns when nothing of the run is under way here any more. */
    Result work(RunRequest request, Run run, Lease lease) {
        ActiveRun work = new ActiveRun(run, request.experiment(), lease, report.progress(run));
        active.add(work); // its heart beats from now on: to look at the data may take longer than the lease
        try {
            List<DataChange> changes = data.changes(run, DataWatch.Reach.EVERYTHING);
            if (!changes.isEmpty()) {
                return new Result.Ended(leaveUnfinished(run, changes));
            }
            data.keep(work);
            Run opened = retries.begin(request, run, lease);
            log.info("{} begins", RunTitle.of(run));
            Launcher.Result result = launcher.launch(opened);
            work.progress().close();
            return conclude(work, opened, result);
        } finally {
            work.progress().close();
            active.remove(work);
        }
    }

    /** A later fire time is a run of its own, so one that nobody can go on with is told of, and harms nothing. */
    private static RunEnd leaveUnfinished(Run run, List<DataChange> changes) {
        if (run.key().fireTime().isPresent()) {
            changes.forEach(change -> log.warn(
                    "{} is left unfinished: {}. Put back what was there, and it is finished; the next fire time is a new"
                            + " run.",
                    RunTitle.of(run),
                    change));
            return RunEnd.LEFT_ALONE;
        }
        changes.forEach(change -> log.error("{} does not go on: {}; {}.", RunTitle.of(run), change, DataChange.REMEDY));
        return RunEnd.DATA_CHANGED;
    }

    private Result conclude(ActiveRun work, Run run, Launcher.Result result) {
        if (result instanceof Launcher.Result.Completed) {
            return new Result.Ended(complete.show(run));
        } else if (result instanceof Launcher.Result.Failed failed) {
            return new Result.BrokenOff(failed.causes());
        }
        left.note(work, RunState.STOPPED);
        log.info("{} was stopped; the same command goes on with it", RunTitle.of(run));
        return new Result.Ended(RunEnd.STOPPED);
    }
}
