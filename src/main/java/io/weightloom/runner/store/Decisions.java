package io.weightloom.runner.store;

import io.weightloom.runner.database.SqlValues;
import io.weightloom.text.KebabCase;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * What a run decides between two rounds on the trials that have paused, and why. Nobody works on a paused trial, so no
 * claim is needed. Safe for use by many threads.
 */
@Repository
@Transactional(readOnly = true)
public class Decisions {

    private static final String TRIAL = "select id from trial where run_id = :run and number = :number";

    private final RunRows rows;
    private final Clock clock;

    Decisions(JdbcClient jdbc, Clock clock) {
        this.rows = new RunRows(jdbc);
        this.clock = clock;
    }

    /** What was decided. */
    public enum Verdict {
        /** The trial is in the next round. */
        GOES_ON,
        /** It has ended. */
        HALTS,
        /** It stays paused. */
        WAITS;

        /** Its word in the database and in JSON. */
        public String word() {
            return KebabCase.of(this);
        }
    }

    /** Who had a trial halted. */
    public enum HaltedBy {
        /** The sweep's pruning. */
        PRUNING,
        /** The limit of a trial's time; with a higher one it goes on. */
        MAX_SECONDS,
        /** The spec that its run was given while it was paused, which does not lead to it. */
        SPEC;

        /** Its word in the database and in JSON. */
        public String word() {
            return KebabCase.of(this);
        }
    }

    /**
     * A decision on one trial.
     *
     * @param number of the trial in its run
     * @param rung counted from 1
     * @param epoch after which the trial has paused
     * @param verdict what was decided
     * @param until of a trial that goes on, the epoch after which it pauses again; empty if it trains to its end
     * @param reason for a person
     */
    public record Decision(int number, int rung, int epoch, Verdict verdict, OptionalInt until, String reason) {}

    /**
     * A decision that was taken on a trial.
     *
     * @param rung counted from 1
     * @param epoch after which the rung is
     * @param reason for a person
     */
    public record Taken(int rung, int epoch, Verdict verdict, String reason) {}

    /** What was decided on a trial, rung by rung. */
    public List<Taken> of(long trial) {
        return rows.reading("""
                select rung, epoch, decision, reason from pruning_decision where trial_id = :trial order by rung
                """)
                .param("trial", trial)
                .query((row, i) -> new Taken(
                        row.getInt("rung"),
                        row.getInt("epoch"),
                        KebabCase.constant(Verdict.class, row.getString("decision")),
                        row.getString("reason")))
                .list();
    }

    /** The rungs at which trials of a run wait that were told so before, by the trials' numbers. */
    public Map<Integer, Integer> waiting(long run) {
        Map<Integer, Integer> rungs = new HashMap<>();
        rows.reading("""
                select t.number, d.rung from pruning_decision d join trial t on t.id = d.trial_id
                where t.run_id = :run and t.state = :paused and d.decision = :waits
                """)
                .param("run", run)
                .param("paused", TrialState.PAUSED.word())
                .param("waits", Verdict.WAITS.word())
                .query(row -> {
                    rungs.put(row.getInt("number"), row.getInt("rung"));
                });
        return rungs;
    }

    /** Stores a decision, in place of one that was taken at the same rung, and carries it out. */
    @Transactional
    public void carryOut(long run, Decision decision) {
        of(run, decision, "delete from pruning_decision where rung = :rung and trial_id in (" + TRIAL + ")")
                .param("rung", decision.rung())
                .update();
        of(run, decision, """
                insert into pruning_decision (trial_id, rung, epoch, decision, reason)
                select id, cast(:rung as integer), cast(:epoch as integer), :decision, :reason from trial
                where run_id = :run and number = :number
                """)
                .param("rung", decision.rung())
                .param("epoch", decision.epoch())
                .param("decision", decision.verdict().word())
                .param("reason", decision.reason())
                .update();
        switch (decision.verdict()) {
            case GOES_ON ->
                paused(run, decision, "state = :pending, pause_epoch = :until")
                        .param("pending", TrialState.PENDING.word())
                        .param(
                                "until",
                                decision.until().isPresent() ? decision.until().getAsInt() : null)
                        .update();
            case HALTS ->
                paused(
                                run,
                                decision,
                                "state = :ended, outcome = 'halted', halted_by = :by, detail = :reason, ended_at = :now")
                        .param("by", HaltedBy.PRUNING.word())
                        .param("ended", TrialState.ENDED.word())
                        .param("reason", decision.reason())
                        .param("now", SqlValues.at(clock.instant()))
                        .update();
            case WAITS -> {}
        }
    }

    private JdbcClient.StatementSpec paused(long run, Decision decision, String changes) {
        return of(
                        run,
                        decision,
                        "update trial set " + changes + " where run_id = :run and number = :number and state = :paused")
                .param("paused", TrialState.PAUSED.word());
    }

    private JdbcClient.StatementSpec of(long run, Decision decision, String sql) {
        return rows.writing(run, sql).param("number", decision.number());
    }
}
