package io.weightloom.runner.run;

import io.weightloom.runner.lease.Patience;
import io.weightloom.runner.store.OpenTrial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.core.task.AsyncTaskExecutor;

/**
 * Trains trials in the threads of this process, in the order of their numbers. Unlike Spring Batch's own partitions
 * these are not all made before the first of them begins, but each when a thread has come to it and the database
 * answers: of ten thousand trials the first begins as soon as one of two would, and those that a stop finds waiting
 * leave no trace.
 *
 * <p>The job repository is asked by the step and by its partitions at the same time, which Spring Batch allows.
 */
final class LocalPartitions implements TrialPartitions {

    private final Step trial;
    private final AsyncTaskExecutor threads;
    private final Patience patience;

    /** With the step of one partition. */
    LocalPartitions(Step trial, AsyncTaskExecutor threads, Patience patience) {
        this.trial = trial;
        this.threads = threads;
        this.patience = patience;
    }

    @Override
    public List<StepExecution> train(Work work) throws Exception {
        List<Future<Optional<StepExecution>>> partitions = new ArrayList<>();
        for (OpenTrial next : work.open()) {
            partitions.add(threads.submit(partition(work, next)));
        }
        return endOf(partitions);
    }

    private Callable<Optional<StepExecution>> partition(Work work, OpenTrial next) {
        return () -> {
            if (work.isToStop()) {
                return Optional.empty();
            }
            patience.await();
            StepExecution partition = work.partition(next);
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
