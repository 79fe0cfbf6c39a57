package io.weightloom.runner.worker;

import io.weightloom.runner.database.DatabaseIdentity;
import io.weightloom.runner.database.Durability;
import io.weightloom.runner.lease.RunnerId;
import io.weightloom.runner.store.CheckpointPosition;
import io.weightloom.runner.store.Metrics;
import io.weightloom.runner.store.Trial;
import io.weightloom.runner.store.TrialNames;
import io.weightloom.runner.store.Trials;
import io.weightloom.training.EpochMetrics;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.trial.TrialRun;
import java.util.List;
import java.util.Optional;

/** Reads and writes the rows of trials for their workers; every write is fenced. Thread-safe. */
public final class TrialStore {

    private final Trials trials;
    private final Metrics metrics;
    private final Fence fence;
    private final Durability durability;
    private final String database;
    private final String owner;

    TrialStore(
            Trials trials,
            Metrics metrics,
            Fence fence,
            Durability durability,
            DatabaseIdentity database,
            RunnerId identity) {
        this.trials = trials;
        this.metrics = metrics;
        this.fence = fence;
        this.durability = durability;
        this.database = database.id();
        this.owner = identity.text();
    }

    /** A trial's name beyond the database, for files: unlike those of all trials of all databases. */
    String key(ActiveRun run, Trial trial) {
        return "%s-%s-%s".formatted(database, run.id(), TrialNames.of(trial.number()));
    }

    /** Takes a trial. */
    Trial begin(ActiveRun run, long trial) {
        fence.write(run, () -> trials.begin(trial, owner));
        return trials.find(trial).orElseThrow();
    }

    /** Where a trial goes on; empty if no segment of it has ended. */
    Optional<CheckpointPosition> position(long trial) {
        return trials.checkpoint(trial);
    }

    /** Writes what verification found. */
    void verified(ActiveRun run, long trial, TrialRun.Start start) {
        fence.write(run, () -> trials.verified(trial, start.layout(), start.verification(), start.provenance()));
    }

    /** Writes a segment after which the trial goes on. */
    void segment(ActiveRun run, long trial, int before, List<EpochMetrics> epochs, CheckpointPosition position) {
        fence.write(run, () -> {
            metrics.save(trial, before, epochs);
            trials.checkpoint(trial, position);
        });
    }

    /** Writes the last segment of a trial. */
    void end(ActiveRun run, long trial, int before, List<EpochMetrics> last, TrialOutcome outcome, double seconds) {
        fence.write(run, () -> {
            metrics.save(trial, before, last);
            trials.end(trial, outcome, seconds);
        });
    }

    /** Returns when what was committed is on the disk: what it has replaced may be deleted. */
    void persist() {
        durability.ensure();
    }
}
