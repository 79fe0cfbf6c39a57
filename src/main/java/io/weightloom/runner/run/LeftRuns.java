package io.weightloom.runner.run;

import io.weightloom.runner.lease.Lease;
import io.weightloom.runner.lease.LeaseLostException;
import io.weightloom.runner.store.RunState;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.worker.ActiveRun;
import io.weightloom.runner.worker.Fence;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Writes down that this process leaves a run before its end, so that its trials are free for whoever goes on. */
final class LeftRuns {

    private static final Logger log = LoggerFactory.getLogger(LeftRuns.class);

    private final Runs runs;
    private final Trials trials;
    private final Fence fence;

    LeftRuns(Runs runs, Trials trials, Fence fence) {
        this.runs = runs;
        this.trials = trials;
        this.fence = fence;
    }

    /** Notes in which state the run is left, and why, where a limit or somebody's request ended it. */
    void note(ActiveRun work, RunState state, Optional<String> why) {
        try {
            fence.write(work.lease(), () -> leave(work.id(), state, why));
        } catch (LeaseLostException e) {
            log.warn(
                    "{} was taken over by another runner and is left alone",
                    work.experiment().name());
        }
    }

    /** As far as that can be done: whoever took the run over or broke the database has the last word. */
    void noteFailure(long run, Lease lease) {
        try {
            fence.write(lease, () -> leave(run, RunState.FAILED, Optional.empty()));
        } catch (LeaseLostException | DataAccessException | TransactionException e) {
            // It has been reported, for it is why the run failed; a database that is back holds an unfinished run.
        }
    }

    private void leave(long run, RunState state, Optional<String> why) {
        runs.state(run, state, why);
        trials.release(run);
    }
}
