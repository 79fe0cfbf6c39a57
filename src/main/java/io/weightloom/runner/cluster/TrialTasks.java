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
import io.weightloom.runner.database.DatabaseReasons;
import io.weightloom.runner.lease.Lease;
import io.weightloom.runner.lease.LeaseLostException;
import io.weightloom.runner.lease.Patience;
import io.weightloom.runner.lease.RunLeases;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunState;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.SharedRuns;
import io.weightloom.runner.store.TrialClaimLostException;
import io.weightloom.runner.store.TrialNames;
import io.weightloom.runner.worker.FalseStarts;
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
import org.jspecify.annotations.Nullable;
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

        /** Whether this worker has reached the database for long enough to tell who else lives. */
        boolean canTellTheDead();
    }

    private final Step trial;
    private final JobRepository jobs;
    private final Runs runs;
    private final SharedRuns shared;
    private final RunLeases leases;
    private final BorrowedRuns borrowed;
    private final FalseStarts falseStarts;
    private final Clock clock;
    private final Patience patience;

    TrialTasks(
            Step trial,
            JobRepository jobs,
            Runs runs,
            SharedRuns shared,
            RunLeases leases,
            BorrowedRuns borrowed,
            FalseStarts falseStarts,
            Clock clock,
            Patience patience) {
        this.trial = trial;
        this.jobs = jobs;
        this.runs = runs;
        this.shared = shared;
        this.leases = leases;
        this.borrowed = borrowed;
        this.falseStarts = falseStarts;
        this.clock = clock;
        this.patience = patience;
    }

    /**
     * Those that a worker may take.
     *
     * @param told of what this worker cannot train
     */
    List<Task<?>> of(ComputeKey key, Told told) {
        return List.of(task(ComputeKey.anyOf(key.build()), key, told), task(ComputeKey.only(key.text()), key, told));
    }

    /**
     * A task of a worker that is dead comes back to its place in the queue; a failure is the manager's to see. While
     * the database was away nobody could show that it lived, so who finds it again leaves the others time to.
     */
    private Task<TrialTask> task(String name, ComputeKey key, Told told) {
        return Tasks.custom(name, TrialTask.class)
                .onDeadExecution((complete, queue) -> {
                    if (told.canTellTheDead()) {
                        queue.reschedule(complete, complete.getExecution().executionTime);
                    }
                })
                .onFailure((complete, queue) -> outlasting(() -> queue.remove()))
                .execute((instance, context) -> {
                    patience.await();
                    CompletionHandler<TrialTask> done = take(instance, context, key, told);
                    return (complete, queue) -> outlasting(() -> done.complete(complete, queue));
                });
    }

    /** Changes the queue; waits for a database that is away, or the trial would stay picked until it seemed dead. */
    private void outlasting(Runnable change) {
        Patience.@Nullable Setbacks setbacks = null;
        while (true) {
            try {
                change.run();
                if (setbacks != null) {
                    setbacks.ended();
                }
                return;
            } catch (RuntimeException e) {
                if (!DatabaseReasons.isAway(e)) {
                    throw e;
                }
                setbacks = setbacks == null ? patience.setbacks() : setbacks;
                if (!setbacks.outlast(e)) {
                    throw e;
                }
            }
        }
    }

    private CompletionHandler<TrialTask> take(
            TaskInstance<TrialTask> instance, ExecutionContext context, ComputeKey key, Told told) {
        TrialTask task = instance.getData();
        Optional<Run> run = runs.find(task.run()).filter(found -> isCurrent(found, task));
        Optional<Lease> lease = leases.current(task.run());
        if (run.isEmpty() || lease.isEmpty()) {
            return new CompletionHandler.OnCompleteRemove<>(); // nobody waits for it any more
        }
        WorkerRun worked = worked(run.get(), lease.get(), task);
        try {
            return take(worked, task, context.getExecution(), key, told);
        } catch (RuntimeException e) {
            tell(worked, task, e);
            falseStart(worked, task, e);
            return new CompletionHandler.OnCompleteRemove<>();
        }
    }

    private CompletionHandler<TrialTask> take(
            WorkerRun run, TrialTask task, Execution execution, ComputeKey key, Told told) {
        Optional<StepExecution> step = partition(task);
        if (step.isEmpty()) {
            return new CompletionHandler.OnCompleteRemove<>(); // nor for this
        }
        if (task.mixed()) {
            shared.madeBy(task.run(), step.get().getExecutionContext().getLong(TrialWorker.TRIAL), key.text());
        } else {
            String fixed = shared.fixKey(task.run(), key.text());
            if (!fixed.equals(key.text())) {
                told.leaves(
                        task.run(),
                        "%s, run %s is left to others: its numbers are made by (%s), and this worker's by (%s)"
                                .formatted(run.run().key().experiment(), task.run(), fixed, key.text()));
                return leave(execution, task, fixed);
            }
        }
        train(run, task, step.get(), key, told);
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

    private WorkerRun worked(Run run, Lease lease, TrialTask task) {
        return new WorkerRun(
                run,
                lease,
                RunProgress.NONE,
                new StopSignal(),
                new RunLimits(
                        new LimitsSpec(LimitsSpec.NONE.maxFailed(), LimitsSpec.NONE.maxDuration(), task.maxSeconds()),
                        clock),
                true);
    }

    private void train(WorkerRun run, TrialTask task, StepExecution step, ComputeKey key, Told told) {
        borrowed.begin(step.getId(), run);
        try {
            log.info(
                    "{}, run {}: taking {}",
                    run.run().key().experiment(),
                    run.run().id(),
                    TrialNames.of(task.number()));
            trial.execute(step);
        } catch (JobInterruptedException e) {
            return; // it was stopped, which its step says too
        } finally {
            borrowed.end(step.getId());
        }
        Optional<String> cannot = cannot(step);
        if (cannot.isPresent()) {
            shared.unfix(run.run().id(), key.text()); // unless it has brought a trial forward
            told.cannot(cannot.get());
        } else if (step.getStatus() == BatchStatus.FAILED) {
            step.getFailureExceptions().forEach(failure -> tell(run, task, failure));
            if (!TrialWorker.hasTaken(step)) {
                step.getFailureExceptions().stream().findFirst().ifPresent(first -> falseStart(run, task, first));
            }
        }
    }

    /** Who finds that the trial is another's by now has not failed at it. */
    private void falseStart(WorkerRun run, TrialTask task, Throwable failure) {
        if (!isAnothers(task, failure)) {
            falseStarts.count(run, task.number(), failure);
        }
    }

    /** Its step was written to, or removed, by who goes on with the run. */
    private boolean isAnothers(TrialTask task, Throwable failure) {
        return has(failure, OptimisticLockingFailureException.class)
                || (has(failure, EmptyResultDataAccessException.class)
                        && partition(task).isEmpty());
    }

    private void tell(WorkerRun run, TrialTask task, Throwable failure) {
        String trial = "%s, run %s: %s"
                .formatted(run.run().key().experiment(), run.run().id(), TrialNames.of(task.number()));
        if (has(failure, LeaseLostException.class) || has(failure, TrialClaimLostException.class)) {
            return; // whose write was refused has said so
        } else if (isAnothers(task, failure)) {
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
