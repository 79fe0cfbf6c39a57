package io.weightloom.runner.process;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Keeps from the log what would mislead. A pool that finds its connections closed says so of each and blames a setting,
 * where the database was only restarted: that is one line. And once a stop has given up waiting, whoever is still at
 * work fails because everything is being closed around him: of that nothing is said. Thread-safe.
 */
final class LogGate extends TurboFilter {

    /** Hikari's logger, and what it says of each connection that the database has closed. */
    static final String POOL = "com.zaxxer.hikari.pool.PoolBase";

    private static final String CLOSED = "Failed to validate connection";

    /** Within which connections that are found closed were closed by the same event. */
    private static final Duration EVENT = Duration.ofMinutes(1);

    private static final org.slf4j.Logger log = LoggerFactory.getLogger(LogGate.class);

    private final Clock clock;
    private Instant quietUntil = Instant.MIN; // guarded by this
    private volatile boolean stopping;
    private volatile boolean shut;

    LogGate(Clock clock) {
        this.clock = clock;
    }

    /** Takes its place. */
    LogGate installed() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.addTurboFilter(this);
        }
        return this;
    }

    /** Says no more of connections: none is needed for long. */
    void stopping() {
        stopping = true;
    }

    /** Lets nothing pass any more. */
    void shut() {
        shut = true;
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        if (shut) {
            return FilterReply.DENY;
        }
        if (format != null && format.contains(CLOSED) && logger.getName().equals(POOL)) {
            tell();
            return FilterReply.DENY;
        }
        return FilterReply.NEUTRAL;
    }

    private synchronized void tell() {
        if (!stopping && !clock.instant().isBefore(quietUntil)) {
            quietUntil = clock.instant().plus(EVENT);
            log.warn("Connections to the database were closed or no longer answer, as after its restart; new ones are"
                    + " opened.");
        }
    }
}
