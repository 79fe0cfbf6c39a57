package io.weightloom.runner.cluster;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * How often somebody looks for something: soon after the last time that there was something, and less and less often
 * after that, so that what takes long is looked after seldom and what is over quickly costs little waiting. Not
 * thread-safe.
 */
final class Attention {

    private static final Duration SHORTEST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofMillis(500);
    private static final int SHARE = 20;

    private final Clock clock;
    private Instant last;

    Attention(Clock clock) {
        this.clock = clock;
        this.last = clock.instant();
    }

    /** There was something. */
    void caught() {
        last = clock.instant();
    }

    /** Until the next look: a twentieth of the time without anything. */
    Duration pause() {
        Duration share = Duration.between(last, clock.instant()).dividedBy(SHARE);
        if (share.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return share.compareTo(LONGEST) > 0 ? LONGEST : share;
    }
}
