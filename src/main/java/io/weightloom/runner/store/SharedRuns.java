package io.weightloom.runner.store;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What a run's manager and its workers have to know of each other. Safe for use by many threads. */
@Repository
@Transactional(readOnly = true)
public class SharedRuns {

    private final RunRows rows;

    SharedRuns(JdbcClient jdbc) {
        this.rows = new RunRows(jdbc);
    }

    /** Asks a run's workers to stop, or takes that back. */
    @Transactional
    public void stopRequested(long run, boolean stop) {
        rows.writingAlone(run, "update run set stop_requested = :stop where id = :run")
                .param("stop", stop)
                .update();
    }

    /** Those of some runs whose workers are to stop, and those that are gone. */
    public Set<Long> stopping(Collection<Long> runs) {
        Set<Long> stopping = new HashSet<>(runs);
        if (!runs.isEmpty()) {
            rows.reading("select id from run where id in (:runs) and not stop_requested")
                    .param("runs", runs)
                    .query((row, i) -> row.getLong("id"))
                    .list()
                    .forEach(stopping::remove);
        }
        return stopping;
    }

    /**
     * What a run's numbers are made by, which the first who says it fixes.
     *
     * @param key of who asks, at most 200 characters
     */
    @Transactional
    public String fixKey(long run, String key) {
        Optional<String> fixed = computeKey(run);
        if (fixed.isEmpty()) {
            rows.writingAlone(run, "update run set compute_key = coalesce(compute_key, :key) where id = :run")
                    .param("key", key)
                    .update();
        }
        return fixed.or(() -> computeKey(run)).orElse(key);
    }

    /** Takes back what a run's numbers are made by, unless a trial of it has been brought forward by now. */
    @Transactional
    public void unfix(long run, String key) {
        rows.writingAlone(run, """
                update run set compute_key = null where id = :run and compute_key = :key and not exists (
                    select 1 from trial t left join checkpoint c on c.trial_id = t.id
                    where t.run_id = :run and (c.trial_id is not null or t.state = 'ended'))
                """).param("key", key).update();
    }

    /** Notes at a trial who makes its numbers, where those of a run may be made by several. */
    @Transactional
    public void madeBy(long run, long trial, String key) {
        rows.writing(run, trial, "update trial set compute_key = :key where id = :trial")
                .param("key", key)
                .update();
    }

    /** What a run's numbers are made by; empty if nobody has said it. */
    public Optional<String> computeKey(long run) {
        return rows.reading("select compute_key from run where id = :run")
                .param("run", run)
                .query((row, i) -> Optional.ofNullable(row.getString("compute_key")))
                .optional()
                .flatMap(key -> key);
    }
}
