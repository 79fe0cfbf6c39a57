package io.weightloom.runner.lease;

/**
 * A request to stop at the next end of a segment, seen by every running trial of this process, or of one run. Spring
 * Batch's own stop reaches no partition before the next update of its metadata and races with that update, so the
 * runner has a signal of its own. Thread-safe.
 */
public final class StopSignal {

    private volatile boolean given;

    /** Asks all who look at it to stop. */
    public void give() {
        given = true;
    }

    /** Whether they are to stop. */
    public boolean given() {
        return given;
    }
}
