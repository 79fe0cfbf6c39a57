package io.weightloom.runner.worker;

import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;

/**
 * What Spring Batch writes down of a trial's step, without what it has written already: it tells each step's end four
 * times, in as many transactions, and its begin once more after it was made. So a trial's step is written when it is
 * made, with each chunk, and with its last chunk as completed, in the transaction of the rows that complete it; and
 * once more only if it ends otherwise than that. Where trials go to workers on other machines the begin is written too:
 * whoever has the same step finds out by it.
 *
 * <p>What becomes of a trial stands in its own rows. Of these here a run that goes on needs no more than that the steps
 * that were under way can be told from those that have ended. Safe for use by many threads: a step has one.
 */
public final class TrialBookkeeping implements JobRepository {

    private final JobRepository jobs;
    private final WorkerRuns runs;
    private final Clock clock;
    private final Map<StepExecution, Written> written = Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * In front of what writes.
     *
     * @param runs the runs of the steps
     */
    public TrialBookkeeping(JobRepository jobs, WorkerRuns runs, Clock clock) {
        this.jobs = jobs;
        this.runs = runs;
        this.clock = clock;
    }

    /** What the row of a step says, as far as it makes a difference. */
    private record Written(
            BatchStatus status, ExitStatus exit, long commits, long reads, long writes, long filters, long rollbacks) {

        static Written of(StepExecution step) {
            return new Written(
                    step.getStatus(),
                    step.getExitStatus(),
                    step.getCommitCount(),
                    step.getReadCount(),
                    step.getWriteCount(),
                    step.getFilterCount(),
                    step.getRollbackCount());
        }
    }

    @Override
    public void update(StepExecution step) {
        Written now = Written.of(step);
        Written last = written.get(step);
        if (now.equals(last)) {
            return;
        }
        if (last == null && step.getStatus() == BatchStatus.STARTED && isMadeHere(step)) {
            written.put(step, now);
        } else if (step.getStatus() == BatchStatus.STARTED && TrialWorker.hasEnded(step)) {
            completed(step);
        } else {
            jobs.update(step);
            written.put(step, now);
        }
    }

    private boolean isMadeHere(StepExecution step) {
        return !runs.of(step).elsewhere();
    }

    /** Written as it will be when the open transaction is committed. */
    private void completed(StepExecution step) {
        ExitStatus exit = step.getExitStatus();
        step.setStatus(BatchStatus.COMPLETED);
        step.setExitStatus(ExitStatus.COMPLETED);
        step.setEndTime(LocalDateTime.ofInstant(clock.instant(), ZoneId.systemDefault()));
        try {
            jobs.update(step);
            written.put(step, Written.of(step));
        } finally {
            step.setStatus(BatchStatus.STARTED);
            step.setExitStatus(exit);
        }
    }

    /** Of a step that has completed it was written with its last chunk. */
    @Override
    public void updateExecutionContext(StepExecution step) {
        if (step.getStatus() != BatchStatus.COMPLETED
                || step.getExecutionContext().isDirty()) {
            jobs.updateExecutionContext(step);
        }
    }

    @Override
    public void update(JobExecution job) {
        jobs.update(job);
    }

    @Override
    public void updateExecutionContext(JobExecution job) {
        jobs.updateExecutionContext(job);
    }

    @Override
    public JobInstance createJobInstance(String name, JobParameters parameters) {
        return jobs.createJobInstance(name, parameters);
    }
}
