package io.weightloom.job;

import io.weightloom.results.CheckpointPosition;
import io.weightloom.results.Durability;
import io.weightloom.results.Metrics;
import io.weightloom.results.Trial;
import io.weightloom.results.Trials;
import io.weightloom.training.EpochMetrics;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.trial.TrialRun;
import java.util.List;
import java.util.Optional;

/** Reads and writes the rows of trials for their workers; every write is fenced. Thread-safe. */
final class TrialStore {

    private final Trials trials;
    private final Metrics metrics;
    private final Fence fence;
    private final Durability durability;
    private final String owner;

    TrialStore(Trials trials, Metrics metrics, Fence fence, Durability durability, Identity identity) {
        this.trials = trials;
        this.metrics = metrics;
        this.fence = fence;
        this.durability = durability;
        this.owner = identity.text();
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
    void segment(ActiveRun run, long trial, List<EpochMetrics> epochs, CheckpointPosition position) {
        fence.write(run, () -> {
            metrics.save(trial, epochs);
            trials.checkpoint(trial, position);
        });
    }

    /** Writes the last segment of a trial. */
    void end(ActiveRun run, long trial, List<EpochMetrics> last, TrialOutcome outcome, double seconds) {
        fence.write(run, () -> {
            metrics.save(trial, last);
            trials.end(trial, outcome, seconds);
        });
    }

    /** Returns when what was committed is on the disk: what it has replaced may be deleted. */
    void persist() {
        durability.ensure();
    }
}
