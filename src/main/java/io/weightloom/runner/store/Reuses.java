package io.weightloom.runner.store;

import io.weightloom.runner.database.SqlValues;
import io.weightloom.trial.Provenance;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Trials that need not be trained, because some run has completed them: with the same hash, on the same data, by the
 * same commit of the runner and on the same natives. Safe for use by many threads.
 */
@Repository
@Transactional(readOnly = true)
public class Reuses {

    private static final String TWIN = """
            from trial o
            join provenance p on p.trial_id = o.id
            left join trained_weights w on w.trial_id = o.id
            where o.hash = t.hash and o.outcome = 'completed' and p.data_fingerprint = t.data_fingerprint
                and p.source_commit = :commit and p.natives = :natives
            """;

    /** What is known of a trial that has ended, its own row and its weights apart: columns beside its id, by table. */
    private static final Map<String, String> TABLES = tables();

    private final RunRows rows;
    private final Clock clock;

    Reuses(JdbcClient jdbc, Clock clock) {
        this.rows = new RunRows(jdbc);
        this.clock = clock;
    }

    private static Map<String, String> tables() {
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put("metric", "epoch, train_loss, validation_loss, validation_score, learning_rate, steps, seconds");
        tables.put("finding", "position, kind, subject, verdict, message, samples");
        tables.put("finding_measure", "position, name, measure");
        tables.put("slot", "position, name, shape, fan_in, fan_out, role, slot_offset");
        tables.put("provenance", "runner, source_commit, jdk, os, cpu, natives, data_fingerprint");
        tables.put("test_measure", "name, measure");
        tables.put("task_score", "task, score, loss, mean_squared_error");
        tables.put("forgetting", "learned, task, score, loss, mean_squared_error");
        tables.put("probe", "movement, constant_share, effective_rank, samples, residual_share");
        return tables;
    }

    /**
     * A trial that waits to be begun, and that some run has completed.
     *
     * @param trial its id
     * @param number in its run
     */
    public record Candidate(long trial, int number) {}

    /**
     * The next of a run's trials that wait to be begun and that some run has completed, by number. None that is to
     * pause: what a pruner decides must not depend on what else lies in the database.
     *
     * @param maker that would train them
     * @param after the number after which to look
     * @param atMost how many, at least 1
     */
    public List<Candidate> candidates(long run, Provenance.Maker maker, int after, int atMost) {
        return rows.reading("""
                select t.id, t.number from trial t
                where t.run_id = :run and t.number > :after and t.state = :pending and t.pause_epoch is null
                    and not exists (select 1 from checkpoint c where c.trial_id = t.id)
                    and exists (select 1 %s)
                order by t.number
                limit :most
                """.formatted(TWIN))
                .param("run", run)
                .param("after", after)
                .param("pending", TrialState.PENDING.word())
                .param("commit", maker.commit())
                .param("natives", maker.natives())
                .param("most", atMost)
                .query((row, i) -> new Candidate(row.getLong("id"), row.getInt("number")))
                .list();
    }

    /** Ids of the trials that completed what this one is about to train: those whose weights are kept come first. */
    public List<Long> originals(long trial, Provenance.Maker maker) {
        return rows.reading(
                        """
                select o.id, case when w.state = :kept then 0 else 1 end as place %s and t.id = :trial
                order by place, o.id
                """.formatted(TWIN.replace("from trial o\n", "from trial t join trial o on o.hash = t.hash\n")))
                .param("kept", WeightsRecord.State.KEPT.word())
                .param("commit", maker.commit())
                .param("natives", maker.natives())
                .param("trial", trial)
                .query((row, i) -> row.getLong("id"))
                .list();
    }

    /**
     * Ends a trial as another one did, whose rows it takes but for the weights'.
     *
     * @param original id of a trial that completed
     */
    @Transactional
    public void take(TrialClaim claim, long original) {
        TABLES.forEach((table, columns) -> {
            if (!table.equals("finding_measure")) { // they go with their findings
                rows.writing(claim, "delete from %s where trial_id = :trial".formatted(table))
                        .update();
            }
        });
        TABLES.forEach((table, columns) -> rows.writing(claim, """
                        insert into %s (trial_id, %s) select cast(:trial as bigint), %s from %s where trial_id = :original
                        """.formatted(table, columns, columns, table))
                .param("original", original)
                .update());
        String copied =
                "seconds, outcome, gradient_verdict, epochs, best_epoch, validation_score, test_score, test_loss";
        rows.writing(claim, """
                update trial set state = :ended, ended_at = :now,
                    (%s) = (select %s from trial o where o.id = :original),
                    reused_trial = (select coalesce(o.reused_trial, o.id) from trial o where o.id = :original),
                    reused_from = (
                        select coalesce(o.reused_from, concat(r.experiment, '/', r.id, '/', o.number))
                        from trial o join run r on r.id = o.run_id where o.id = :original)
                where id = :trial
                """.formatted(copied, copied))
                .param("ended", TrialState.ENDED.word())
                .param("now", SqlValues.at(clock.instant()))
                .param("original", original)
                .update();
    }
}
