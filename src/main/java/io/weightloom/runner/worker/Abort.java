package io.weightloom.runner.worker;

/** Ends the process at once, as a crash would: the last resort, which every run survives. */
@FunctionalInterface
public interface Abort {

    /** Does so. Returns only in tests. */
    void now();
}
