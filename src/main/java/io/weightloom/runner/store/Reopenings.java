package io.weightloom.runner.store;

import io.weightloom.runner.database.SqlValues;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Opens runs again whose trials have ended, so that more can be trained in them. Safe for use by many threads. */
@Repository
@Transactional(readOnly = true)
public class Reopenings {

    /** The round of trials of an earlier spec of their run. */
    private static final int EARLIER = -1;

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
    private final Clock clock;

    Reopenings(JdbcClient jdbc, Clock clock) {
        this.rows = new RunRows(jdbc);
        this.clock = clock;
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

    /**
     * A run takes another spec. Its trials stay; those that nobody has begun are forgotten, and no search knows of the
     * others until it proposes them again.
     *
     * @param specHash of the spec, which no other run of the experiment has
     * @param spec the resolved experiment, as JSON
     */
    @Transactional
    public void extend(long run, String description, String specHash, String spec) {
        rows.writing(run, """
                insert into earlier_spec (run_id, position, spec_hash, spec, replaced_at)
                select r.id, (select count(*) from earlier_spec e where e.run_id = r.id), r.spec_hash, r.spec, :now
                from run r where r.id = :run
                """).param("now", SqlValues.at(clock.instant())).update();
        rows.writing(run, """
                delete from trial where run_id = :run and state = :pending
                    and not exists (select 1 from checkpoint c where c.trial_id = trial.id)
                """).param("pending", TrialState.PENDING.word()).update();
        rows.writing(
                        run,
                        "update trial set state = :pending, pause_epoch = null where run_id = :run and state = :paused")
                .param("pending", TrialState.PENDING.word())
                .param("paused", TrialState.PAUSED.word())
                .update();
        rows.writing(run, """
                update trial set round = :earlier where run_id = :run and role = :hypernetwork
                """)
                .param("earlier", EARLIER)
                .param("hypernetwork", NewTrial.HYPERNETWORK)
                .update();
        open(run);
        rows.writing(run, "update run set description = :description, spec_hash = :hash, spec = :spec where id = :run")
                .param("description", description)
                .param("hash", specHash)
                .param("spec", spec)
                .update();
    }

    /** Whether a run has had another spec than it has now. */
    public boolean isExtended(long run) {
        return rows.reading("select count(*) as n from earlier_spec where run_id = :run")
                        .param("run", run)
                        .query((row, i) -> row.getLong("n"))
                        .single()
                > 0;
    }

    /** Numbers of the trials of earlier specs of a run that its search has not proposed again, by hash. */
    public Map<String, Integer> earlier(long run) {
        Map<String, Integer> earlier = new HashMap<>();
        rows.reading("select hash, number from trial where run_id = :run and round = :earlier")
                .param("run", run)
                .param("earlier", EARLIER)
                .query(row -> {
                    earlier.put(row.getString("hash"), row.getInt("number"));
                });
        return earlier;
    }

    /**
     * A trial of an earlier spec is proposed again: the search knows of it as if it were new, and it stays as it is.
     *
     * @param number of the trial in its run
     * @param planned as it is proposed
     */
    @Transactional
    public void adopt(long run, int number, NewTrial planned) {
        SweepPlace place = planned.place();
        rows.writing(run, """
                update trial set round = :round, point = :point, pause_epoch = :pauseEpoch
                where run_id = :run and number = :number
                """)
                .param("round", place.round())
                .param("point", place.point().orElse(null))
                .param(
                        "pauseEpoch",
                        place.pauseEpoch().isPresent() ? place.pauseEpoch().getAsInt() : null)
                .param("number", number)
                .update();
        rows.writing(run, """
                delete from swept_parameter
                where trial_id = (select id from trial where run_id = :run and number = :number)
                """).param("number", number).update();
        int position = 0;
        for (Map.Entry<String, String> swept : planned.swept().entrySet()) {
            rows.writing(run, """
                    insert into swept_parameter (trial_id, position, name, setting)
                    select id, :position, :name, :setting from trial where run_id = :run and number = :number
                    """)
                    .param("number", number)
                    .param("position", position++)
                    .param("name", swept.getKey())
                    .param("setting", swept.getValue())
                    .update();
        }
    }

    private void open(long run) {
        rows.writing(run, "update run set state = :running, ended_at = null, reopened = reopened + 1 where id = :run")
                .param("running", RunState.RUNNING.word())
                .update();
    }
}
