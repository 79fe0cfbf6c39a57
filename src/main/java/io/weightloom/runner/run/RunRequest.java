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
 * @param repetition what to do if it is complete
 */
public record RunRequest(
        ExperimentSpec experiment, List<SettingOverride> overrides, Optional<Instant> fireTime, Repetition repetition) {

    /** What to do with a run that is complete. */
    public enum Repetition {
        /** Show its result. */
        SHOW,
        /** Train it again, as a new attempt. */
        TRAIN_AGAIN
    }

    /** Copies the list. */
    public RunRequest {
        overrides = List.copyOf(overrides);
    }
}
