package io.weightloom.runner.sheet;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One measure of many trials, epoch by epoch.
 *
 * @param measure validation-score, validation-loss, train-loss or learning-rate
 * @param curves by the trial's number; none of a trial without an epoch
 */
public record Curves(String measure, List<Curve> curves) {

    /** What is measured after each epoch. */
    public enum Measure {
        /** Accuracy or R². */
        VALIDATION_SCORE,
        /** The loss on the validation split. */
        VALIDATION_LOSS,
        /** The loss on the training split. */
        TRAIN_LOSS,
        /** That of the epoch. */
        LEARNING_RATE
    }

    /**
     * Of one trial.
     *
     * @param trial its number
     * @param epochs counted from 1, in order
     * @param values one for each epoch; null where it is not finite
     */
    @JsonInclude(content = JsonInclude.Include.ALWAYS)
    public record Curve(int trial, List<Integer> epochs, List<@Nullable Double> values) {

        /**
         * The same with at most so many epochs, as evenly spread as can be, the first and the last among them.
         *
         * @param points at least 2
         */
        Curve thinned(int points) {
            int all = epochs.size();
            if (all <= points) {
                return this;
            }
            List<Integer> kept = new ArrayList<>();
            List<@Nullable Double> keptValues = new ArrayList<>();
            for (int i = 0; i < points; i++) {
                int at = (int) Math.round((double) i * (all - 1) / (points - 1));
                kept.add(epochs.get(at));
                keptValues.add(values.get(at));
            }
            return new Curve(trial, kept, keptValues);
        }
    }
}
