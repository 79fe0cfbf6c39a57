package io.weightloom.runner.run;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The runs that somebody has asked this process to stop, whether they are at work, wait for the database or for their
 * turn; until somebody asks that they go on. Thread-safe.
 */
final class StopRequests {

    private final Set<Long> runs = ConcurrentHashMap.newKeySet();

    void stop(long run) {
        runs.add(run);
    }

    void goOn(long run) {
        runs.remove(run);
    }

    /** Whether a run is to stop. */
    boolean asked(long run) {
        return runs.contains(run);
    }
}
