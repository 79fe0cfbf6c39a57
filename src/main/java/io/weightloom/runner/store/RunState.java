package io.weightloom.runner.store;

import java.util.Locale;

/** How far a run has come. */
public enum RunState {
    /** At work, or left behind by a process that died; the lease tells which. */
    RUNNING,
    /** Every trial has ended. */
    COMPLETED,
    /** Stopped on request; the same command goes on with it. */
    STOPPED,
    /** Ended by something unexpected; the same command goes on with it. */
    FAILED;

    /** Its word in the database and in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static RunState ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
