package io.weightloom.runner.run;

import io.weightloom.runner.store.Run;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;

/**
 * Makes executions that a dead process left behind fit to be restarted. Spring Batch cannot know that the process is
 * dead and never does this by itself; whoever calls must hold the run's lease, so that no other process works on it.
 *
 * <p>An execution whose state is unknown is recovered as well: Spring Batch refuses to restart one, because it cannot
 * know what its writers did, but here rows and execution context commit together.
 */
final class Recovery {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final JobRepository repository;
    private final JobOperator operator;
    private final JobHistory history;
    private final Clock clock;

    Recovery(JobRepository repository, JobOperator operator, JobHistory history, Clock clock) {
        this.repository = repository;
        this.operator = operator;
        this.history = history;
        this.clock = clock;
    }

    /** Whether the job has completed for these parameters. */
    boolean isComplete(JobParameters parameters) {
        JobInstance instance = repository.getJobInstance(SweepJob.NAME, parameters);
        return instance != null && history.hasCompleted(instance.getId());
    }

    /** Recovers the executions of this run, if there are any. */
    void recover(Run run, JobParameters parameters) {
        JobInstance instance = repository.getJobInstance(SweepJob.NAME, parameters);
        if (instance == null) {
            return;
        }
        history.shorten(instance.getId(), LocalDateTime.ofInstant(clock.instant(), ZoneId.systemDefault()));
        List<JobExecution> executions = repository.getJobExecutions(instance);
        if (executions.isEmpty()) { // it died between making the two, and Spring Batch starts no such instance again
            repository.deleteJobInstance(instance);
        }
        for (JobExecution execution : executions) {
            if (isUnfit(execution.getStatus())) {
                log.info(
                        "{}: recovering execution {}, which a runner that is gone left {}",
                        run.key().experiment(),
                        execution.getId(),
                        execution.getStatus());
                recover(execution);
            }
        }
    }

    private void recover(JobExecution execution) {
        if (execution.getStatus() == BatchStatus.UNKNOWN) {
            execution.setStatus(BatchStatus.FAILED);
        }
        operator.recover(execution);
    }

    private static boolean isUnfit(BatchStatus status) {
        return List.of(BatchStatus.STARTING, BatchStatus.STARTED, BatchStatus.STOPPING, BatchStatus.UNKNOWN)
                .contains(status);
    }
}
