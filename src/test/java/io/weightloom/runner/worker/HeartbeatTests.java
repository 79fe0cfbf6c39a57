package io.weightloom.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.console.RunProgress;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.lease.Lease;
import io.weightloom.runner.lease.Leases;
import io.weightloom.runner.lease.Patience;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.process.TestRunner;
import io.weightloom.runner.review.ResultsContext;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.runner.store.Metrics;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.Trials;
import io.weightloom.spec.LimitsSpec;
import io.weightloom.spec.read.Yaml;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.api.ErrorCode;
import org.h2.message.DbException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.datasource.DelegatingDataSource;

@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class HeartbeatTests {

    private static final Instant START = Instant.parse("2026-11-20T02:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final MovableClock clock = new MovableClock(START);
    private final BreakableDatabase database =
            new BreakableDatabase(TestDatabases.H2_MEMORY.fresh().dataSource());
    private final ResultsContext context = new ResultsContext(database, clock);
    private final Leases leases = context.get(Leases.class);
    private final ActiveRuns runs = new ActiveRuns();
    private final AtomicInteger aborts = new AtomicInteger();
    private final Patience patience =
            new Patience(database, Duration.ofMinutes(5), clock, time -> {}, new StopSignal());
    private final Heartbeat heartbeat = new Heartbeat(runs, leases, LEASE, patience, aborts::incrementAndGet);

    private ActiveRun run;

    @BeforeEach
    void begin() {
        Run opened = new SampleRun(context.get(Runs.class), context.get(Trials.class), context.get(Metrics.class))
                .open("two-moons", 1);
        Lease lease = leases.acquire("run/1", "this runner", LEASE).orElseThrow();
        run = new ActiveRun(
                opened,
                Yaml.read(TestRunner.SPEC).get(0),
                lease,
                RunProgress.NONE,
                new RunLimits(LimitsSpec.NONE, clock));
        runs.add(run);
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void aBeatKeepsTheLease() {
        clock.move(Duration.ofSeconds(20));

        heartbeat.beat();

        assertThat(leases.holder("run/1").orElseThrow().expiresAt()).isEqualTo(START.plusSeconds(50));
        assertThat(run.isOver()).isFalse();
    }

    @Test
    void aRunThatAnotherRunnerTookIsLost() {
        clock.move(LEASE);
        leases.acquire("run/1", "another runner", LEASE);

        heartbeat.beat();

        assertThat(run.isOver()).isTrue();
        assertThat(aborts).hasValue(0);
    }

    @Test
    void aBeatThatTheDatabaseRefusesIsTriedAgain(CapturedOutput output) {
        database.fail(new SQLException("the network is down"));
        heartbeat.beat();
        database.fail(null);
        clock.move(Duration.ofSeconds(20));
        heartbeat.beat();

        assertThat(output)
                .contains("The heartbeat of two-moons failed and is tried again: the network is down")
                .doesNotContain("\tat ");
        assertThat(leases.holder("run/1").orElseThrow().expiresAt()).isEqualTo(START.plusSeconds(50));
        assertThat(run.isOver()).isFalse();
        assertThat(aborts).hasValue(0);
    }

    @Test
    void aDatabaseThatIsAwayIsToldOfOnce(CapturedOutput output) {
        database.fail(new SQLException("the server is shutting down", "57P01"));
        heartbeat.beat();
        clock.move(Duration.ofSeconds(10));
        heartbeat.beat();
        database.fail(null);
        clock.move(Duration.ofSeconds(10));
        heartbeat.beat();

        assertThat(output.toString().lines().filter(line -> line.contains("The database ")))
                .singleElement()
                .asString()
                .endsWith("The database is away (the server is shutting down). What was trained waits for it, for 300 s"
                        + " at most.");
        assertThat(output).doesNotContain("heartbeat");
        assertThat(aborts).hasValue(0);
    }

    @Test
    void aDatabaseThatH2HasClosedEndsTheProcess(CapturedOutput output) { // its sessions may spin for ever
        database.fail(DbException.get(ErrorCode.DATABASE_IS_CLOSED, new IOException("No space left on device"))
                .getSQLException());

        heartbeat.beat();

        assertThat(aborts).hasValue(1);
        assertThat(output)
                .contains(
                        "two-moons ends here, for its database is closed: The database has been closed (No space left on"
                                + " device). All up to the last checkpoint is safe; make room, then start the same command again.")
                .doesNotContain("\tat ");
    }

    /** A database that fails on request. */
    private static final class BreakableDatabase extends DelegatingDataSource {

        private @Nullable SQLException failure;

        BreakableDatabase(DataSource database) {
            super(database);
        }

        void fail(@Nullable SQLException with) {
            failure = with;
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (failure != null) {
                throw failure;
            }
            return super.getConnection();
        }
    }
}
