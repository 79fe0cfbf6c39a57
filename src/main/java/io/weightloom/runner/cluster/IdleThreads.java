package io.weightloom.runner.cluster;

import com.github.kagkarlsson.scheduler.Scheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Has a worker with idle threads look into the queue more often while it has had work a moment ago, as between two
 * rounds. db-scheduler's own interval is one for all times. Not thread-safe.
 */
final class IdleThreads {

    /** Between two looks at the clock. */
    static final Duration TICK = Duration.ofMillis(50);

    private final Scheduler scheduler;
    private final int threads;
    private final Clock clock;
    private final Attention attention;
    private Instant next = Instant.MIN;

    IdleThreads(Scheduler scheduler, int threads, Clock clock) {
        this.scheduler = scheduler;
        this.threads = threads;
        this.clock = clock;
        this.attention = new Attention(clock);
    }

    /** Looks into the queue if it is time to. */
    void tick() {
        Instant now = clock.instant();
        if (scheduler.getCurrentlyExecuting().size() >= threads) {
            attention.caught();
            next = now;
        } else if (!now.isBefore(next)) {
            scheduler.triggerCheckForDueExecutions();
            next = now.plus(attention.pause());
        }
    }
}
