package io.weightloom.runner.run;

import io.weightloom.runner.checkpoint.CheckpointStore;
import io.weightloom.runner.database.DatabaseIdentity;
import io.weightloom.runner.database.Durability;
import io.weightloom.runner.lease.Lease;
import io.weightloom.runner.lease.RunLeases;
import io.weightloom.runner.store.ArtifactFolder;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunRemoval;
import io.weightloom.runner.store.TrialNames;
import io.weightloom.runner.worker.ActiveRuns;
import io.weightloom.runner.worker.Fence;
import io.weightloom.text.Decimals;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes runs that nobody works on: their rows, weights and checkpoints. Thread-safe. */
public final class Forgetting {

    private static final Logger log = LoggerFactory.getLogger(Forgetting.class);

    private final ActiveRuns active;
    private final RunLeases leases;
    private final Fence fence;
    private final RunRemoval removal;
    private final ArtifactFolder folder;
    private final CheckpointStore checkpoints;
    private final Durability durability;
    private final String database;

    Forgetting(
            ActiveRuns active,
            RunLeases leases,
            Fence fence,
            RunRemoval removal,
            ArtifactFolder folder,
            CheckpointStore checkpoints,
            Durability durability,
            DatabaseIdentity database) {
        this.active = active;
        this.leases = leases;
        this.fence = fence;
        this.removal = removal;
        this.folder = folder;
        this.checkpoints = checkpoints;
        this.durability = durability;
        this.database = database.id();
    }

    /**
     * What was freed.
     *
     * @param trials whose rows were removed
     * @param weights bytes of weights, in the database or in files
     * @param checkpoints bytes of checkpoints
     */
    public record Freed(int trials, long weights, long checkpoints) {

        /** For people, as the log says it too. */
        public String told() {
            return "%s %s, %s bytes of weights, %s bytes of checkpoints"
                    .formatted(
                            Decimals.whole(trials),
                            trials == 1 ? "trial" : "trials",
                            Decimals.whole(weights),
                            Decimals.whole(checkpoints));
        }
    }

    /** What came of it. */
    public sealed interface Result {

        /** All of them are forgotten. */
        record Forgotten(Freed freed) implements Result {}

        /** None is, because somebody works on this one. */
        record AtWork(Run run, String who) implements Result {}
    }

    /** Forgets all of some runs, or none. Whether a runner that has one of them still lives may take a lease to see. */
    public Result forget(List<Run> meant) {
        Map<Run, Lease> held = new LinkedHashMap<>();
        try {
            for (Run run : meant) {
                boolean here = active.all().stream().anyMatch(each -> each.id() == run.id());
                Optional<Lease> lease = here ? Optional.empty() : leases.take(run);
                if (lease.isEmpty()) {
                    return new Result.AtWork(run, leases.holder(run));
                }
                held.put(run, lease.get());
            }
            Freed all = new Freed(0, 0, 0);
            for (Map.Entry<Run, Lease> each : held.entrySet()) {
                Freed freed = forget(each.getKey(), each.getValue());
                all = new Freed(
                        all.trials + freed.trials, all.weights + freed.weights, all.checkpoints + freed.checkpoints);
            }
            return new Result.Forgotten(all);
        } finally {
            held.values().forEach(leases::release);
        }
    }

    private Freed forget(Run run, Lease lease) {
        RunRemoval.Removed removed = fence.write(lease, () -> removal.remove(run.id(), ActiveRuns.RUN));
        durability.ensure(); // a process that dies must not leave a row behind whose file is gone
        String key = TrialNames.key(database, run.id());
        folder.deleteOthers(key, List.of());
        Freed freed = new Freed(removed.trials(), removed.weights(), checkpoints.deleteOfRun(key));
        log.info("{} is forgotten: {}", RunTitle.of(run), freed.told());
        return freed;
    }
}
