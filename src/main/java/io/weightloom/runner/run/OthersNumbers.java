package io.weightloom.runner.run;

import io.weightloom.runner.lease.WorkerRow;
import io.weightloom.runner.lease.Workers;
import io.weightloom.runner.settings.RunnerSettings;
import io.weightloom.runner.settings.RunnerSettings.Role;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.SharedRuns;
import io.weightloom.runner.worker.TrialRuns;
import io.weightloom.trial.Provenance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps what this process would add to a run from one whose trials workers made whose numbers are others: what it
 * trains by itself, and what it takes from trials that were completed before. Thread-safe.
 */
final class OthersNumbers {

    private final Role role;
    private final SharedRuns runs;
    private final TrialRuns training;
    private final Workers workers;
    private final Clock clock;
    private final Duration lease;

    OthersNumbers(RunnerSettings settings, SharedRuns runs, TrialRuns training, Workers workers, Clock clock) {
        this.role = settings.role();
        this.runs = runs;
        this.training = training;
        this.workers = workers;
        this.clock = clock;
        this.lease = settings.lease();
    }

    /**
     * Whether a run's trials have the numbers that trials have that were made so: its key says it, or where it has none
     * yet the keys of the workers that are there.
     */
    boolean areOf(Run run, Provenance.Maker maker) {
        Optional<String> fixed = runs.computeKey(run.id());
        if (fixed.isPresent() || role != Role.MANAGER) {
            return fixed.isEmpty() || isOf(fixed.get(), maker);
        }
        Instant now = clock.instant();
        return workers.all().stream()
                .filter(worker -> worker.state() == WorkerRow.State.WORKING && worker.livesAt(now, lease))
                .allMatch(worker -> isOf(worker.computeKey(), maker));
    }

    private static boolean isOf(String key, Provenance.Maker maker) {
        return key.contains(maker.commit()) && key.contains(maker.natives());
    }

    /** Why the run cannot go on in this process, and what to do; empty if it can. */
    Optional<String> objection(Run run) {
        if (role != Role.LOCAL) {
            return Optional.empty();
        }
        return runs.computeKey(run.id())
                .filter(key -> !key.equals(training.computeKey()))
                .map(key ->
                        ("its trials so far were made by workers (%s), and this runner makes other numbers (%s). Go on"
                                        + " with it by --runner.role=manager and such workers, or on such a machine; --runner.mixed=true"
                                        + " lets a manager's other workers go on with it too")
                                .formatted(key, training.computeKey()));
    }
}
