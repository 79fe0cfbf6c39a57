package io.weightloom.runner.lease;

import io.weightloom.runner.database.DatabaseReasons;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/**
 * Waits while the database is away, with growing pauses, and not for ever. Whoever notices it first tells of it, in one
 * line; when it is over, one line says so. It is over when the database answers; or, once a run has broken off because
 * of it, when something that was trained has been stored again, for a full disk lets a database answer; or when that
 * run has come to its end, or another one begins. Thread-safe.
 */
public final class Patience {

    private static final Logger log = LoggerFactory.getLogger(Patience.class);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final DataSource database;
    private final Duration atMost;
    private final Clock clock;
    private final Pause pause;
    private final StopSignal stop;

    private @Nullable Instant since;
    private boolean brokeOff;
    private Instant lastAsked = Instant.EPOCH;

    /** Of this length, counted from when the database went away. */
    public Patience(DataSource database, Duration atMost, Clock clock, Pause pause, StopSignal stop) {
        this.database = database;
        this.atMost = atMost;
        this.clock = clock;
        this.pause = pause;
        this.stop = stop;
    }

    /**
     * Returns when the database answers: at once, as a rule.
     *
     * @throws CannotGetJdbcConnectionException if it does not within this patience, or if the runs are to stop
     */
    public void await() {
        for (Duration wait = SHORTEST; ; wait = longer(wait)) {
            Optional<SQLException> failure = ask();
            if (failure.isEmpty()) {
                answers();
                return;
            }
            noticed(failure.get());
            if (stop.given() || left().isZero()) {
                throw new CannotGetJdbcConnectionException("The database has been away for too long", failure.get());
            }
            let(wait);
        }
    }

    /** Somebody has met with this failure of a database that is away. */
    public synchronized void noticed(Throwable failure) {
        if (since == null) {
            since = clock.instant();
            log.warn(
                    "The database is away ({}). What was trained waits for it, for {} s at most.",
                    DatabaseReasons.of(failure),
                    atMost.toSeconds());
        }
    }

    /** The database has answered somebody. */
    public synchronized void answers() {
        if (!brokeOff) {
            over();
        }
    }

    /** Something that was trained is stored. */
    public synchronized void stored() {
        over();
    }

    /**
     * For one run that begins, whose pauses grow from one failure to the next. What an earlier run has met with is over
     * if the database answers.
     */
    public Setbacks setbacks() {
        if (isAway() && ask().isEmpty()) {
            over();
        }
        return new Setbacks();
    }

    /** The failures of one run, one after the other. Not thread-safe. */
    public final class Setbacks {

        private Duration wait = SHORTEST;
        private @Nullable Instant first;

        private Setbacks() {}

        /** The run has come to its end, as the database has taken it. */
        public void ended() {
            over();
        }

        /**
         * Waits after a failure that broke the run off.
         *
         * @return whether the run can go on; false if the patience has come to its end, or if the runs are to stop
         */
        public boolean outlast(Throwable failure) {
            Instant begun = breakOff(failure);
            wait = begun.equals(first) ? longer(wait) : SHORTEST;
            first = begun;
            if (stop.given() || left().isZero()) {
                return false;
            }
            let(wait);
            try {
                await();
            } catch (CannotGetJdbcConnectionException e) {
                return false; // for the same reason
            }
            return !stop.given();
        }
    }

    private synchronized Instant breakOff(Throwable failure) {
        noticed(failure);
        brokeOff = true;
        return since == null ? clock.instant() : since;
    }

    private synchronized void over() {
        if (since != null) {
            log.info(
                    "The database works again, after {} s",
                    Duration.between(since, clock.instant()).toSeconds());
        }
        since = null;
        brokeOff = false;
    }

    private synchronized boolean isAway() {
        return since != null;
    }

    /** What is left of the patience, zero if nothing is. */
    private synchronized Duration left() {
        Duration left = since == null ? atMost : Duration.between(clock.instant(), since.plus(atMost));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Nothing if the database answers; or else why not, asked once for all who ask when it is too late. */
    private Optional<SQLException> ask() {
        if (left().isZero() && isFresh()) {
            return Optional.of(new SQLException("it has not answered for " + atMost.toSeconds() + " s"));
        }
        try (Connection connection = database.getConnection()) {
            return connection.isValid(Math.toIntExact(LONGEST.toSeconds()))
                    ? Optional.empty()
                    : Optional.of(new SQLException("the connection is broken"));
        } catch (SQLException e) {
            asked();
            return DatabaseReasons.isAway(e) ? Optional.of(e) : Optional.empty(); // its next statement tells
        }
    }

    private synchronized void asked() {
        lastAsked = clock.instant();
    }

    private synchronized boolean isFresh() {
        return clock.instant().isBefore(lastAsked.plus(LONGEST));
    }

    private static Duration longer(Duration wait) {
        return Collections.min(List.of(wait.multipliedBy(2), LONGEST));
    }

    /** Pauses, but for no longer than there is patience, and not once the runs are to stop. */
    private void let(Duration wait) {
        Duration open = Collections.min(List.of(wait, left()));
        while (open.toNanos() > 0 && !stop.given()) {
            Duration look = Collections.min(List.of(open, SHORTEST));
            pause.of(look);
            open = open.minus(look);
        }
    }
}
