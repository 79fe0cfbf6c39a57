package io.weightloom.job;

import io.weightloom.spec.CronSpec;
import java.time.Instant;
import java.time.ZonedDateTime;
import org.springframework.scheduling.support.CronExpression;

/** The fire times of a schedule. Immutable. */
final class FireTimes {

    private final CronExpression cron;
    private final CronSpec spec;

    /**
     * Of this schedule.
     *
     * @throws IllegalArgumentException if it is not a cron expression of six fields
     */
    FireTimes(CronSpec spec) {
        this.cron = CronExpression.parse(spec.cron());
        this.spec = spec;
    }

    /** The first fire time after an instant, or the end of time if there is none (a 30th of February). */
    Instant after(Instant instant) {
        ZonedDateTime next = cron.next(instant.atZone(spec.zone()));
        return next == null ? Instant.MAX : next.toInstant();
    }
}
