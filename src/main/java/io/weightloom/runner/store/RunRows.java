package io.weightloom.runner.store;

import java.util.HashSet;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The store's only way to its rows. Each transaction that writes to a run's raises the run's revision, once and before
 * its first write, so that what is written and the revision are seen together or not at all, and transactions that
 * write to one run come one after the other. Safe for use by many threads.
 */
final class RunRows {

    private final JdbcClient jdbc;

    RunRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
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
     * A statement that writes to rows of a run.
     *
     * @throws IllegalStateException if no transaction is open
     */
    JdbcClient.StatementSpec writing(long run, String sql) {
        if (raised().add("run " + run)) {
            jdbc.sql("update run set revision = revision + 1 where id = :run")
                    .param("run", run)
                    .update();
        }
        return jdbc.sql(sql);
    }

    /**
     * A statement that writes to rows of a trial.
     *
     * @throws IllegalStateException if no transaction is open
     */
    JdbcClient.StatementSpec writingOfTrial(long trial, String sql) {
        if (raised().add("trial " + trial)) {
            jdbc.sql("update run set revision = revision + 1 where id = (select run_id from trial where id = :trial)")
                    .param("trial", trial)
                    .update();
        }
        return jdbc.sql(sql);
    }

    /** Whose revisions the open transaction has raised. */
    private static Set<String> raised() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("Rows of a run are written in a transaction only, and none is open");
        }
        for (TransactionSynchronization other : TransactionSynchronizationManager.getSynchronizations()) {
            if (other instanceof Raised raised) {
                return raised.owners;
            }
        }
        Raised raised = new Raised();
        TransactionSynchronizationManager.registerSynchronization(raised);
        return raised.owners;
    }

    /** Lives and ends with a transaction: Spring puts it aside while another one is open on the same thread. */
    private static final class Raised implements TransactionSynchronization {

        private final Set<String> owners = new HashSet<>();
    }
}
