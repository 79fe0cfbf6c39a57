package io.weightloom.runner.worker;

import io.weightloom.runner.console.RunProgress;
import io.weightloom.runner.lease.Lease;
import io.weightloom.runner.store.Run;
import io.weightloom.spec.ExperimentSpec;

/** A run that this process works on. Thread-safe. */
public final class ActiveRun {

    private final Run run;
    private final ExperimentSpec experiment;
    private final Lease lease;
    private final RunProgress progress;
    private volatile boolean lost;
    private volatile boolean givenUp;

    public ActiveRun(Run run, ExperimentSpec experiment, Lease lease, RunProgress progress) {
        this.run = run;
        this.experiment = experiment;
        this.lease = lease;
        this.progress = progress;
    }

    /** Id of the run in the database. */
    public long id() {
        return run.id();
    }

    public ExperimentSpec experiment() {
        return experiment;
    }

    /** The right to write to the run. */
    Lease lease() {
        return lease;
    }

    /** Shows a person how far it has come. */
    public RunProgress progress() {
        return progress;
    }

    /** Notes that another runner has taken the run over. */
    void lose() {
        lost = true;
    }

    /** Notes that something has failed that would fail in every trial. */
    void giveUp() {
        givenUp = true;
    }

    /** Whether no more trial of it is to begin or to go on here. */
    public boolean isOver() {
        return lost || givenUp;
    }
}
