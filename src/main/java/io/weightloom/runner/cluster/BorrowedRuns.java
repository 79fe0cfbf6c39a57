package io.weightloom.runner.cluster;

import io.weightloom.runner.worker.WorkerRun;
import io.weightloom.runner.worker.WorkerRuns;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.batch.core.step.StepExecution;

/** The runs of others of which this worker has trials, by the partitions of those. Thread-safe. */
final class BorrowedRuns implements WorkerRuns {

    private final Map<Long, WorkerRun> runs = new ConcurrentHashMap<>();

    /** A partition begins. */
    void begin(long stepExecution, WorkerRun run) {
        runs.put(stepExecution, run);
    }

    /** It is over. */
    void end(long stepExecution) {
        runs.remove(stepExecution);
    }

    Collection<WorkerRun> all() {
        return runs.values();
    }

    @Override
    public WorkerRun of(StepExecution step) {
        WorkerRun run = runs.get(step.getId());
        if (run == null) {
            throw new IllegalStateException("Step execution %s is none of those that this worker has: %s"
                    .formatted(step.getId(), runs.keySet()));
        }
        return run;
    }
}
