package io.weightloom.runner.worker;

import org.springframework.batch.core.step.StepExecution;

/** The runs whose trials this process trains. Thread-safe. */
@FunctionalInterface
public interface WorkerRuns {

    /**
     * The run that a trial's step works for.
     *
     * @throws IllegalStateException if this process does not work on it
     */
    WorkerRun of(StepExecution step);
}
