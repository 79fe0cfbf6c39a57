package io.weightloom.runner.database;

import java.sql.DatabaseMetaData;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;
import org.springframework.stereotype.Component;

/**
 * Sees to it that what was committed outlives this process. PostgreSQL's commits do by themselves; H2 writes its file
 * up to half a second after a commit, so a process that is killed takes its last commits with it. Whoever deletes what
 * only such a commit has made superfluous asks here first. Safe for use by many threads.
 */
@Component
public class Durability {

    private final JdbcClient jdbc;
    private final boolean writesLate;

    Durability(JdbcClient jdbc, DataSource database) throws MetaDataAccessException {
        this.jdbc = jdbc;
        this.writesLate =
                "H2".equals(JdbcUtils.extractDatabaseMetaData(database, DatabaseMetaData::getDatabaseProductName));
    }

    /** Returns when everything that has been committed so far is on the disk. */
    public void ensure() {
        if (writesLate) {
            jdbc.sql("checkpoint sync").update();
        }
    }
}
