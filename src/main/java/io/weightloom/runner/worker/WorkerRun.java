package io.weightloom.runner.worker;

import io.weightloom.runner.console.RunProgress;
import io.weightloom.runner.lease.Lease;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.store.Run;

/**
 * A run as its workers have it. Nothing of it is bound to the process that coordinates the run.
 *
 * @param run as stored
 * @param lease the right to write to it
 * @param progress shows a person how far it has come
 * @param over given when no more trial of it is to begin or to go on here; a worker gives it when something has failed
 *     that would fail in every trial
 * @param limits end it too
 * @param elsewhere whether other workers may take a trial that this one lets go
 */
public record WorkerRun(
        Run run, Lease lease, RunProgress progress, StopSignal over, RunLimits limits, boolean elsewhere) {

    /** Whether no more trial of it is to begin or to go on here. */
    public boolean isOver() {
        return over.given() || limits.reached().isPresent();
    }
}
