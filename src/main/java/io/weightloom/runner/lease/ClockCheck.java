package io.weightloom.runner.lease;

import io.weightloom.runner.database.UnfitDatabaseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.beans.factory.InitializingBean;

/**
 * Refuses to start a process of several on one database whose clock is not the others': who is dead is told by time,
 * and the database's clock is the one that all of them can see.
 */
final class ClockCheck implements InitializingBean {

    private final DatabaseClock there;
    private final Clock here;
    private final Duration lease;

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
        Instant before = here.instant();
        Instant shown = there.instant();
        Instant after = here.instant(); // the database looked at its own in between
        Duration apart = shown.isAfter(after)
                ? Duration.between(after, shown)
                : Duration.between(shown.isBefore(before) ? shown : before, before);
        Duration most = lease.dividedBy(3);
        if (apart.compareTo(most) > 0) {
            throw new UnfitDatabaseException(
                    "This machine's clock shows %s, and the database's %s: they are %s s apart, and processes on one database need clocks that agree to within %s s, a third of runner.lease"
                            .formatted(after, shown, apart.toSeconds(), most.toSeconds()),
                    "Set the clock that is wrong, best by NTP on all machines; or make runner.lease longer, for each manager"
                            + " and worker alike.");
        }
    }
}
