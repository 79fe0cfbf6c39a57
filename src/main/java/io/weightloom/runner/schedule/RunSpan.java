package io.weightloom.runner.schedule;

import io.weightloom.runner.store.Run;
import java.time.Instant;

/**
 * When a run was going.
 *
 * @param until the end of time if it still is
 */
record RunSpan(Run run, Instant from, Instant until) {

    /** Whether it is still going. */
    boolean isOpen() {
        return until.equals(Instant.MAX);
    }

    /** Whether it is the run of this fire time. */
    boolean isOf(Instant fireTime) {
        return run.key().fireTime().filter(fireTime::equals).isPresent();
    }

    /** Whether it was going when this fire time of another run came. */
    boolean overlaps(Instant fireTime) {
        return !isOf(fireTime) && from.isBefore(fireTime) && fireTime.isBefore(until);
    }
}
