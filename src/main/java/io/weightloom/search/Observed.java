package io.weightloom.search;

import java.util.List;
import java.util.Map;

/**
 * What is known of a point that was proposed.
 *
 * @param point the swept settings by path; those of inactive parameters are absent
 * @param state how far its trials are
 * @param objectives to be minimised, each the mean over the trials of the point; none unless it has completed or was
 *     halted
 * @param epochs that its trials were trained for, each
 */
public record Observed(Map<String, Object> point, State state, List<Double> objectives, int epochs) {

    /** Copies the list. */
    public Observed {
        objectives = List.copyOf(objectives);
    }

    /** How far the trials of a point are. */
    public enum State {
        /** All were trained to their end. */
        COMPLETED,
        /** Some were halted before it. */
        HALTED,
        /** Some have not ended, nor been halted. */
        UNDER_WAY,
        /** Some have ended badly: they diverged, failed or were rejected. */
        BAD
    }
}
