package io.weightloom.runner.lease;

import io.weightloom.runner.database.DatabaseReasons;
import io.weightloom.runner.database.UnfitDatabaseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Refuses to start a process of several on one database whose clock is not the others': who is dead is told by time,
 * and the database's clock is the one that all of them can see. Later it looks now and then, and warns. Thread-safe.
 */
public final class ClockCheck implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(ClockCheck.class);

    private static final String REMEDY =
            "Set the clock that is wrong, best by NTP on all machines; or make runner.lease longer, for each manager"
                    + " and worker alike.";

    private final DatabaseClock there;
    private final Clock here;
    private final Duration lease;
    private final AtomicBoolean told = new AtomicBoolean();

    /** @param lease time without a heartbeat after which a process is taken for dead */
    ClockCheck(DatabaseClock there, Clock here, Duration lease) {
        this.there = there;
        this.here = here;
        this.lease = lease;
    }

    /**
     * Compares the clocks.
     *
     * @throws UnfitDatabaseException if they are more than a third of a lease apart
     */
    @Override
    public void afterPropertiesSet() {
        objection().ifPresent(objection -> {
            throw new UnfitDatabaseException(objection, REMEDY);
        });
    }

    /** Compares them again, by one statement; warns if they have come apart, once until they agree. */
    public void again() {
        try {
            Optional<String> objection = objection();
            if (!told.getAndSet(objection.isPresent())) {
                objection.ifPresent(found -> log.warn(
                        "{}. Until they do, living processes may be taken for dead, and dead ones for living. {}",
                        found,
                        REMEDY));
            }
        } catch (DataAccessException | TransactionException e) {
            log.debug("The clocks are not compared: {}", DatabaseReasons.of(e));
        }
    }

    private Optional<String> objection() {
        Instant before = here.instant();
        Instant shown = there.instant();
        Instant after = here.instant(); // the database looked at its own in between
        Duration apart = shown.isAfter(after)
                ? Duration.between(after, shown)
                : Duration.between(shown.isBefore(before) ? shown : before, before);
        Duration most = lease.dividedBy(3);
        return apart.compareTo(most) <= 0
                ? Optional.empty()
                : Optional.of(
                        "This machine's clock shows %s, and the database's %s: they are %s s apart, and processes on one database need clocks that agree to within %s s, a third of runner.lease"
                                .formatted(after, shown, apart.toSeconds(), most.toSeconds()));
    }
}
