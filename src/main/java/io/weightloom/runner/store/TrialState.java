package io.weightloom.runner.store;

import java.util.Locale;

/** How far a trial has come. */
public enum TrialState {
    /** Planned. */
    PENDING,
    /** Taken by a worker. */
    RUNNING,
    /** At the end of a rung; the search says whether it goes on. */
    PAUSED,
    /** Has an outcome. */
    ENDED;

    /** Its word in the database and in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static TrialState ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
