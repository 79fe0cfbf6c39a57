package io.weightloom.runner.store;

import io.weightloom.runner.database.SqlValues;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Which trials may still go on, so that their checkpoints are needed. Safe for use by many threads. */
@Repository
@Transactional(readOnly = true)
public class Needs {

    /** The outcome of a trial that was left and keeps its checkpoint. */
    private static final String HALTED = "halted";

    private final JdbcClient jdbc;

    Needs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Since when no command can go on with a trial: since its run was forgotten, it ended, or its run was succeeded by
     * one of another spec, or by another attempt.
     *
     * @param run id of its run
     * @param number in the run
     * @return the beginning of time if the trial is not there; empty if it may go on
     */
    public Optional<Instant> idleSince(long run, int number) {
        return jdbc.sql("""
                select t.outcome, t.ended_at, (
                    select min(later.created_at) from run later
                    where later.experiment = r.experiment and later.id > r.id and (later.spec_hash <> r.spec_hash
                        or (later.fire_key = r.fire_key and later.attempt > r.attempt))) as succeeded_at
                from trial t join run r on r.id = t.run_id
                where t.run_id = :run and t.number = :number
                """)
                .param("run", run)
                .param("number", number)
                .query((row, i) -> {
                    String outcome = row.getString("outcome");
                    return outcome == null || outcome.equals(HALTED)
                            ? SqlValues.optionalInstant(row, "succeeded_at")
                            : SqlValues.optionalInstant(row, "ended_at");
                })
                .optional()
                .orElse(Optional.of(Instant.EPOCH));
    }
}
