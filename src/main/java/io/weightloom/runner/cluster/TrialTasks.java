package io.weightloom.runner.cluster;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.SchedulableInstance;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.weightloom.runner.console.RunProgress;
import io.weightloom.runner.lease.Lease;
import io.weightloom.runner.lease.LeaseLostException;
import io.weightloom.runner.lease.RunLeases;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunState;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.SharedRuns;
import io.weightloom.runner.store.TrialClaimLostException;
import io.weightloom.runner.store.TrialNames;
import io.weightloom.runner.worker.RunLimits;
import io.weightloom.runner.worker.TrialWorker;
import io.weightloom.runner.worker.WorkerCannotException;
import io.weightloom.runner.worker.WorkerRun;
import io.weightloom.spec.LimitsSpec;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.OptimisticLockingFailureException;

/** What a worker does with trials that it takes from the queue. Thread-safe. */
final class TrialTasks {

    private static final Logger log = LoggerFactory.getLogger(TrialTasks.class);

    /** Hears why trials are not trained here. */
    interface Told {

        /** This worker cannot train what it took, and perhaps nothing else. */
        void cannot(String why);

        /** A run is left to workers whose numbers are its own. */
        void leaves(long run, String why);
    }

    private final Step trial;
    private final JobRepository jobs;
    private final Runs runs;
    private final SharedRuns shared;
    private final RunLeases leases;
    private final BorrowedRuns borrowed;
    private final Clock clock;

    TrialTasks(
            Step trial,
            JobRepository jobs,
            Runs runs,
            SharedRuns shared,
            RunLeases leases,
            BorrowedRuns borrowed,
            Clock clock) {
        this.trial = trial;
        this.jobs = jobs;
        this.runs = runs;
        this.shared = shared;
        this.leases = leases;
        this.borrowed = borrowed;
        this.clock = clock;
    }

    /**
     * Those that a worker may take.
     *
     * @param told of what this worker cannot train
     */
    List<Task<?>> of(ComputeKey key, Told told) {
        return List.of(task(ComputeKey.anyOf(key.build()), key, told), task(ComputeKey.only(key.text()), key, told));
    }

    /** A task of a worker that is dead comes back to its place in the queue; a failure is the manager's to see. */
    private Task<TrialTask> task(String name, ComputeKey key, Told told) {
        return Tasks.custom(name, TrialTask.class)
                .onDeadExecution((complete, queue) -> queue.reschedule(complete, complete.getExecution().executionTime))
                .onFailure((complete, queue) -> queue.remove())
                .execute((instance, context) -> take(instance, context, key, told));
    }

    private CompletionHandler<TrialTask> take(
            TaskInstance<TrialTask> instance, ExecutionContext context, ComputeKey key, Told told) {
        TrialTask task = instance.getData();
        Optional<Run> run = runs.find(task.run()).filter(found -> isCurrent(found, task));
        Optional<Lease> lease = leases.current(task.run());
        Optional<StepExecution> step = run.isPresent() ? partition(task) : Optional.empty();
        if (run.isEmpty() || lease.isEmpty() || step.isEmpty()) {
            return new CompletionHandler.OnCompleteRemove<>(); // nobody waits for it any more
        }
        if (task.mixed()) {
            shared.madeBy(task.run(), step.get().getExecutionContext().getLong(TrialWorker.TRIAL), key.text());
        } else {
            String fixed = shared.fixKey(task.run(), key.text());
            if (!fixed.equals(key.text())) {
                told.leaves(
                        task.run(),
                        "%s, run %s is left to others: its numbers are made by (%s), and this worker's by (%s)"
                                .formatted(run.get().key().experiment(), task.run(), fixed, key.text()));
                return leave(context.getExecution(), task, fixed);
            }
        }
        train(run.get(), lease.get(), task, step.get(), key, told);
        return new CompletionHandler.OnCompleteRemove<>();
    }

    private static boolean isCurrent(Run run, TrialTask task) {
        return run.state() == RunState.RUNNING && run.jobExecution().equals(Optional.of(task.jobExecution()));
    }

    private Optional<StepExecution> partition(TrialTask task) {
        try {
            return Optional.ofNullable(jobs.getStepExecution(task.stepExecution()))
                    .filter(step ->
                            step.getStatus() == BatchStatus.STARTING || step.getStatus() == BatchStatus.STARTED);
        } catch (EmptyResultDataAccessException e) { // the run was forgotten
            return Optional.empty();
        }
    }

    /** To those whose numbers are the run's, at its place in the queue. */
    private static CompletionHandler<TrialTask> leave(Execution execution, TrialTask task, String key) {
        SchedulableInstance<TrialTask> same = TaskDescriptor.of(ComputeKey.only(key), TrialTask.class)
                .instance(task.instance())
                .data(task)
                .scheduledTo(execution.executionTime);
        return new CompletionHandler.OnCompleteReplace<>(current -> same);
    }

    private void train(Run run, Lease lease, TrialTask task, StepExecution step, ComputeKey key, Told told) {
        WorkerRun worked = new WorkerRun(
                run,
                lease,
                RunProgress.NONE,
                new StopSignal(),
                new RunLimits(
                        new LimitsSpec(LimitsSpec.NONE.maxFailed(), LimitsSpec.NONE.maxDuration(), task.maxSeconds()),
                        clock),
                true);
        borrowed.begin(step.getId(), worked);
        try {
            log.info("{}, run {}: taking {}", run.key().experiment(), run.id(), TrialNames.of(task.number()));
            trial.execute(step);
        } catch (JobInterruptedException e) {
            return; // it was stopped, which its step says too
        } catch (RuntimeException e) { // it did not even begin
            tell(run, task, e);
            return;
        } finally {
            borrowed.end(step.getId());
        }
        Optional<String> cannot = cannot(step);
        if (cannot.isPresent()) {
            shared.unfix(run.id(), key.text()); // unless it has brought a trial forward
            told.cannot(cannot.get());
        } else if (step.getStatus() == BatchStatus.FAILED) {
            step.getFailureExceptions().forEach(failure -> tell(run, task, failure));
        }
    }

    private static void tell(Run run, TrialTask task, Throwable failure) {
        String trial = "%s, run %s: %s".formatted(run.key().experiment(), run.id(), TrialNames.of(task.number()));
        if (has(failure, LeaseLostException.class) || has(failure, TrialClaimLostException.class)) {
            return; // whose write was refused has said so
        } else if (has(failure, OptimisticLockingFailureException.class)) {
            log.warn("{} is another worker's by now: what was done of it here is refused", trial);
        } else {
            log.error("{} failed here, and is left to another worker or to the next try", trial, failure);
        }
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> cause) {
        return causes(failure).stream().anyMatch(cause::isInstance);
    }

    private static Optional<String> cannot(StepExecution step) {
        return step.getFailureExceptions().stream()
                .flatMap(failure -> causes(failure).stream())
                .filter(WorkerCannotException.class::isInstance)
                .map(failure -> String.valueOf(failure.getMessage()))
                .findFirst();
    }

    private static List<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(20)
                .toList();
    }
}
