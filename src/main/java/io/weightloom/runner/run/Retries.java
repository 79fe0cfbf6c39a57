package io.weightloom.runner.run;

import io.weightloom.runner.lease.Lease;
import io.weightloom.runner.store.Reopenings;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.worker.Fence;
import io.weightloom.text.Decimals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens trials again that failed or were rejected, where that is asked for. Thread-safe. */
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
        if (request.repetition() != RunRequest.Repetition.RETRY_FAILED || !reopenings.isBad(run.id())) {
            return run;
        }
        launcher.settle(run);
        int trials = fence.write(lease, () -> reopenings.retry(run.id()));
        log.info(
                "{}: {} trials that failed or were rejected are trained again",
                RunTitle.of(run),
                Decimals.whole(trials));
        return runs.find(run.id()).orElseThrow();
    }
}
