package io.weightloom.runner.run;

import io.weightloom.runner.database.DatabaseReasons;
import io.weightloom.runner.review.UpcomingFires;
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
 * <p>A scheduler of Spring calls {@link #tick} every second; what is due is decided by the injected clock. Fire times
 * that pass while this process is busy or asleep are not made up for, but for the last one. Thread-safe.
 */
public final class Schedules implements UpcomingFires {

    /** Between two attempts at a fire time while the database does not work; doubled from one to the next. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(Schedules.class);

    private final Clock clock;
    private final RunCoordinator coordinator;
    private final List<Entry> entries = new ArrayList<>();

    public Schedules(Clock clock, RunCoordinator coordinator) {
        this.clock = clock;
        this.coordinator = coordinator;
    }

    /** One experiment and when it fires next. */
    private static final class Entry {

        private final RunRequest template;
        private final FireTimes times;
        private Instant next;
        private Instant notBefore = Instant.MIN;
        private Duration pause = SHORTEST;

        private Entry(RunRequest template, FireTimes times, Instant now) {
            this.template = template;
            this.times = times;
            this.next = times.after(now);
        }
    }

    /**
     * Keeps the schedule of an experiment from now on.
     *
     * @param request what to run, without a fire time
     * @throws IllegalArgumentException if the experiment has no schedule
     */
    public synchronized void keep(RunRequest request) {
        FireTimes times = request.experiment()
                .schedule()
                .map(FireTimes::new)
                .orElseThrow(
                        () -> new IllegalArgumentException(request.experiment().name() + " has no schedule"));
        Entry entry = new Entry(request, times, clock.instant());
        entries.add(entry);
        log.info(
                "{} fires next at {}",
                request.experiment().name(),
                entry.next.equals(Instant.MAX) ? "no time at all" : entry.next);
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
            due(entry).ifPresent(fireTime -> fire(entry, fireTime));
        }
    }

    private void fire(Entry entry, Instant fireTime) {
        boolean again = false;
        try {
            coordinator.unfinished(entry.template.experiment()).stream()
                    .filter(earlier -> earlier.isBefore(fireTime))
                    .forEach(earlier -> run(entry, earlier));
            run(entry, fireTime);
        } catch (DataAccessException | TransactionException e) {
            again = true;
            postpone(entry, fireTime, e);
        } finally {
            if (!again) { // whatever else went wrong would go wrong again
                passed(entry, fireTime);
            }
        }
    }

    /** Tells of the first failure only: the database may be away for hours. */
    private synchronized void postpone(Entry entry, Instant fireTime, Exception failure) {
        if (entry.notBefore.equals(Instant.MIN)) {
            log.error(
                    "{} fired at {} but cannot be run because of the database: {}. It is tried again until it can.",
                    entry.template.experiment().name(),
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

    private synchronized Optional<Instant> due(Entry entry) {
        Instant now = clock.instant();
        if (entry.next.isAfter(now) || entry.notBefore.isAfter(now)) {
            return Optional.empty();
        }
        int missed = 0;
        for (Instant later = entry.times.after(entry.next); !later.isAfter(now); later = entry.times.after(later)) {
            entry.next = later;
            missed++;
        }
        if (missed > 0) {
            log.warn(
                    "{}: {} earlier fire times have passed unused",
                    entry.template.experiment().name(),
                    missed);
        }
        return Optional.of(entry.next);
    }

    private synchronized void passed(Entry entry, Instant fireTime) {
        entry.next = entry.times.after(fireTime);
        entry.notBefore = Instant.MIN;
        entry.pause = SHORTEST;
    }

    private synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    @Override
    public synchronized Map<String, List<Instant>> next(int count) {
        Map<String, List<Instant>> fires = new LinkedHashMap<>();
        for (Entry entry : entries) {
            List<Instant> times = Stream.iterate(
                            entry.times.after(clock.instant()),
                            time -> time.isBefore(Instant.MAX),
                            time -> entry.times.after(time))
                    .limit(count)
                    .toList();
            fires.put(entry.template.experiment().name(), times);
        }
        return fires;
    }
}
