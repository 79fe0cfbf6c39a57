package io.weightloom.trial;

/** Thrown by a {@link TrialListener} that wants no more of a trial, and passed on: the trial has not ended. */
public final class StoppedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Of a trial whose work was broken off. */
    public StoppedException(String message) {
        super(message);
    }
}
