package io.weightloom.runner.schedule;

import io.weightloom.runner.lease.RunLeases;
import io.weightloom.runner.store.KeptSchedules;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Runs;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the database tells of an experiment's schedule: until when it was kept, and which runs were going. Thread-safe.
 */
final class StoredSchedules {

    private final Runs runs;
    private final RunLeases leases;
    private final KeptSchedules kept;

    StoredSchedules(Runs runs, RunLeases leases, KeptSchedules kept) {
        this.runs = runs;
        this.leases = leases;
        this.kept = kept;
    }

    /** Until when fire times of an experiment were seen to; empty if none ever was. */
    Optional<Instant> seenUntil(String experiment) {
        return Stream.concat(kept.seenUntil(experiment).stream(), runs.lastFireTime(experiment).stream())
                .max(Instant::compareTo);
    }

    /** Notes that all fire times up to this one were seen to. */
    void seen(String experiment, Instant until) {
        kept.seen(experiment, until);
    }

    /** When runs of an experiment were going that had not ended by an instant, or fired then or later. */
    List<RunSpan> since(String experiment, Instant instant) {
        return runs.since(experiment, instant).stream()
                .map(run -> new RunSpan(run, run.createdAt(), until(run)))
                .toList();
    }

    private Instant until(Run run) {
        return run.endedAt().or(() -> leases.atWorkUntil(run)).orElse(run.createdAt());
    }
}
