package io.weightloom.runner.store;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Opens runs again whose trials have ended, so that more can be trained in them. Safe for use by many threads. */
@Repository
@Transactional(readOnly = true)
public class Reopenings {

    private static final String BAD = "select id from trial where run_id = :run and outcome in ('failed', 'rejected')";

    /** All that is known of trials beside what was planned; what hangs on these rows goes with them. */
    private static final List<String> TABLES = List.of(
            "metric",
            "finding",
            "slot",
            "provenance",
            "test_measure",
            "task_score",
            "forgetting",
            "probe",
            "trained_weights",
            "checkpoint",
            "pruning_decision");

    private final RunRows rows;

    Reopenings(JdbcClient jdbc) {
        this.rows = new RunRows(jdbc);
    }

    /** Whether some trial of a run failed or was rejected. */
    public boolean isBad(long run) {
        return !bad(run).isEmpty();
    }

    private List<Long> bad(long run) {
        return rows.reading(BAD)
                .param("run", run)
                .query((row, i) -> row.getLong("id"))
                .list();
    }

    /**
     * The trials of a run that failed or were rejected wait again to be taken, as if nobody had ever begun them.
     *
     * @return how many there are
     */
    @Transactional
    public int retry(long run) {
        if (!isBad(run)) {
            return 0;
        }
        for (String table : TABLES) {
            rows.writing(run, "delete from %s where trial_id in (%s)".formatted(table, BAD))
                    .update();
        }
        open(run);
        return rows.writing(run, """
                update trial set state = :pending, worker = null, started_at = null, ended_at = null, seconds = null,
                    outcome = null, detail = null, gradient_verdict = null, epochs = null, best_epoch = null,
                    validation_score = null, test_score = null, test_loss = null
                where id in (%s)
                """.formatted(BAD))
                .param("pending", TrialState.PENDING.word())
                .update();
    }

    private void open(long run) {
        rows.writing(run, "update run set state = :running, ended_at = null, reopened = reopened + 1 where id = :run")
                .param("running", RunState.RUNNING.word())
                .update();
    }
}
