package io.weightloom.runner.review;

import io.weightloom.layout.Ledger;
import io.weightloom.runner.database.SqlValues;
import io.weightloom.runner.lease.RunnerId;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Reads what is shown of trials, in as many statements for many runs as for one. Safe for use by many threads. */
@Component
@Transactional(readOnly = true)
class TrialRows {

    /**
     * A trial's own rows, and what it is compared with.
     *
     * @param summary without what only its run can tell: its difference, and its place on the front
     * @param plainHash of the plain network that it is compared with
     * @param twins hashes by kind of control, the plain network's apart
     * @param latest when it was last written to that it began, ended, or left a checkpoint; null if it never began
     */
    record Row(
            TrialSummary summary,
            String plainHash,
            Map<String, String> twins,
            @Nullable Instant latest) {}

    /** What of a trial is shown; its spec, which may be long, is not read. */
    private static final String COLUMNS = """
            select t.run_id, t.id, t.number, t.hash, t.role, t.plain_hash, t.state, t.outcome, t.detail, t.theta,
                t.generated, t.shared, t.generator, t.z, t.tasks, t.largest_layer, t.position_bytes, t.number_bytes,
                t.base, t.best_epoch,
                t.validation_score, t.test_score, t.test_loss, t.gradient_verdict, t.seconds, t.reused_from, t.halted_by, t.worker, t.compute_key,
                t.started_at, t.ended_at, c.written_at,
                (select max(epoch) from metric m where m.trial_id = t.id) as epochs_so_far,
                (select measure from test_measure a where a.trial_id = t.id and a.name = 'test-agreement') as agreement
            from trial t left join checkpoint c on c.trial_id = t.id
            """;

    private static final String OF_RUNS = "where t.run_id in (:runs) ";

    private final JdbcClient jdbc;

    TrialRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The trials of runs by number, by the run's id; none of a run that has none. */
    public Map<Long, List<Row>> of(Collection<Long> runs) {
        Map<Long, Map<String, String>> swept = texts("""
                select p.trial_id, p.name, p.setting as text from swept_parameter p join trial t on t.id = p.trial_id
                """ + OF_RUNS + "order by p.trial_id, p.position", runs);
        Map<Long, Map<String, String>> twins = texts("""
                select w.trial_id, w.role as name, w.hash as text from twin w join trial t on t.id = w.trial_id
                """ + OF_RUNS, runs);
        Map<Long, List<Row>> rows = new HashMap<>();
        jdbc.sql(COLUMNS + OF_RUNS + "order by t.run_id, t.number")
                .param("runs", runs)
                .query(row -> {
                    rows.computeIfAbsent(row.getLong("run_id"), run -> new ArrayList<>())
                            .add(row(row, swept, twins));
                });
        return rows;
    }

    /**
     * The trials of a run that have changed since a revision, by number.
     *
     * @param before the trials as of then, by number
     * @return empty if all have to be read again
     */
    public Optional<List<Row>> changed(long run, long since, Map<Integer, Row> before) {
        long rewritten = jdbc.sql("select rewritten from run where id = :run")
                .param("run", run)
                .query((row, i) -> row.getLong("rewritten"))
                .optional()
                .orElse(Long.MAX_VALUE);
        if (rewritten > since) {
            return Optional.empty();
        }
        List<Optional<Row>> changed = jdbc.sql(
                        COLUMNS + "where t.run_id = :run and t.revision > :since order by t.number")
                .param("run", run)
                .param("since", since)
                .query((row, i) -> again(row, before))
                .list();
        boolean isKnown = changed.stream().allMatch(Optional::isPresent);
        return isKnown ? Optional.of(changed.stream().flatMap(Optional::stream).toList()) : Optional.empty();
    }

    /** A trial with what never changes of it; empty of one that was planned after the revision was read. */
    private static Optional<Row> again(ResultSet row, Map<Integer, Row> before) throws SQLException {
        Row own = before.get(row.getInt("number"));
        return own == null
                ? Optional.empty()
                : Optional.of(
                        new Row(summary(row, own.summary().parameters()), own.plainHash(), own.twins(), latest(row)));
    }

    /** How far all runs have come, and no more of them, oldest first. */
    public List<Run.Revised> revisions() {
        return jdbc.sql("select id, revision, state from run order by id")
                .query((row, i) -> new Run.Revised(
                        row.getLong("id"),
                        row.getLong("revision"),
                        RunState.RUNNING.word().equals(row.getString("state"))))
                .list();
    }

    /** How many trials runs have, by the run's id; none of a run that has none. */
    public Map<Long, Integer> counts(Collection<Long> runs) {
        Map<Long, Integer> counts = new HashMap<>();
        jdbc.sql("select t.run_id, count(*) as trials from trial t " + OF_RUNS + "group by t.run_id")
                .param("runs", runs)
                .query(row -> {
                    counts.put(row.getLong("run_id"), row.getInt("trials"));
                });
        return counts;
    }

    private Map<Long, Map<String, String>> texts(String sql, Collection<Long> runs) {
        Map<Long, Map<String, String>> texts = new HashMap<>();
        jdbc.sql(sql).param("runs", runs).query(row -> {
            texts.computeIfAbsent(row.getLong("trial_id"), id -> new LinkedHashMap<>())
                    .put(row.getString("name"), row.getString("text"));
        });
        return texts;
    }

    private static Row row(ResultSet row, Map<Long, Map<String, String>> swept, Map<Long, Map<String, String>> twins)
            throws SQLException {
        long id = row.getLong("id");
        return new Row(
                summary(row, swept.getOrDefault(id, Map.of())),
                row.getString("plain_hash"),
                twins.getOrDefault(id, Map.of()),
                latest(row));
    }

    private static @Nullable Instant latest(ResultSet row) throws SQLException {
        return Stream.of(
                        SqlValues.optionalInstant(row, "started_at"),
                        SqlValues.optionalInstant(row, "ended_at"),
                        SqlValues.optionalInstant(row, "written_at"))
                .flatMap(Optional::stream)
                .max(Instant::compareTo)
                .orElse(null);
    }

    private static TrialSummary summary(ResultSet row, Map<String, String> swept) throws SQLException {
        return new TrialSummary(
                row.getLong("id"),
                row.getInt("number"),
                row.getString("hash"),
                row.getString("role"),
                swept,
                row.getString("state"),
                row.getString("outcome"),
                row.getString("detail"),
                LedgerReview.of(new Ledger(
                        row.getLong("theta"),
                        row.getLong("generated"),
                        row.getLong("shared"),
                        row.getLong("generator"),
                        row.getLong("z"),
                        row.getLong("tasks"),
                        row.getLong("largest_layer"),
                        row.getLong("position_bytes"),
                        row.getLong("number_bytes"),
                        row.getLong("base"))),
                row.getInt("epochs_so_far"),
                SqlValues.nullableInt(row, "best_epoch"),
                SqlValues.finite(row, "validation_score"),
                SqlValues.finite(row, "test_score"),
                SqlValues.finite(row, "test_loss"),
                SqlValues.finite(row, "agreement"),
                null,
                row.getString("gradient_verdict"),
                SqlValues.finite(row, "seconds"),
                false,
                false,
                row.getString("reused_from"),
                row.getString("halted_by"),
                host(row),
                row.getString("reused_from") == null ? row.getString("compute_key") : null);
    }

    /** Who takes a trial's numbers from another run has not trained it. */
    private static @Nullable String host(ResultSet row) throws SQLException {
        return row.getString("reused_from") == null
                ? Optional.ofNullable(row.getString("worker"))
                        .flatMap(RunnerId::of)
                        .map(RunnerId::host)
                        .orElse(null)
                : null;
    }
}
