package io.weightloom.runner.lease;

import io.weightloom.runner.database.SqlValues;
import io.weightloom.spec.PlainValues;
import io.weightloom.text.KebabCase;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The processes that train trials of runs that others coordinate, each as it last described itself. Safe for use by
 * many threads.
 */
@Repository
@Transactional(readOnly = true)
public class Workers {

    private final JdbcClient jdbc;

    Workers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Stores what a worker says of itself in place of what it said before; committed at once. */
    @Transactional(propagation = Propagation.NOT_SUPPORTED)
    public void beat(WorkerRow worker) {
        if (!replaced(worker)) {
            try {
                write(worker, """
                        insert into worker (id, host, pid, build, compute_key, threads, state, reason, started_at,
                            heartbeat_at, meters)
                        values (:id, :host, :pid, :build, :key, :threads, :state, :reason, :started, :heartbeat,
                            :meters)
                        """);
            } catch (DuplicateKeyException e) { // another thread of the worker was faster
                replaced(worker);
            }
        }
    }

    private boolean replaced(WorkerRow worker) {
        return write(worker, """
                        update worker set host = :host, pid = :pid, build = :build, compute_key = :key,
                            threads = :threads, state = :state, reason = :reason, started_at = :started,
                            heartbeat_at = :heartbeat, meters = :meters
                        where id = :id
                        """) > 0;
    }

    private int write(WorkerRow worker, String sql) {
        return jdbc.sql(sql)
                .param("id", worker.id())
                .param("host", worker.host())
                .param("pid", worker.pid())
                .param("build", worker.build())
                .param("key", worker.computeKey())
                .param("threads", worker.threads())
                .param("state", KebabCase.of(worker.state()))
                .param(
                        "reason",
                        new SqlParameterValue(Types.VARCHAR, worker.reason().orElse(null)))
                .param("started", SqlValues.at(worker.startedAt()))
                .param("heartbeat", SqlValues.at(worker.heartbeatAt()))
                .param("meters", json(worker.meters()))
                .update();
    }

    /** All that are known, by host and start; also those that have ended or fallen silent. */
    public List<WorkerRow> all() {
        return jdbc.sql("""
                        select id, host, pid, build, compute_key, threads, state, reason, started_at, heartbeat_at, meters
                        from worker order by host, started_at, id
                        """)
                .query((row, i) -> new WorkerRow(
                        row.getString("id"),
                        row.getString("host"),
                        row.getLong("pid"),
                        row.getString("build"),
                        row.getString("compute_key"),
                        row.getInt("threads"),
                        KebabCase.constant(WorkerRow.State.class, row.getString("state")),
                        Optional.ofNullable(row.getString("reason")),
                        SqlValues.instant(row, "started_at"),
                        SqlValues.instant(row, "heartbeat_at"),
                        meters(row.getString("meters"))))
                .list();
    }

    /** The trials that are in the hands of somebody, by the id of who that is, in the order of runs and trials. */
    public Map<String, List<TrialAtWork>> atWork() {
        Map<String, List<TrialAtWork>> trials = new HashMap<>();
        jdbc.sql("""
                select t.worker, t.id, t.number, t.run_id, r.experiment from run r join trial t on t.run_id = r.id
                where r.state = 'running' and t.state = 'running' and t.worker is not null
                order by t.run_id, t.number
                """).query(row -> {
            trials.computeIfAbsent(row.getString("worker"), worker -> new ArrayList<>())
                    .add(new TrialAtWork(
                            row.getLong("id"),
                            row.getInt("number"),
                            row.getLong("run_id"),
                            row.getString("experiment")));
        });
        return trials;
    }

    /**
     * Forgets workers of which nothing was heard since an instant.
     *
     * @return how many those were
     */
    @Transactional
    public int forget(Instant silentSince) {
        return jdbc.sql("delete from worker where heartbeat_at < :since")
                .param("since", SqlValues.at(silentSince))
                .update();
    }

    private static String json(Map<String, Double> meters) {
        Map<String, Double> sorted = new TreeMap<>(meters);
        sorted.values().removeIf(value -> !Double.isFinite(value));
        return PlainValues.json(sorted);
    }

    private static Map<String, Double> meters(String json) {
        Map<String, Double> meters = new TreeMap<>();
        PlainValues.settingsOfJson(json).forEach((name, value) -> meters.put(name, ((Number) value).doubleValue()));
        return meters;
    }
}
