package io.weightloom.runner.store;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The store's only way to its rows. Each transaction that writes to a run's raises the run's revision, once and before
 * its first write, so that what is written and the revision are seen together or not at all, and transactions that
 * write to one run come one after the other. Each trial that is written to alone has the revision noted, so that who
 * has seen an earlier one need not read the others again. What a worker writes to its trial it writes with its claim on
 * it. Safe for use by many threads.
 */
final class RunRows {

    private static final String REVISION = "(select revision from run where id = :run)";

    private final JdbcClient jdbc;
    private final @Nullable NamedParameterJdbcOperations many;

    RunRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.many = null;
    }

    /** With a way to write many rows at once. */
    RunRows(JdbcClient jdbc, NamedParameterJdbcOperations many) {
        this.jdbc = jdbc;
        this.many = many;
    }

    /** A statement that writes nothing. */
    JdbcClient.StatementSpec reading(String sql) {
        return jdbc.sql(sql);
    }

    /** A statement that makes a run, of which nobody has read a revision. */
    JdbcClient.StatementSpec making(String sql) {
        return jdbc.sql(sql);
    }

    /**
     * A statement that writes to rows of a run, whichever those are: who looks at the run has to read all of them anew;
     * {@code :run} in it is bound.
     *
     * @throws IllegalStateException if no transaction is open
     */
    JdbcClient.StatementSpec writing(long run, String sql) {
        rewrite(Written.here(), run);
        return jdbc.sql(sql).param("run", run);
    }

    /**
     * A statement that writes to a run's own row and to none of its trials'; {@code :run} in it is bound.
     *
     * @throws IllegalStateException if no transaction is open
     */
    JdbcClient.StatementSpec writingAlone(long run, String sql) {
        raise(Written.here(), run);
        return jdbc.sql(sql).param("run", run);
    }

    /**
     * A statement that writes to rows of one trial that is not claimed; {@code :run} and {@code :trial} in it are
     * bound.
     *
     * @throws IllegalStateException if no transaction is open
     */
    JdbcClient.StatementSpec writing(long run, long trial, String sql) {
        raise(Written.here(), run);
        jdbc.sql("update trial set revision = " + REVISION + " where id = :trial and run_id = :run")
                .param("run", run)
                .param("trial", trial)
                .update();
        return jdbc.sql(sql).param("run", run).param("trial", trial);
    }

    /**
     * Runs one statement that writes to rows of a run many times, in few trips to the database; {@code :run} in it is
     * bound.
     *
     * @param parameters the other parameters, each time
     * @throws IllegalStateException if no transaction is open
     */
    void writeAll(long run, String sql, List<Map<String, @Nullable Object>> parameters) {
        if (parameters.isEmpty()) {
            return;
        }
        rewrite(Written.here(), run);
        SqlParameterSource[] rows = parameters.stream()
                .map(row -> new MapSqlParameterSource(row).addValue("run", run))
                .toArray(SqlParameterSource[]::new);
        Objects.requireNonNull(many, "a way to write many rows at once").batchUpdate(sql, rows);
    }

    /**
     * A statement of a worker that writes to rows of its trial; {@code :trial} in it is bound.
     *
     * @throws TrialClaimLostException if another worker has claimed the trial; the transaction has to be rolled back
     * @throws IllegalStateException if no transaction is open
     */
    JdbcClient.StatementSpec writing(TrialClaim claim, String sql) {
        Written written = Written.here();
        raise(written, claim.run());
        if (written.claims.add(claim)) {
            require(claim);
        }
        return jdbc.sql(sql).param("trial", claim.trial());
    }

    /**
     * Runs one statement of a worker many times, in few trips to the database; {@code :trial} in it is bound.
     *
     * @param parameters the other parameters, each time, in the same order
     * @throws TrialClaimLostException if another worker has claimed the trial; the transaction has to be rolled back
     * @throws IllegalStateException if no transaction is open
     */
    void writeAll(TrialClaim claim, String sql, List<Map<String, @Nullable Object>> parameters) {
        if (parameters.isEmpty()) {
            return;
        }
        writing(claim, sql);
        SqlParameterSource[] rows = parameters.stream()
                .map(row -> new MapSqlParameterSource(row).addValue("trial", claim.trial()))
                .toArray(SqlParameterSource[]::new);
        Objects.requireNonNull(many, "a way to write many rows at once").batchUpdate(sql, rows);
    }

    private void raise(Written written, long run) {
        if (written.runs.add(run)) {
            jdbc.sql("update run set revision = revision + 1 where id = :run")
                    .param("run", run)
                    .update();
        }
    }

    private void rewrite(Written written, long run) {
        raise(written, run);
        if (written.rewritten.add(run)) {
            jdbc.sql("update run set rewritten = revision where id = :run")
                    .param("run", run)
                    .update();
        }
    }

    /**
     * Notes the revision at the trial, if it is held. Who claims a trial has to raise its run's revision first, and so
     * waits until the open transaction has ended.
     */
    private void require(TrialClaim claim) {
        int held = jdbc.sql("update trial set revision = " + REVISION
                        + " where id = :trial and run_id = :run and claim = :claim")
                .param("trial", claim.trial())
                .param("run", claim.run())
                .param("claim", claim.number())
                .update();
        if (held == 0) {
            throw new TrialClaimLostException(claim);
        }
    }

    /**
     * What the open transaction has raised and required by now. Lives and ends with it: Spring puts it aside while
     * another one is open on the same thread.
     */
    private static final class Written implements TransactionSynchronization {

        private final Set<Long> runs = new HashSet<>();
        private final Set<Long> rewritten = new HashSet<>();
        private final Set<TrialClaim> claims = new HashSet<>();

        static Written here() {
            if (!TransactionSynchronizationManager.isActualTransactionActive()) {
                throw new IllegalStateException("Rows of a run are written in a transaction only, and none is open");
            }
            for (TransactionSynchronization other : TransactionSynchronizationManager.getSynchronizations()) {
                if (other instanceof Written written) {
                    return written;
                }
            }
            Written written = new Written();
            TransactionSynchronizationManager.registerSynchronization(written);
            return written;
        }
    }
}
