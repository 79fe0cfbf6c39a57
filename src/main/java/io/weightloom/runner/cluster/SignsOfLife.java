package io.weightloom.runner.cluster;

import io.micrometer.core.instrument.MeterRegistry;
import io.weightloom.runner.database.DatabaseReasons;
import io.weightloom.runner.lease.Patience;
import io.weightloom.runner.lease.WorkerRow;
import io.weightloom.runner.lease.Workers;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** What a worker shows of itself in the database. Thread-safe. */
final class SignsOfLife {

    private static final Logger log = LoggerFactory.getLogger(SignsOfLife.class);

    private final WorkerSettings settings;
    private final Workers workers;
    private final MeterRegistry meters;
    private final Patience patience;
    private final Clock clock;
    private final Instant started;

    private volatile @Nullable ComputeKey key;
    private volatile WorkerRow.State state = WorkerRow.State.WORKING;
    private volatile Optional<String> reason = Optional.empty();
    private volatile Instant missed = Instant.MIN;

    SignsOfLife(WorkerSettings settings, Workers workers, MeterRegistry meters, Patience patience, Clock clock) {
        this.settings = settings;
        this.workers = workers;
        this.meters = meters;
        this.patience = patience;
        this.clock = clock;
        this.started = clock.instant();
    }

    /** Begins to show what this worker makes of trials. */
    void begin(ComputeKey own) {
        key = own;
        give();
    }

    /** What it does. */
    WorkerRow.State state() {
        return state;
    }

    /** Does something else from now on, which is shown at once. */
    void now(WorkerRow.State other) {
        state = other;
        give();
    }

    /** Why it waits or leaves, for people. */
    void because(String why) {
        reason = Optional.of(why);
    }

    /** Whether all signs of the last lease have reached the database; if not, those of others may be late too. */
    boolean areUnbroken() {
        return missed.isBefore(clock.instant().minus(settings.lease()));
    }

    /** Says in the database that it lives, and what it does. */
    void give() {
        ComputeKey own = key;
        if (own == null) {
            return;
        }
        try {
            workers.beat(new WorkerRow(
                    settings.self().text(),
                    settings.self().host(),
                    settings.self().pid(),
                    own.build(),
                    own.text(),
                    settings.threads(),
                    state,
                    reason,
                    started,
                    clock.instant(),
                    counters()));
            patience.answers();
        } catch (DataAccessException | TransactionException e) {
            missed = clock.instant();
            if (DatabaseReasons.isAway(e)) {
                patience.noticed(e);
            } else {
                log.warn("This worker's sign of life failed and is tried again: {}", DatabaseReasons.of(e));
            }
        }
    }

    private Map<String, Double> counters() {
        Map<String, Double> counters = new TreeMap<>();
        meters.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith("weightloom."))
                .forEach(meter -> meter.measure()
                        .forEach(measurement -> counters.merge(
                                meter.getId().getName()
                                        + meter.getId().getTags().stream()
                                                .map(tag -> "." + tag.getValue())
                                                .collect(Collectors.joining())
                                        + "." + measurement.getStatistic().getTagValueRepresentation(),
                                measurement.getValue(),
                                Double::sum)));
        return counters;
    }
}
