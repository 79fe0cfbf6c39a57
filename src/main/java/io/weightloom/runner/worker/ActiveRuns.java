package io.weightloom.runner.worker;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.step.StepExecution;

/** The runs that this process works on. Thread-safe. */
public final class ActiveRuns {

    /** Job parameter with the id of the run; not identifying. */
    public static final String RUN = "run";

    private final Map<Long, ActiveRun> runs = new ConcurrentHashMap<>();

    public void add(ActiveRun run) {
        runs.put(run.id(), run);
    }

    public void remove(ActiveRun run) {
        runs.remove(run.id());
    }

    public List<ActiveRun> all() {
        return List.copyOf(runs.values());
    }

    /** The run with this id, if this process works on it. */
    public Optional<ActiveRun> find(long id) {
        return Optional.ofNullable(runs.get(id));
    }

    /**
     * The run that a step works for.
     *
     * @throws IllegalStateException if this process does not work on it
     */
    public ActiveRun of(StepExecution step) {
        JobExecution job = step.getJobExecution();
        Long id = job.getJobParameters().getLong(RUN);
        ActiveRun run = id == null ? null : runs.get(id);
        if (run == null) {
            throw new IllegalStateException("Job execution %s is for run %s, but this process works on %s"
                    .formatted(job.getId(), id, runs.keySet()));
        }
        return run;
    }
}
