package io.weightloom.runner.run;

import io.weightloom.runner.lease.Lease;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunState;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.worker.ActiveRun;
import io.weightloom.runner.worker.ActiveRuns;
import io.weightloom.runner.worker.DataChange;
import io.weightloom.runner.worker.DataWatch;
import io.weightloom.runner.worker.RunLimits;
import io.weightloom.spec.LimitsSpec;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works a run that is not complete under its lease, from where it was left to its end or its stop. Thread-safe. */
final class RunExecution {

    private static final Logger log = LoggerFactory.getLogger(RunExecution.class);

    private static final String SAME_COMMAND = "the same command goes on with it";

    private final ActiveRuns active;
    private final Extensions extensions;
    private final Retries retries;
    private final Trials trials;
    private final Launcher launcher;
    private final DataWatch data;
    private final RunReport report;
    private final CompleteRuns complete;
    private final LeftRuns left;
    private final StopRequests stops;
    private final OthersNumbers numbers;

    RunExecution(
            ActiveRuns active,
            Extensions extensions,
            Retries retries,
            Trials trials,
            Launcher launcher,
            DataWatch data,
            RunReport report,
            CompleteRuns complete,
            LeftRuns left,
            StopRequests stops,
            OthersNumbers numbers) {
        this.active = active;
        this.extensions = extensions;
        this.retries = retries;
        this.trials = trials;
        this.launcher = launcher;
        this.data = data;
        this.report = report;
        this.complete = complete;
        this.left = left;
        this.stops = stops;
        this.numbers = numbers;
    }

    /** What became of a run. */
    sealed interface Result {

        /** It has come to this end here. */
        record Ended(RunEnd end) implements Result {}

        /** Something unexpected broke it off. */
        record BrokenOff(List<Throwable> causes) implements Result {}
    }

    /**
     * Returns when nothing of the run is under way here any more.
     *
     * @param begun told when what the request asks for has been written down: all that is left is to go on
     */
    Result work(RunRequest request, Run run, Lease lease, RunLimits limits, Runnable begun) {
        ActiveRun work = new ActiveRun(run, request.experiment(), lease, report.progress(run), limits);
        active.add(work); // its heart beats from now on: to look at the data may take longer than the lease
        if (stops.asked(run.id())) { // it was not at work then
            work.stop();
        }
        try {
            List<DataChange> changes = data.changes(run, DataWatch.Reach.EVERYTHING);
            if (!changes.isEmpty()) {
                return new Result.Ended(leaveUnfinished(run, changes));
            }
            Optional<String> objection = numbers.objection(run);
            if (objection.isPresent()) {
                log.error("{} does not go on here: {}.", RunTitle.of(run), objection.get());
                return new Result.Ended(RunEnd.LEFT_ALONE);
            }
            data.keep(work);
            Run opened = retries.begin(request, extensions.begin(request, run, lease), lease);
            begun.run();
            limits.known(trials.bad(run.id()));
            log.info("{} {}", RunTitle.of(run), run.jobExecution().isPresent() ? "goes on" : "begins");
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
        return new Result.Ended(stopped(work, run));
    }

    /** What its limit or somebody has stopped, no fire time begins again. */
    private static String whoGoesOn(Run run) {
        return run.key().fireTime().isPresent() ? "it goes on when somebody has it resumed" : SAME_COMMAND;
    }

    private RunEnd stopped(ActiveRun work, Run run) {
        Optional<RunLimits.Reached> limit = work.limits().reached();
        if (limit.isEmpty()) {
            left.note(
                    work,
                    RunState.STOPPED,
                    stops.asked(run.id()) ? Optional.of("stopped on request") : Optional.empty());
            log.info("{} was stopped; {}", RunTitle.of(run), stops.asked(run.id()) ? whoGoesOn(run) : SAME_COMMAND);
            return RunEnd.STOPPED;
        }
        LimitsSpec limits = work.experiment().sweep().limits();
        return switch (limit.get()) {
            case MAX_FAILED -> {
                int most = limits.maxFailed().orElseThrow();
                left.note(
                        work,
                        RunState.STOPPED,
                        Optional.of("max-failed: %s trials failed or were rejected".formatted(most)));
                log.warn(
                        "{} ends here: max-failed is {}, and as many of its trials failed or were rejected. The same"
                                + " command with --runner.retry-failed=true trains them again; with a higher limit the run"
                                + " goes on.",
                        RunTitle.of(run),
                        most);
                yield RunEnd.TRIALS_FAILED;
            }
            case MAX_DURATION -> {
                long seconds = limits.maxDuration().orElseThrow().toSeconds();
                left.note(work, RunState.STOPPED, Optional.of("max-duration: %s s".formatted(seconds)));
                log.info(
                        "{} was stopped after its max-duration of {} s; {}", RunTitle.of(run), seconds, whoGoesOn(run));
                yield RunEnd.STOPPED;
            }
        };
    }
}
