package io.weightloom.runner.run;

import io.weightloom.runner.lease.RunnerId;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.worker.ActiveRuns;
import java.util.List;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Starts and restarts the job for a run. Whoever launches must hold the run's lease. Thread-safe. */
final class Launcher {

    private final JobOperator operator;
    private final JobRepository repository;
    private final Job sweep;
    private final Recovery recovery;
    private final RunnerId identity;

    Launcher(JobOperator operator, JobRepository repository, Job sweep, Recovery recovery, RunnerId identity) {
        this.operator = operator;
        this.repository = repository;
        this.sweep = sweep;
        this.recovery = recovery;
        this.identity = identity;
    }

    /** How an execution ended. */
    sealed interface Result {

        /** All steps are complete. */
        record Completed() implements Result {}

        /** Ended on request; can be restarted. */
        record Stopped() implements Result {}

        /** Ended by something unexpected; can be restarted. */
        record Failed(List<Throwable> causes) implements Result {}
    }

    /** Whether the job has completed for this run. */
    boolean isComplete(Run run) {
        return recovery.isComplete(parameters(run));
    }

    /** Makes what an earlier execution left behind a thing of the past: no execution of this run's is at work. */
    void settle(Run run) {
        recovery.recover(run, parameters(run));
    }

    /** Runs the job to its end: from the start, or from where an earlier execution was left. */
    Result launch(Run run) {
        JobExecution execution;
        try {
            recovery.recover(run, parameters(run));
            execution = operator.start(sweep, parameters(run));
        } catch (JobExecutionException | DataAccessException | TransactionException e) {
            return new Result.Failed(List.of(e));
        }
        return switch (execution.getStatus()) {
            case COMPLETED -> new Result.Completed();
            case STOPPED, STOPPING -> new Result.Stopped();
            default -> new Result.Failed(execution.getAllFailureExceptions());
        };
    }

    /**
     * The run's id and how often it was opened again identify its job; the others say to a reader what it is. Earlier
     * runners made jobs that were identified by those others: a run that has one goes on with it. It would be no
     * identity for ever, because a run that is extended leaves its spec to others.
     */
    JobParameters parameters(Run run) {
        JobParameters earlier = parameters(run, false);
        JobInstance instance = repository.getJobInstance(SweepJob.NAME, earlier);
        boolean has = instance != null
                && repository.getJobExecutions(instance).stream()
                        .map(execution -> execution.getJobParameters().getLong(ActiveRuns.RUN))
                        .anyMatch(id -> id != null && id == run.id());
        return has ? earlier : parameters(run, true);
    }

    /** Values are short: a column takes 2,500 characters, so a spec goes in as its hash. */
    private JobParameters parameters(Run run, boolean byId) {
        JobParametersBuilder parameters = new JobParametersBuilder()
                .addString("experiment", run.key().experiment(), true)
                .addString("spec", run.key().specHash(), true)
                .addLong("attempt", (long) run.key().attempt(), true)
                .addLong(ActiveRuns.RUN, run.id(), byId)
                .addString("runner", identity.text(), false);
        if (run.reopened() > 0) { // a job that has completed does not start again, nor does a trial's step
            parameters.addLong("reopened", (long) run.reopened(), true);
        }
        run.key().fireTime().ifPresent(fired -> parameters.addString("fire-time", fired.toString(), true));
        return parameters.toJobParameters();
    }
}
