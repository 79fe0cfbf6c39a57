package io.weightloom.runner.run;

import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.worker.TrialWorker;
import io.weightloom.runner.worker.WorkerRuns;
import java.util.function.Predicate;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.StepInterruptionPolicy;

/**
 * Ends steps as stopped once the signal is given or their run is over: before their first chunk and between chunks, but
 * not when all that is left of them is to end. A step that is merely interrupted would end as completed, so the step is
 * told that it is to terminate.
 */
final class Interruption implements StepInterruptionPolicy, StepExecutionListener {

    private final StopSignal stop;
    private final WorkerRuns runs;

    Interruption(StopSignal stop, WorkerRuns runs) {
        this.stop = stop;
        this.runs = runs;
    }

    /** Before a step only, and only one that has something to do. */
    StepExecutionListener unless(Predicate<StepExecution> nothingToDo) {
        return new StepExecutionListener() {
            @Override
            public void beforeStep(StepExecution step) {
                if (isToStop(step) && !nothingToDo.test(step)) {
                    step.setTerminateOnly();
                }
            }
        };
    }

    @Override
    public void beforeStep(StepExecution step) {
        if (isToStop(step) && !TrialWorker.hasEnded(step)) {
            step.setTerminateOnly();
        }
    }

    /** Whether no trial of the step's run is to begin or to go on. */
    boolean isToStop(StepExecution step) {
        return stop.given() || runs.of(step).isOver();
    }

    @Override
    public void checkInterrupted(StepExecution step) throws JobInterruptedException {
        beforeStep(step);
        if (step.isTerminateOnly()) {
            throw new JobInterruptedException("Stopped on request");
        } else if (TrialWorker.hasEnded(step)) { // or Spring Batch would commit a chunk of nothing to find out
            throw new JobInterruptedException("Nothing is left to do");
        }
    }
}
