package io.weightloom.runner.store;

import io.weightloom.runner.database.SqlValues;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
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

    private static final String HALTED_FOR_TIME = " where run_id = :run and halted_by = :time and seconds < :most";

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
                    outcome = null, detail = null, halted_by = null, gradient_verdict = null, epochs = null, best_epoch = null,
                    validation_score = null, test_score = null, test_loss = null
                where id in (%s)
                """.formatted(BAD))
                .param("pending", TrialState.PENDING.word())
                .update();
    }

    /** Whether trials of a run were halted for their time that have some left by now. */
    public boolean hasTimeLeft(long run, OptionalInt maxSeconds) {
        return within(
                                rows.reading("select count(*) as n from trial" + HALTED_FOR_TIME)
                                        .param("run", run),
                                maxSeconds)
                        .query((row, i) -> row.getLong("n"))
                        .single()
                > 0;
    }

    /**
     * The trials of a run that were halted for their time and have some left by now wait to be taken, at their
     * checkpoints.
     *
     * @param maxSeconds that a trial may take by now; empty if it may take any time
     * @return how many there are
     */
    @Transactional
    public int goOn(long run, OptionalInt maxSeconds) {
        open(run);
        return within(rows.writing(run, """
                        update trial set state = :pending, worker = null, ended_at = null, outcome = null, detail = null,
                            halted_by = null
                        """ + HALTED_FOR_TIME), maxSeconds)
                .param("pending", TrialState.PENDING.word())
                .update();
    }

    private static JdbcClient.StatementSpec within(JdbcClient.StatementSpec statement, OptionalInt maxSeconds) {
        return statement
                .param("time", Decisions.HaltedBy.MAX_SECONDS.word())
                .param("most", maxSeconds.isPresent() ? maxSeconds.getAsInt() : Integer.MAX_VALUE);
    }

    /**
     * A run takes a spec that differs in how many trials it has: what it has stands, and its search goes on.
     *
     * @param specHash of the spec, which no other run of the experiment has
     * @param spec the resolved experiment, as JSON
     */
    @Transactional
    public void lengthen(long run, String description, String specHash, String spec) {
        rows.writing(run, """
                insert into earlier_spec (run_id, position, spec_hash, spec, replaced_at)
                select r.id, (select count(*) from earlier_spec e where e.run_id = r.id), r.spec_hash, r.spec, :now
                from run r where r.id = :run
                """).param("now", SqlValues.at(clock.instant())).update();
        open(run);
        rows.writing(run, "update run set description = :description, spec_hash = :hash, spec = :spec where id = :run")
                .param("description", description)
                .param("hash", specHash)
                .param("spec", spec)
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
        lengthen(run, description, specHash, spec);
        rows.writing(run, """
                delete from trial where run_id = :run and state = :pending
                    and not exists (select 1 from checkpoint c where c.trial_id = trial.id)
                """).param("pending", TrialState.PENDING.word()).update();
        rows.writing(run, """
                update trial set round = :earlier where run_id = :run and role = :hypernetwork
                """)
                .param("earlier", EARLIER)
                .param("hypernetwork", NewTrial.HYPERNETWORK)
                .update();
    }

    /**
     * Ends paused trials of earlier specs of a run, whose search is over without having proposed them again.
     *
     * @return how many there were
     */
    @Transactional
    public int leave(long run) {
        return rows.writing(run, """
                update trial set state = :ended, outcome = 'halted', halted_by = :by, detail = :reason, ended_at = :now
                where run_id = :run and round = :earlier and state = :paused
                """)
                .param("ended", TrialState.ENDED.word())
                .param("by", Decisions.HaltedBy.SPEC.word())
                .param("reason", "the spec that its run was given while it was paused does not lead to it")
                .param("now", SqlValues.at(clock.instant()))
                .param("earlier", EARLIER)
                .param("paused", TrialState.PAUSED.word())
                .update();
    }

    /** Whether a run was opened again after it had come to its controls, which may not be all by then. */
    public boolean isOpenedAgain(long run) {
        return rows.reading("select count(*) as n from run where id = :run and reopened > 0")
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
                update trial set round = :round, place = :place, point = :point
                where run_id = :run and number = :number
                """)
                .param("round", place.round())
                .param("point", place.point().orElse(null))
                .param("place", place.place().isPresent() ? place.place().getAsInt() : null)
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
