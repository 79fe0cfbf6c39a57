package io.weightloom.job;

/** Ends the process at once, as a crash would: the last resort, which every run survives. */
@FunctionalInterface
interface Abort {

    /** Does so. Returns only in tests. */
    void now();
}
