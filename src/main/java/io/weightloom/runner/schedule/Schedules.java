package io.weightloom.runner.schedule;

import io.weightloom.runner.database.DatabaseReasons;
import io.weightloom.runner.lease.RunLeases;
import io.weightloom.runner.review.UpcomingFires;
import io.weightloom.runner.run.RunCoordinator;
import io.weightloom.runner.run.RunRequest;
import io.weightloom.runner.run.RunTitle;
import io.weightloom.runner.store.KeptSchedules;
import io.weightloom.runner.store.Runs;
import io.weightloom.spec.CronSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Launches a run of each scheduled experiment at each of its fire times. The fire time is part of the run's identity,
 * so of all runners on one database one trains it and the others find it done or at work.
 *
 * <p>A scheduler of Spring calls {@link #tick} every second; what is due is decided by the injected clock, and what
 * becomes of it by {@link Firing}. Fire times that pass while this process is busy with other experiments, or asleep,
 * are not made up for, but for the last one. Thread-safe.
 */
public final class Schedules implements UpcomingFires {

    /** Between two attempts at a fire time while the database does not work; doubled from one to the next. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(Schedules.class);

    private final Clock clock;
    private final RunCoordinator coordinator;
    private final StoredSchedules stored;
    private final List<Entry> entries = new ArrayList<>();

    /** Of this process, which finds out from the others' rows what they do. */
    public Schedules(Clock clock, RunCoordinator coordinator, Runs runs, RunLeases leases, KeptSchedules kept) {
        this.clock = clock;
        this.coordinator = coordinator;
        this.stored = new StoredSchedules(runs, leases, kept);
    }

    /** One experiment and when it fires next. */
    private static final class Entry {

        private final RunRequest template;
        private final CronSpec schedule;
        private final FireTimes times;
        private Instant next;
        private boolean missed;
        private Instant notBefore = Instant.MIN;
        private Duration pause = SHORTEST;
        private Optional<Instant> told = Optional.empty();

        /** Which fires after an instant, but for a fire time that was missed. */
        private Entry(
                RunRequest template, CronSpec schedule, FireTimes times, Optional<Instant> missed, Instant after) {
            this.template = template;
            this.schedule = schedule;
            this.times = times;
            this.next = missed.orElseGet(() -> times.after(after));
            this.missed = missed.isPresent();
        }

        private String name() {
            return template.experiment().name();
        }
    }

    /**
     * Keeps the schedule of an experiment from now on.
     *
     * @param request what to run, without a fire time
     * @throws IllegalArgumentException if the experiment has no schedule
     */
    public synchronized void keep(RunRequest request) {
        String name = request.experiment().name();
        CronSpec schedule = request.experiment()
                .schedule()
                .orElseThrow(() -> new IllegalArgumentException(name + " has no schedule"));
        FireTimes times = new FireTimes(schedule);
        Instant now = clock.instant();
        Optional<Instant> missed = missed(name, schedule, times, now);
        entries.add(new Entry(request, schedule, times, missed, now));
        if (missed.isEmpty()) {
            stored.seen(name, now);
        }
        Instant next = times.after(now);
        log.info("{} fires next at {}", name, next.equals(Instant.MAX) ? "no time at all" : next);
    }

    /** The fire time to make up for. */
    private Optional<Instant> missed(String name, CronSpec schedule, FireTimes times, Instant now) {
        Optional<Instant> since = stored.seenUntil(name);
        Optional<Instant> last = since.flatMap(seen -> times.last(seen, now));
        if (last.isEmpty()) {
            return Optional.empty();
        }
        if (schedule.misfire() == CronSpec.Misfire.SKIP) {
            log.info(
                    "{} was to fire at {}, when no runner lived; that is not made up for (misfire: skip)",
                    name,
                    last.get());
            return Optional.empty();
        }
        Instant seen = since.orElseThrow();
        Optional<Instant> left = Firing.of(
                        schedule.overlap(), times.between(seen, now), false, stored.since(name, seen))
                .run();
        left.ifPresent(time -> log.info(
                "{} was to fire at {}, when no runner lived; that is made up for now (misfire: run-once)", name, time));
        return left;
    }

    /** Whether there is a schedule to keep. */
    public synchronized boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Goes on with scheduled runs that a runner which is gone left unfinished. */
    public void resume() {
        for (Entry entry : entries()) {
            coordinator.unfinished(entry.template.experiment()).forEach(fireTime -> run(entry, fireTime));
        }
    }

    /** Launches what is due, and returns when it has ended. */
    public void tick() {
        for (Entry entry : entries()) {
            List<Instant> due = due(entry);
            if (!due.isEmpty()) {
                fire(entry, due);
            }
        }
    }

    private void fire(Entry entry, List<Instant> due) {
        Instant last = due.get(due.size() - 1);
        boolean isDone = true; // whatever goes wrong would go wrong again
        try {
            Firing firing =
                    Firing.of(entry.schedule.overlap(), due, isMissed(entry), stored.since(entry.name(), due.get(0)));
            isDone = firing.behind().isEmpty();
            if (isDone) {
                tell(entry, firing);
                firing.run().ifPresent(fireTime -> runWithEarlier(entry, fireTime));
                stored.seen(entry.name(), last);
            } else {
                queue(entry, firing);
            }
        } catch (DataAccessException | TransactionException e) {
            isDone = false;
            postpone(entry, last, e);
        } finally {
            if (isDone) {
                passed(entry, last);
            }
        }
    }

    private static void tell(Entry entry, Firing firing) {
        if (!firing.skipped().isEmpty()) {
            log.warn(
                    "{} does not run for {}: a run of it was still going (overlap: skip)",
                    entry.name(),
                    firing.skipped().size() == 1
                            ? firing.skipped().get(0)
                            : "%s fire times, the last of them %s"
                                    .formatted(
                                            firing.skipped().size(),
                                            firing.skipped()
                                                    .get(firing.skipped().size() - 1)));
        }
        if (firing.unused() > 0) {
            log.warn("{}: {} earlier fire times have passed unused", entry.name(), firing.unused());
        }
    }

    /** Tells once of each fire time that it waits for its turn. */
    private synchronized void queue(Entry entry, Firing firing) {
        if (!entry.told.equals(firing.run())) {
            entry.told = firing.run();
            log.info(
                    "{} fired at {}; it is run when {} has ended",
                    entry.name(),
                    firing.run().orElseThrow(),
                    firing.behind().map(span -> RunTitle.of(span.run())).orElseThrow());
        }
    }

    private void runWithEarlier(Entry entry, Instant fireTime) {
        coordinator.unfinished(entry.template.experiment()).stream()
                .filter(earlier -> earlier.isBefore(fireTime))
                .forEach(earlier -> run(entry, earlier));
        run(entry, fireTime);
    }

    /** Tells of the first failure only: the database may be away for hours. */
    private synchronized void postpone(Entry entry, Instant fireTime, Exception failure) {
        if (entry.notBefore.equals(Instant.MIN)) {
            log.error(
                    "{} fired at {} but cannot be run because of the database: {}. It is tried again until it can.",
                    entry.name(),
                    fireTime,
                    DatabaseReasons.of(failure));
        }
        entry.notBefore = clock.instant().plus(entry.pause);
        entry.pause = Collections.min(List.of(entry.pause.multipliedBy(2), LONGEST));
    }

    private void run(Entry entry, Instant fireTime) {
        coordinator.run(new RunRequest(
                entry.template.experiment(),
                entry.template.overrides(),
                Optional.of(fireTime),
                RunRequest.Repetition.SHOW));
    }

    /** Fire times that have come, soonest first; none while it is not the time to look. */
    private synchronized List<Instant> due(Entry entry) {
        Instant now = clock.instant();
        if (entry.next.isAfter(now) || entry.notBefore.isAfter(now)) {
            return List.of();
        }
        return Stream.concat(Stream.of(entry.next), entry.times.between(entry.next, now).stream())
                .toList();
    }

    private synchronized boolean isMissed(Entry entry) {
        return entry.missed;
    }

    private synchronized void passed(Entry entry, Instant fireTime) {
        entry.next = entry.times.after(fireTime);
        entry.missed = false;
        entry.notBefore = Instant.MIN;
        entry.pause = SHORTEST;
    }

    private synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    @Override
    public synchronized Map<String, Fires> next(int count) {
        Map<String, Fires> fires = new LinkedHashMap<>();
        for (Entry entry : entries) {
            List<Instant> times = Stream.iterate(
                            entry.times.after(clock.instant()),
                            time -> time.isBefore(Instant.MAX),
                            time -> entry.times.after(time))
                    .limit(count)
                    .toList();
            CronSpec schedule = entry.schedule;
            fires.put(
                    entry.name(),
                    new Fires(new Schedule(schedule.cron(), schedule.zone().getId()), times));
        }
        return fires;
    }
}
