package io.weightloom.runner.lease;

import java.time.Duration;

/** Lets time pass. Tests move their clock instead. */
@FunctionalInterface
public interface Pause {

    /** Returns after this time, or earlier if the thread is interrupted, which it then still is. */
    void of(Duration time);

    /** Sleeps. */
    static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
