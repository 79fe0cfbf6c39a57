package io.weightloom.runner.lease;

/**
 * A request to stop at the next end of a segment, seen by every running trial. Spring Batch's own stop reaches no
 * partition before the next update of its metadata and races with that update, so the runner has a signal of its own.
 * Thread-safe.
 */
public final class StopSignal {

    private volatile boolean given;

    /** Asks every run of this process to stop. */
    public void give() {
        given = true;
    }

    /** Whether the runs of this process are to stop. */
    public boolean given() {
        return given;
    }
}
