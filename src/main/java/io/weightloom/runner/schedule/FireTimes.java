package io.weightloom.runner.schedule;

import io.weightloom.spec.CronSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.scheduling.support.CronExpression;

/**
 * The fire times of a schedule, also where clocks change. A schedule of times of the day fires once at each of them: at
 * the end of the gap if clocks jump over it, and the first time round if they show it twice. A schedule that beats,
 * whose hours are {@code *}, {@code *}{@code /n} or all there are, fires whenever clocks show one of its times, so that
 * nothing comes between two beats. Immutable.
 */
final class FireTimes {

    /** In which no schedule fires very often. */
    private static final Duration SHORT = Duration.ofMinutes(1);

    private static final int HOURS = 24;
    private static final int HOUR_FIELD = 2;

    private final CronExpression cron;
    private final ZoneRules rules;
    private final boolean beats;

    /**
     * Of this schedule.
     *
     * @throws IllegalArgumentException if it is not a cron expression of six fields
     */
    FireTimes(CronSpec spec) {
        this.cron = CronExpression.parse(spec.cron());
        this.rules = spec.zone().getRules();
        this.beats = beats(cron.toString().strip().split("\\s+", -1)[HOUR_FIELD]); // macros such as @daily are resolved
    }

    /** Whether hours are {@code *}, {@code *}{@code /n}, or all of them. */
    private static boolean beats(String field) {
        return field.matches("\\*(/\\d+)?") || isEveryHour(field);
    }

    private static boolean isEveryHour(String field) {
        CronExpression daily = CronExpression.parse("0 0 " + field + " * * *");
        LocalDateTime midnight = LocalDateTime.of(2000, 1, 1, 0, 0);
        return Stream.iterate(midnight, time -> time.plusHours(1))
                .limit(HOURS)
                .allMatch(time -> time.equals(daily.next(time.minusNanos(1))));
    }

    /** The first fire time after an instant, or the end of time if there is none (a 30th of February). */
    Instant after(Instant instant) {
        return beats ? nextBeat(instant) : nextTimeOfDay(instant);
    }

    /** The last fire time that is after one instant and not after another. */
    Optional<Instant> last(Instant after, Instant until) {
        for (Duration back = SHORT; ; back = back.multipliedBy(2)) { // schedules may beat every second, or once a year
            Instant from = back.compareTo(Duration.between(after, until)) < 0 ? until.minus(back) : after;
            List<Instant> found = between(from, until);
            if (!found.isEmpty() || from.equals(after)) {
                return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
            }
        }
    }

    /** All fire times that are after one instant and not after another, soonest first. */
    List<Instant> between(Instant after, Instant until) {
        return Stream.iterate(after(after), time -> !time.isAfter(until), this::after)
                .toList();
    }

    /** Looks from one change of clocks to the next, between which local times follow each other. */
    private Instant nextBeat(Instant after) {
        ZoneOffset offset = rules.getOffset(after);
        LocalDateTime from = LocalDateTime.ofInstant(after, offset);
        ZoneOffsetTransition change = rules.nextTransition(after);
        while (true) {
            LocalDateTime next = cron.next(from);
            if (next == null) {
                return Instant.MAX;
            }
            Instant fire = next.toInstant(offset);
            if (change == null || fire.isBefore(change.getInstant())) {
                return fire;
            }
            offset = change.getOffsetAfter();
            from = change.getDateTimeAfter().minusNanos(1);
            change = rules.nextTransition(change.getInstant());
        }
    }

    private Instant nextTimeOfDay(Instant after) {
        LocalDateTime next = cron.next(LocalDateTime.ofInstant(after, rules.getOffset(after)));
        while (next != null && !instant(next).isAfter(after)) { // the second time round
            next = cron.next(next);
        }
        return next == null ? Instant.MAX : instant(next);
    }

    /** When clocks show this time, the first time round; when they have jumped over it, if they never do. */
    private Instant instant(LocalDateTime local) {
        ZoneOffsetTransition change = rules.getTransition(local);
        return change != null && change.isGap()
                ? change.getInstant()
                : local.toInstant(rules.getValidOffsets(local).get(0));
    }
}
