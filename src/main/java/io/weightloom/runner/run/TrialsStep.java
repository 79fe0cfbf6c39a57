package io.weightloom.runner.run;

import io.weightloom.runner.lease.Patience;
import io.weightloom.runner.store.OpenTrial;
import io.weightloom.runner.store.TrialNames;
import io.weightloom.runner.worker.TrialWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Predicate;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.partition.support.DefaultStepExecutionAggregator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.core.task.AsyncTaskExecutor;

/**
 * Trains the open trials of a run side by side, in the order of their numbers, each in a step execution of its own: a
 * partition. Unlike Spring Batch's own partitions these are not all made before the first of them begins, but each when
 * a thread has come to it and the database answers: of ten thousand trials the first begins as soon as one of two
 * would, and those that a stop finds waiting leave no trace.
 *
 * <p>The job repository is asked by this step and by its partitions at the same time, which Spring Batch allows.
 */
final class TrialsStep extends AbstractStep {

    private final JobRepository jobs;
    private final Step trial;
    private final AsyncTaskExecutor threads;
    private final Patience patience;
    private final Function<StepExecution, List<OpenTrial>> open;
    private final Predicate<StepExecution> stopping;

    /**
     * @param trial the step of one partition
     * @param open the trials that have to be trained, in order
     * @param stopping whether no trial is to begin any more
     */
    TrialsStep(
            String name,
            JobRepository jobs,
            Step trial,
            AsyncTaskExecutor threads,
            Patience patience,
            Function<StepExecution, List<OpenTrial>> open,
            Predicate<StepExecution> stopping) {
        super(jobs);
        setName(name);
        setAllowStartIfComplete(true);
        this.jobs = jobs;
        this.trial = trial;
        this.threads = threads;
        this.patience = patience;
        this.open = open;
        this.stopping = stopping;
    }

    @Override
    protected void doExecute(StepExecution step) throws Exception {
        List<Future<Optional<StepExecution>>> partitions = new ArrayList<>();
        for (OpenTrial next : open.apply(step)) {
            partitions.add(threads.submit(partition(step, next)));
        }
        List<StepExecution> ended = endOf(partitions);
        step.upgradeStatus(BatchStatus.COMPLETED);
        new DefaultStepExecutionAggregator().aggregate(step, ended);
        if (step.getStatus().isUnsuccessful()) {
            throw new JobExecutionException("A trial of this step failed");
        }
        if (ended.size() < partitions.size()) {
            step.upgradeStatus(BatchStatus.STOPPED);
            step.setExitStatus(step.getExitStatus().and(ExitStatus.STOPPED));
        }
    }

    private Callable<Optional<StepExecution>> partition(StepExecution step, OpenTrial next) {
        return () -> {
            if (stopping.test(step)) {
                return Optional.empty();
            }
            patience.await();
            StepExecution partition = jobs.createStepExecution(
                    trial.getName() + ":" + TrialNames.of(next.number()), step.getJobExecution());
            partition.getExecutionContext().putLong(TrialWorker.TRIAL, next.id());
            trial.execute(partition);
            return Optional.of(partition);
        };
    }

    /**
     * Waits until none is at work any more, whatever becomes of some.
     *
     * @throws Exception what a partition threw, with what others threw as suppressed; an {@link Error} too, such as
     *     lack of memory
     */
    private static List<StepExecution> endOf(List<Future<Optional<StepExecution>>> partitions) throws Exception {
        List<StepExecution> ended = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (Future<Optional<StepExecution>> partition : partitions) {
            try {
                partition.get().ifPresent(ended::add);
            } catch (ExecutionException e) {
                failures.add(e.getCause());
            }
        }
        if (failures.isEmpty()) {
            return ended;
        }
        Throwable first = failures.get(0);
        failures.stream().skip(1).filter(other -> other != first).forEach(first::addSuppressed);
        if (first instanceof Error error) {
            throw error;
        }
        throw (Exception) first; // there is no third kind
    }
}
