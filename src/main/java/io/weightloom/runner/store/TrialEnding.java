package io.weightloom.runner.store;

import io.weightloom.training.TrainingResult;
import io.weightloom.trial.TrialOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What a trial's row tells of its end.
 *
 * @param result if it completed
 * @param detail for people, if it did not
 */
record TrialEnding(
        @Nullable TrainingResult result, @Nullable String detail) {

    static TrialEnding of(TrialOutcome outcome) {
        if (outcome instanceof TrialOutcome.Completed completed) {
            return new TrialEnding(completed.result(), null);
        } else if (outcome instanceof TrialOutcome.Diverged diverged) {
            return new TrialEnding(
                    null, "The loss was not finite in epoch %s, step %s".formatted(diverged.epoch(), diverged.step()));
        } else if (outcome instanceof TrialOutcome.Rejected rejected) {
            return new TrialEnding(null, String.join("\n", rejected.faults()));
        } else if (outcome instanceof TrialOutcome.Halted halted) {
            return new TrialEnding(null, halted.reason());
        } else if (outcome instanceof TrialOutcome.Failed failed) {
            return new TrialEnding(null, failed.cause());
        }
        throw new IllegalArgumentException("No such outcome: " + outcome);
    }
}
