package io.weightloom.runner.store;

import io.weightloom.text.KebabCase;

/**
 * What was decided about a trial that had paused.
 *
 * @param rung where it was taken, counted from 1
 * @param epoch after which that rung is
 * @param kind what becomes of the trial
 * @param reason for a person
 */
public record PruningDecision(int rung, int epoch, Kind kind, String reason) {

    /** What becomes of a trial. */
    public enum Kind {
        /** It is in the next round. */
        GOES_ON,
        /** It has ended. */
        HALTS,
        /** It stays paused until it is decided upon again. */
        WAITS;

        /** Its word in the database and in JSON. */
        public String word() {
            return KebabCase.of(this);
        }
    }
}
