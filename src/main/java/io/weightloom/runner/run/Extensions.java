package io.weightloom.runner.run;

import io.weightloom.runner.lease.Lease;
import io.weightloom.runner.store.Reopenings;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.worker.Fence;
import io.weightloom.spec.settings.Canonical;

/** Gives runs that were begun with another spec the one that they are asked for with. Thread-safe. */
final class Extensions {

    private final Runs runs;
    private final Reopenings reopenings;
    private final Launcher launcher;
    private final Fence fence;

    Extensions(Runs runs, Reopenings reopenings, Launcher launcher, Fence fence) {
        this.runs = runs;
        this.reopenings = reopenings;
        this.launcher = launcher;
        this.fence = fence;
    }

    /** The run as it is to be launched for this request. */
    Run begin(RunRequest request, Run run, Lease lease) {
        String hash = Canonical.hash(request.experiment());
        if (run.key().specHash().equals(hash)) {
            return run;
        }
        launcher.settle(run);
        String spec = Canonical.json(request.experiment());
        String description = request.experiment().description();
        fence.write(lease, () -> {
            if (SpecDifferences.isMoreOfAPrunedSweep(run.spec(), spec)) {
                reopenings.lengthen(run.id(), description, hash, spec);
            } else {
                reopenings.extend(run.id(), description, hash, spec);
            }
        });
        return runs.find(run.id()).orElseThrow();
    }
}
