package io.weightloom.runner.process;

import static io.weightloom.runner.process.TestRunner.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import io.weightloom.runner.worker.Heartbeat;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Two runners on one database that both are told to work on one run. The first one trains; in the middle of it, before
 * step 6 of its first trial, the second one starts and ends. A step takes three seconds of the clock, a lease thirty.
 */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class OwnershipTests {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final List<String> TABLES = List.of("run", "trial", "metric", "finding", "checkpoint", "lease");

    private final Database database = TestDatabases.H2_MEMORY.fresh();
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T02:00:00Z"));
    private final FakeTraining successors = new FakeTraining((spec, step) -> clock.move(Duration.ofSeconds(3)));
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile RunEnd secondEnd = RunEnd.STOPPED;
    private volatile List<String> secondRows = List.of();

    @TempDir
    Path folder;

    @Test
    void aRunThatALivingRunnerWorksOnIsLeftAlone(CapturedOutput output) {
        FirstRunner first = new FirstRunner(runner -> second().pausing(time -> {
            clock.move(time);
            runner.bean(Heartbeat.class).beat();
        }));

        first.runner.run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.words("select count(*) from run")).containsExactly("1");
            assertThat(runner.words("select outcome from trial")).hasSize(6).containsOnly("completed");
        });
        assertThat(secondEnd).isEqualTo(RunEnd.LEFT_ALONE);
        assertThat(ExitCodes.of(RunEnd.LEFT_ALONE)).isEqualTo(1);
        assertThat(successors.stepsDone()).isZero();
        assertThat(first.training.stepsDone()).isEqualTo(6 * 12);
        assertThat(output)
                .containsPattern(
                        "two-moons was being run by process \\d+ on \\S+, started at \\S+\\. Its last heartbeat was"
                                + " at 2026-11-20T02:00:00Z; waiting until 2026-11-20T02:00:30Z at most")
                .containsPattern("two-moons, run 1 is being run by process \\d+ on .*; it is left alone\\.")
                .doesNotContain("\tat ");
    }

    @Test
    void aRunnerThatLostItsLeaseWritesNothingMore(CapturedOutput output) {
        FirstRunner first = new FirstRunner(runner -> {
            clock.move(LEASE); // it was silent for as long: a machine that slept, a process that was held
            return second();
        });

        first.runner.run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.FAILED);
            assertThat(ExitCodes.of(runner.end())).isEqualTo(1);
            assertThat(rows(runner)).isEqualTo(secondRows);
        });
        assertThat(secondEnd).isEqualTo(RunEnd.COMPLETED);
        assertThat(secondRows).isNotEmpty();
        assertThat(first.training.stepsDone())
                .as("the segment ended with the step in which it lost its lease")
                .isEqualTo(6);
        assertThat(first.training.open()).isZero();
        assertThat(folder.resolve("checkpoints")).isEmptyDirectory();
        assertThat(output)
                .contains(
                        "two-moons, run 1 ends here: this process was silent for longer than its lease, and another runner"
                                + " has taken the run over. Nothing was written since.")
                .doesNotContain("wrong version")
                .doesNotContain("\tat ");
    }

    private static List<String> rows(TestRunner.Started runner) {
        return TABLES.stream()
                .flatMap(table ->
                        runner.get(JdbcClient.class).sql("select * from " + table).query().listOfRows().stream()
                                .map(row -> table + " " + row))
                .toList();
    }

    private TestRunner second() {
        return new TestRunner(database, folder, successors, clock).with("--runner.workers=1");
    }

    /** Trains with one worker. Before step 6 a second runner, as it is then made, starts and ends. */
    private final class FirstRunner {

        private final FakeTraining training;
        private final TestRunner runner;

        private FirstRunner(Function<TestRunner, TestRunner> second) {
            training = new FakeTraining((spec, step) -> {
                if (step == 6 && begun.compareAndSet(false, true)) {
                    // on a thread of its own: this one is in a transaction of the first runner
                    CompletableFuture.runAsync(
                                    () -> second.apply(runner()).logging().run(SPEC, OwnershipTests.this::note))
                            .join();
                }
                clock.move(Duration.ofSeconds(3));
            });
            runner = new TestRunner(database, folder, training, clock)
                    .with("--runner.workers=1")
                    .logging();
        }

        private TestRunner runner() {
            return runner;
        }
    }

    private void note(TestRunner.Started second) {
        secondEnd = second.end();
        secondRows = rows(second);
    }
}
