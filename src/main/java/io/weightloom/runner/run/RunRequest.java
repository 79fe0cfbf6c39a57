package io.weightloom.runner.run;

import io.weightloom.runner.store.SettingOverride;
import io.weightloom.spec.ExperimentSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run that is asked for.
 *
 * @param experiment what to run
 * @param overrides settings of it that did not come from its file
 * @param fireTime when its schedule fired; empty if it is asked for by command
 * @param repetition what to do with trials that have ended
 */
public record RunRequest(
        ExperimentSpec experiment, List<SettingOverride> overrides, Optional<Instant> fireTime, Repetition repetition) {

    /** What to do with what an earlier request for the same run has left. */
    public enum Repetition {
        /** Go on with the run, or show its result if it is complete. */
        SHOW,
        /** Train its trials again that failed or were rejected, in the same run; else as {@link #SHOW}. */
        RETRY_FAILED,
        /** Train it again if it is complete, as a new attempt. */
        TRAIN_AGAIN
    }

    /** The same for a run that this request has begun already. */
    RunRequest goingOn() {
        return new RunRequest(experiment, overrides, fireTime, Repetition.SHOW);
    }

    /** Copies the list. */
    public RunRequest {
        overrides = List.copyOf(overrides);
    }
}
