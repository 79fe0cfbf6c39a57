package io.weightloom.runner.worker;

/**
 * A worker cannot train a trial that others may be able to train: its step ends, and the trial is as if this worker had
 * never taken it.
 */
public final class WorkerCannotException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** For this reason, a sentence for people. */
    public WorkerCannotException(String why) {
        super(why);
    }

    /** For a reason that something failed for. */
    WorkerCannotException(RuntimeException failure) {
        super(failure.getMessage(), failure);
    }
}
