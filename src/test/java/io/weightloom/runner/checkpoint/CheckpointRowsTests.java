package io.weightloom.runner.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.zaxxer.hikari.HikariDataSource;
import io.weightloom.runner.checkpoint.CheckpointStore.Saved;
import io.weightloom.runner.database.DatabaseReasons;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.training.Checkpoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@ParameterizedClass
@EnumSource(TestDatabases.class)
class CheckpointRowsTests {

    private static final String TRIAL = "a-12-t00017";

    /** Name of the connections that are cut. */
    private static final String CUT = "cut-" + UUID.randomUUID();

    private static final Checkpoint CHECKPOINT = new Checkpoint(new byte[] {1, 2, 3});

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T12:00:00Z"));
    private final TestDatabases databases;
    private final Database address;
    private final JdbcClient jdbc;
    private final JdbcTransactionManager transactions;
    private final TransactionTemplate transaction;
    private final CheckpointRows rows;

    CheckpointRowsTests(TestDatabases databases) {
        this.databases = databases;
        this.address = databases.fresh();
        DataSource database = address.dataSource();
        TestDatabases.migrations(database).load().migrate();
        jdbc = JdbcClient.create(database);
        transactions = new JdbcTransactionManager(database);
        transaction = new TransactionTemplate(transactions);
        rows = new CheckpointRows(jdbc, transactions, clock);
    }

    @Test
    void noRowHoldsMoreThanAMebibyte() {
        rows.save(TRIAL, 5, 2, new Checkpoint(new byte[2 * (1 << 20) + 7]));

        assertThat(jdbc.sql("select octet_length(content) from checkpoint_chunk order by position")
                        .query((row, i) -> row.getInt(1))
                        .list())
                .containsExactly(1 << 20, 1 << 20, 7);
    }

    @Test
    void whatIsSavedStandsWhateverBecomesOfTheOpenTransaction() {
        List<Saved> saved = transaction.execute(status -> {
            status.setRollbackOnly();
            return List.of(rows.save(TRIAL, 5, 2, CHECKPOINT));
        });

        assertThat(saved)
                .singleElement()
                .satisfies(one -> assertThat(rows.load(one)).isPresent());
        assertThat(rows.trials("a")).containsValue(clock.instant());
    }

    @Test
    void whatIsDeletedInATransactionThatIsRolledBackStands() {
        Saved saved = rows.save(TRIAL, 5, 2, CHECKPOINT);

        transaction.executeWithoutResult(status -> {
            rows.deleteAll(TRIAL);
            rows.deleteOthers(TRIAL, 5, List.of());
            status.setRollbackOnly();
        });

        assertThat(rows.load(saved)).isPresent();
    }

    @Test
    void oneThatNobodyWillEverAskForGoesWhateverBecomesOfTheOpenTransaction() {
        Saved saved = rows.save(TRIAL, 5, 2, CHECKPOINT);

        transaction.executeWithoutResult(status -> {
            status.setRollbackOnly();
            rows.delete(saved);
        });

        assertThat(rows.load(saved)).isEmpty();
        assertThat(jdbc.sql("select name from checkpoint_chunk").query().listOfRows())
                .isEmpty();
    }

    @Test
    void oneThatLacksAPieceIsNoCheckpoint() {
        Saved saved = rows.save(TRIAL, 5, 2, new Checkpoint(new byte[(1 << 20) + 7]));

        jdbc.sql("delete from checkpoint_chunk where position = 0").update();

        assertThat(rows.load(saved)).isEmpty();
    }

    @Test
    void whatTheDatabaseRefusesIsALostSegment() {
        assertThatThrownBy(() -> rows.save("a".repeat(201), 5, 2, CHECKPOINT))
                .isInstanceOf(SegmentLostException.class)
                .hasMessageContaining("-c5-s2.ckpt cannot be kept in the database: ")
                .hasMessageContaining("This segment is lost, all before it is safe.");
    }

    @Test
    void aDatabaseThatIsAwayIsNone() {
        DataSource away = new AbstractDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                throw new SQLException("planted", "08006");
            }

            @Override
            public Connection getConnection(String user, String password) throws SQLException {
                return getConnection();
            }
        };
        CheckpointRows cut = new CheckpointRows(JdbcClient.create(away), transactions, clock);

        assertThatThrownBy(() -> cut.save(TRIAL, 5, 2, CHECKPOINT)).isInstanceOf(DataAccessException.class);
    }

    /** The pool closes such a connection, and what is said of the rollback then is not why the saving failed. */
    @Test
    void aConnectionThatIsCutInTheMiddleOfASavingIsADatabaseThatIsAway() {
        assumeThat(databases).isEqualTo(TestDatabases.POSTGRESQL);
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(address.url() + "&ApplicationName=" + CUT);
            pool.setUsername(address.user());
            pool.setMaximumPoolSize(1);
            CheckpointRows pooled = new CheckpointRows(
                    JdbcClient.create(pool), new JdbcTransactionManager(pool), askedFirst(this::cutConnections));

            assertThatThrownBy(() -> pooled.save(TRIAL, 5, 2, CHECKPOINT))
                    .satisfies(failure ->
                            assertThat(DatabaseReasons.mayPass(failure)).isTrue());
            assertThat(rows.load(pooled.save(TRIAL, 5, 2, CHECKPOINT))).isPresent();
        }
    }

    /** A deadlock, which ends with the next try. */
    @Test
    void whatTheDatabaseRefusesForTheMomentIsNoLostSegment() {
        CheckpointRows unlucky = new CheckpointRows(jdbc, transactions, askedFirst(() -> {
            throw new CannotAcquireLockException("planted", new SQLException("planted", "40P01"));
        }));

        assertThatThrownBy(() -> unlucky.save(TRIAL, 5, 2, CHECKPOINT))
                .isInstanceOf(CannotAcquireLockException.class)
                .satisfies(
                        failure -> assertThat(DatabaseReasons.mayPass(failure)).isTrue());
        assertThat(rows.load(unlucky.save(TRIAL, 5, 2, CHECKPOINT))).isPresent();
    }

    private void cutConnections() {
        jdbc.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = :name")
                .param("name", CUT)
                .query()
                .listOfRows();
    }

    /** A clock that does this in the middle of the first saving, when it is asked for the time. */
    private Clock askedFirst(Runnable happens) {
        AtomicBoolean happened = new AtomicBoolean();
        return new Clock() {
            @Override
            public Instant instant() {
                if (happened.compareAndSet(false, true)) {
                    happens.run();
                }
                return clock.instant();
            }

            @Override
            public ZoneId getZone() {
                return clock.getZone();
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return clock.withZone(zone);
            }
        };
    }
}
