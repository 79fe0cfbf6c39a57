package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Processes that are not what their database lets them be. */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class RolesTests {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"manager", "WORKER"})
    void oneWhoseClockIsNotTheDatabasesIsRefusedWithOneMessage(String role, CapturedOutput output) {
        Database database = TestDatabases.POSTGRESQL.fresh();
        runner(database).start("runner: {rerun: false}").close();

        assertThatThrownBy(() -> runner(database)
                .with("--runner.role=" + role)
                .on(() -> NOON.minusSeconds(3600))
                .start("runner: {rerun: false}"));

        assertThat(output)
                .containsOnlyOnce("APPLICATION FAILED TO START")
                .contains("This machine's clock shows 2026-11-20T12:00:00Z, and the database's 2026-11-20T11:00:00Z")
                .contains("Set the clock that is wrong")
                .doesNotContain("\tat ");
    }

    @Test
    void aWorkerThatComesBeforeItsManagerWaitsAndLeavesTheDatabaseAsItIs(CapturedOutput output) {
        Database database = TestDatabases.POSTGRESQL.fresh();
        CompletableFuture<Void> worker = CompletableFuture.runAsync(() -> runner(database)
                .with("--runner.role=worker")
                .start("runner: {rerun: false}")
                .close());
        Awaitility.await().until(() -> output.toString().contains("waits for a manager"));
        assertThat(JdbcClient.create(database.dataSource())
                        .sql("select table_name from information_schema.tables where table_schema = current_schema")
                        .query((row, i) -> row.getString(1))
                        .list())
                .isEmpty();

        TestDatabases.migrations(database.dataSource()).load().migrate();

        assertThat(worker).succeedsWithin(Duration.ofMinutes(2));
        assertThat(output).containsOnlyOnce("this worker waits for a manager").doesNotContain("FAILED TO START");
    }

    @Test
    void aWorkerOfALaterSchemaIsRefusedWithOneMessage(CapturedOutput output) {
        Database database = TestDatabases.POSTGRESQL.fresh();
        TestDatabases.migrations(database.dataSource()).target("12").load().migrate();

        assertThatThrownBy(() -> runner(database).with("--runner.role=worker").start("runner: {rerun: false}"));

        assertThat(output)
                .containsOnlyOnce("APPLICATION FAILED TO START")
                .contains("has schema version 12, but this worker needs version ")
                .doesNotContain("\tat ");
    }

    @Test
    void aLocalRunnerTakesTheClocksOfOthersAsTheyAre() {
        runner(TestDatabases.POSTGRESQL.fresh())
                .on(() -> NOON.minusSeconds(3600))
                .run(TestRunner.SPEC, runner -> assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED));
    }

    private TestRunner runner(Database database) {
        return new TestRunner(database, folder, new FakeTraining((spec, step) -> {}), new MovableClock(NOON)).logging();
    }
}
