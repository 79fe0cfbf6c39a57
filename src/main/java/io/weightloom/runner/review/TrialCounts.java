package io.weightloom.runner.review;

import io.weightloom.runner.database.SqlValues;
import io.weightloom.runner.store.NewTrial;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** How many trials of each run are in which state. Safe for use by many threads. */
@Component
@Transactional(readOnly = true)
class TrialCounts {

    /** No score is above 1; the comparison keeps NaN out, which both databases take for the greatest number. */
    private static final String SELECT = """
            select run_id, state, outcome, count(*) as trials,
                max(case when role = :hypernetwork and test_score <= 1 then test_score end) as best
            from trial
            """;

    private static final String GROUPED = "group by run_id, state, outcome";

    private final JdbcClient jdbc;

    TrialCounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Of each run that has trials. */
    public Map<Long, List<TrialCount>> byRun() {
        return byRun(jdbc.sql(SELECT + GROUPED));
    }

    /** Of each run of an experiment that has trials. */
    public Map<Long, List<TrialCount>> byRun(String experiment) {
        return byRun(jdbc.sql(SELECT + "where run_id in (select id from run where experiment = :experiment) " + GROUPED)
                .param("experiment", experiment));
    }

    private static Map<Long, List<TrialCount>> byRun(JdbcClient.StatementSpec select) {
        Map<Long, List<TrialCount>> counts = new HashMap<>();
        select.param("hypernetwork", NewTrial.HYPERNETWORK).query(row -> {
            counts.computeIfAbsent(row.getLong("run_id"), id -> new ArrayList<>())
                    .add(count(row));
        });
        return counts;
    }

    /** Of one run. */
    public List<TrialCount> of(long run) {
        return jdbc.sql(SELECT + "where run_id = :run " + GROUPED)
                .param("hypernetwork", NewTrial.HYPERNETWORK)
                .param("run", run)
                .query((row, i) -> count(row))
                .list();
    }

    private static TrialCount count(ResultSet row) throws SQLException {
        return new TrialCount(
                row.getString("state"), row.getString("outcome"), row.getInt("trials"), SqlValues.finite(row, "best"));
    }
}
