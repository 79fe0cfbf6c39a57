package io.weightloom.runner.run;

import io.weightloom.runner.lease.Lease;
import io.weightloom.runner.store.Reopenings;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.worker.Fence;
import io.weightloom.text.Decimals;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens trials of a run again: those that failed or were rejected, where that is asked for, and those that were halted
 * for their time, where they may take more by now. Thread-safe.
 */
final class Retries {

    private static final Logger log = LoggerFactory.getLogger(Retries.class);

    private final Runs runs;
    private final Reopenings reopenings;
    private final Launcher launcher;
    private final Fence fence;

    Retries(Runs runs, Reopenings reopenings, Launcher launcher, Fence fence) {
        this.runs = runs;
        this.reopenings = reopenings;
        this.launcher = launcher;
        this.fence = fence;
    }

    /** The run as it is to be launched for this request. */
    Run begin(RunRequest request, Run run, Lease lease) {
        return retried(request, givenTime(request, run, lease), lease);
    }

    /** A limit of time is no part of a spec's hash: it is the same run. */
    private Run givenTime(RunRequest request, Run run, Lease lease) {
        OptionalInt most = request.experiment().sweep().limits().maxSeconds();
        if (!reopenings.hasTimeLeft(run.id(), most)) {
            return run;
        }
        launcher.settle(run);
        int trials = fence.write(lease, () -> reopenings.goOn(run.id(), most));
        log.info(
                "{}: {}, {}",
                RunTitle.of(run),
                trials == 1
                        ? "1 trial that was halted by max-seconds goes on at its checkpoint"
                        : Decimals.whole(trials) + " trials that were halted by max-seconds go on at their checkpoints",
                most.isPresent() ? "for it is %s now".formatted(most.getAsInt()) : "for there is none now");
        return runs.find(run.id()).orElseThrow();
    }

    private Run retried(RunRequest request, Run run, Lease lease) {
        if (request.repetition() != RunRequest.Repetition.RETRY_FAILED || !reopenings.isBad(run.id())) {
            return run;
        }
        launcher.settle(run);
        int trials = fence.write(lease, () -> reopenings.retry(run.id()));
        log.info(
                "{}: {} trained again",
                RunTitle.of(run),
                trials == 1
                        ? "1 trial that failed or was rejected is"
                        : Decimals.whole(trials) + " trials that failed or were rejected are");
        return runs.find(run.id()).orElseThrow();
    }
}
