package io.weightloom.runner.run;

import io.weightloom.runner.store.OpenTrial;
import io.weightloom.runner.worker.ActiveRun;
import java.util.List;
import org.springframework.batch.core.step.StepExecution;

/** Has the open trials of a run trained side by side, each in a step execution of its own: a partition. Thread-safe. */
public interface TrialPartitions {

    /** What is to be trained: the trials of one step of a run. */
    interface Work {

        /** The run. */
        ActiveRun run();

        /** Id of Spring Batch's execution of the run's job. */
        long jobExecution();

        /** Trials that have to be trained now, by number: those of today, asked for anew. */
        List<OpenTrial> open();

        /** Writes down a new partition, for one of them. */
        StepExecution partition(OpenTrial trial);

        /** Whether no trial is to begin any more. */
        boolean isToStop();
    }

    /**
     * Returns when none of them is at work any more: all that were open have ended or pause, or the run is to stop.
     *
     * @return partitions that ended in this process, whose status and counts go into those of the step
     * @throws Exception what broke a partition off; an {@link Error} too
     */
    List<StepExecution> train(Work work) throws Exception;
}
