package io.weightloom.runner.worker;

import io.weightloom.runner.console.RunProgress;
import io.weightloom.runner.lease.Lease;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.store.Run;
import io.weightloom.spec.ExperimentSpec;

/** A run that this process coordinates. Thread-safe. */
public final class ActiveRun {

    private final WorkerRun run;
    private final ExperimentSpec experiment;

    public ActiveRun(Run run, ExperimentSpec experiment, Lease lease, RunProgress progress, RunLimits limits) {
        this.run = new WorkerRun(run, lease, progress, new StopSignal(), limits, false);
        this.experiment = experiment;
    }

    /** Id of the run in the database. */
    public long id() {
        return run.run().id();
    }

    public ExperimentSpec experiment() {
        return experiment;
    }

    /** The right to write to the run. */
    public Lease lease() {
        return run.lease();
    }

    /** Shows a person how far it has come. */
    public RunProgress progress() {
        return run.progress();
    }

    /** What ends it before all of its trials have ended. */
    public RunLimits limits() {
        return run.limits();
    }

    /** What its workers are given of it. */
    public WorkerRun forWorkers() {
        return run;
    }

    /** Stops it at the end of its segments. */
    public void stop() {
        run.over().give();
    }

    /** Notes that another runner has taken the run over. */
    void lose() {
        run.over().give();
    }

    /** Whether no more trial of it is to begin or to go on here. */
    public boolean isOver() {
        return run.isOver();
    }
}
