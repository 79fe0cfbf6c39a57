package io.weightloom.runner.process;

import static io.weightloom.runner.process.TestRunner.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.worker.FakeTraining;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Databases that fail while a run trains. */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class LostDatabaseTests {

    private static final String FIRST_AND_SECOND = SPEC + """
              more-moons:
                data: {source: moons, samples: 200}
                target: {kind: mlp, layers: [2, 8, 2]}
                hypernet: {generator: full, z-dim: 2}
                training: {epochs: 3, batch-size: 16, optimizer: adam, learning-rate: 0.003}
            """;

    private final Database database = TestDatabases.H2_MEMORY.fresh();
    private final AtomicBoolean done = new AtomicBoolean();

    @TempDir
    Path folder;

    @Test
    void aDatabaseThatIsGoneEndsTheRunWithOneMessage(CapturedOutput output) {
        runner(step -> {
                    if (step == 6 && done.compareAndSet(false, true)) {
                        change("shutdown"); // whoever asks after it finds a new database without tables
                    }
                })
                .run(SPEC, runner -> {
                    assertThat(runner.end()).isEqualTo(RunEnd.FAILED);
                    assertThat(ExitCodes.of(runner.end())).isEqualTo(1);
                });

        assertThat(output.toString().lines().filter(line -> line.contains(" ERROR ")))
                .singleElement()
                .asString()
                .contains("two-moons, run 1 failed because of the database: ")
                .contains("All up to the last checkpoint is safe");
        assertThat(output).doesNotContain("\tat ");
    }

    @Test
    void theExperimentsAfterOneThatTheDatabaseFailedStillRun(CapturedOutput output) {
        runner(step -> {
                    if (done.compareAndSet(false, true)) {
                        change("alter table batch_job_execution add constraint broken"
                                + " check (job_execution_id > 1 or end_time is null)");
                    }
                })
                .run(FIRST_AND_SECOND, runner -> {
                    assertThat(runner.end()).isEqualTo(RunEnd.FAILED);
                    assertThat(runner.words("select experiment from run where state = 'completed'"))
                            .contains("more-moons");
                });

        assertThat(output)
                .contains("two-moons, run 1 failed because of the database: Check constraint violation")
                .contains("more-moons, run 2 is complete")
                .doesNotContain("\tat ");
    }

    private TestRunner runner(Consumer<Long> hook) {
        return new TestRunner(database, folder, new FakeTraining((spec, step) -> hook.accept(step)), Clock.systemUTC())
                .with("--runner.workers=1")
                .logging();
    }

    /** On a thread of its own: this one is in a transaction of the runner. */
    private void change(String sql) {
        CompletableFuture.runAsync(
                        () -> JdbcClient.create(database.dataSource()).sql(sql).update())
                .join();
    }
}
