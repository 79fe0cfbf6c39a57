package io.weightloom.runner.database;

import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The name of this database among all others, made when it is first asked for and never changed. Numbers of runs,
 * trials and executions begin at 1 in every database, so whatever lies outside of it is told apart by this. Safe for
 * use by many threads.
 */
@Repository
public class DatabaseIdentity {

    private final JdbcClient jdbc;
    private final TransactionTemplate ownTransaction;

    DatabaseIdentity(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** Letters, digits and hyphens, 36 characters. */
    public String id() {
        Optional<String> known = known();
        if (known.isEmpty()) {
            try {
                ownTransaction.executeWithoutResult(
                        status -> jdbc.sql("insert into database_identity (position, id) values (1, :id)")
                                .param("id", UUID.randomUUID().toString())
                                .update());
            } catch (DuplicateKeyException e) {
                // Another runner made it in between: it is found below.
            }
        }
        return known.or(this::known).orElseThrow();
    }

    private Optional<String> known() {
        return jdbc.sql("select id from database_identity")
                .query((row, i) -> row.getString("id"))
                .optional();
    }
}
