package io.weightloom.runner.store;

import io.weightloom.runner.database.SqlValues;
import io.weightloom.text.KebabCase;
import io.weightloom.trial.TrialOutcome;
import java.time.Clock;
import java.util.List;
import java.util.OptionalInt;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * What becomes of trials that have paused, and why. Nobody has claimed such a trial; whoever writes must hold the run's
 * lease. Safe for use by many threads.
 */
@Repository
@Transactional(readOnly = true)
public class PausedTrials {

    private final RunRows rows;
    private final Clock clock;

    PausedTrials(JdbcClient jdbc, Clock clock) {
        this.rows = new RunRows(jdbc);
        this.clock = clock;
    }

    /**
     * A trial goes on from its checkpoint.
     *
     * @param run id of its run
     * @param until the last epoch before it pauses again; empty if it trains to its end
     * @throws IllegalStateException if it has not paused
     */
    @Transactional
    public void goesOn(long run, long trial, PruningDecision why, OptionalInt until) {
        require(
                trial,
                paused(run, trial, "update trial set state = :state, pause_epoch = :until")
                        .param("state", TrialState.PENDING.word())
                        .param("until", until.isPresent() ? until.getAsInt() : null)
                        .update());
        save(run, trial, why);
    }

    /**
     * A trial has ended where it paused. Its checkpoint stays.
     *
     * @param run id of its run
     * @throws IllegalStateException if it has not paused
     */
    @Transactional
    public void halts(long run, long trial, PruningDecision why) {
        TrialOutcome outcome = new TrialOutcome.Halted(why.epoch(), why.reason());
        require(
                trial,
                paused(
                                run,
                                trial,
                                "update trial set state = :state, outcome = :outcome, detail = :detail, ended_at = :now")
                        .param("state", TrialState.ENDED.word())
                        .param("outcome", outcome.word())
                        .param("detail", why.reason())
                        .param("now", SqlValues.at(clock.instant()))
                        .update());
        save(run, trial, why);
    }

    /**
     * A trial stays paused.
     *
     * @param run id of its run
     */
    @Transactional
    public void waits(long run, long trial, PruningDecision why) {
        save(run, trial, why);
    }

    private JdbcClient.StatementSpec paused(long run, long trial, String update) {
        return rows.writing(run, update + " where id = :trial and run_id = :run and state = :paused")
                .param("trial", trial)
                .param("paused", TrialState.PAUSED.word());
    }

    private static void require(long trial, int changed) {
        if (changed == 0) {
            throw new IllegalStateException("Trial %s has not paused".formatted(trial));
        }
    }

    /** In place of what was decided at the same rung before. */
    private void save(long run, long trial, PruningDecision why) {
        rows.writing(run, "delete from pruning_decision where trial_id = :trial and rung = :rung")
                .param("trial", trial)
                .param("rung", why.rung())
                .update();
        rows.writing(run, """
                insert into pruning_decision (trial_id, rung, epoch, decision, reason)
                values (:trial, :rung, :epoch, :decision, :reason)
                """)
                .param("trial", trial)
                .param("rung", why.rung())
                .param("epoch", why.epoch())
                .param("decision", why.kind().word())
                .param("reason", why.reason())
                .update();
    }

    /** What was decided about a trial, rung by rung. */
    public List<PruningDecision> decisions(long trial) {
        return rows.reading(
                        "select rung, epoch, decision, reason from pruning_decision where trial_id = :trial order by rung")
                .param("trial", trial)
                .query((row, i) -> new PruningDecision(
                        row.getInt("rung"),
                        row.getInt("epoch"),
                        KebabCase.constant(PruningDecision.Kind.class, row.getString("decision")),
                        row.getString("reason")))
                .list();
    }
}
