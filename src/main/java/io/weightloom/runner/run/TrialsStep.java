package io.weightloom.runner.run;

import io.weightloom.runner.store.OpenTrial;
import io.weightloom.runner.store.TrialNames;
import io.weightloom.runner.worker.ActiveRun;
import io.weightloom.runner.worker.TrialWorker;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.partition.support.DefaultStepExecutionAggregator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.batch.core.step.StepExecution;

/** Has the open trials of a run trained, wherever that is done, and ends when none is open or the run is to stop. */
final class TrialsStep extends AbstractStep {

    private final JobRepository jobs;
    private final TrialPartitions partitions;
    private final Function<StepExecution, ActiveRun> runs;
    private final Function<ActiveRun, List<OpenTrial>> open;
    private final Predicate<StepExecution> stopping;

    /**
     * @param runs the run of a step
     * @param open the trials of a run that have to be trained, in order
     * @param stopping whether no trial is to begin any more
     */
    TrialsStep(
            String name,
            JobRepository jobs,
            TrialPartitions partitions,
            Function<StepExecution, ActiveRun> runs,
            Function<ActiveRun, List<OpenTrial>> open,
            Predicate<StepExecution> stopping) {
        super(jobs);
        setName(name);
        setAllowStartIfComplete(true);
        this.jobs = jobs;
        this.partitions = partitions;
        this.runs = runs;
        this.open = open;
        this.stopping = stopping;
    }

    @Override
    protected void doExecute(StepExecution step) throws Exception {
        TrialPartitions.Work work = work(step);
        List<StepExecution> ended = partitions.train(work);
        step.upgradeStatus(BatchStatus.COMPLETED);
        new DefaultStepExecutionAggregator().aggregate(step, ended);
        if (step.getStatus().isUnsuccessful()) {
            throw new JobExecutionException("A trial of this step failed");
        }
        if (!work.open().isEmpty()) {
            step.upgradeStatus(BatchStatus.STOPPED);
            step.setExitStatus(step.getExitStatus().and(ExitStatus.STOPPED));
        }
    }

    private TrialPartitions.Work work(StepExecution step) {
        return new TrialPartitions.Work() {
            @Override
            public ActiveRun run() {
                return runs.apply(step);
            }

            @Override
            public long jobExecution() {
                return step.getJobExecutionId();
            }

            @Override
            public List<OpenTrial> open() {
                return open.apply(run());
            }

            @Override
            public StepExecution partition(OpenTrial trial) {
                StepExecution partition =
                        jobs.createStepExecution("trial:" + TrialNames.of(trial.number()), step.getJobExecution());
                partition.getExecutionContext().putLong(TrialWorker.TRIAL, trial.id());
                return partition;
            }

            @Override
            public boolean isToStop() {
                return stopping.test(step);
            }
        };
    }
}
