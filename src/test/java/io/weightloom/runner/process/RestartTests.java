package io.weightloom.runner.process;

import static io.weightloom.runner.process.TestRunner.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.lease.RunnerId;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.run.RunTally;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import io.weightloom.runner.worker.TrialRuns;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Runs that are stopped, fail or are left behind, and go on. A step of training takes three seconds of the clock, a
 * segment ten: four steps.
 */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class RestartTests {

    private final Database database = TestDatabases.H2_FILE.fresh();
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T02:00:00Z"));
    private final AtomicBoolean done = new AtomicBoolean();

    @TempDir
    Path folder;

    private Path checkpoints;
    private static List<String> uninterrupted;

    @BeforeAll
    static void trainWithoutInterruption(@TempDir Path elsewhere) {
        MovableClock still = new MovableClock(Instant.EPOCH);
        new TestRunner(TestDatabases.H2_MEMORY.fresh(), elsewhere, new FakeTraining((spec, step) -> {}), still)
                .run(SPEC, runner -> uninterrupted = runner.numbers());
    }

    @BeforeEach
    void nameTheFolder() {
        checkpoints = folder.resolve("checkpoints");
    }

    @Test
    void aStoppedRunGoesOnWhereItWasAndEndsWithTheSameNumbers() {
        Training first = new Training(6, runner -> runner.bean(StopSignal.class).give());
        first.runner.run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.STOPPED);
            assertThat(ExitCodes.of(runner.end())).isEqualTo(4);
            assertThat(runner.words("select status from batch_job_execution")).containsExactly("STOPPED");
            assertThat(runner.words("select distinct status from batch_step_execution"))
                    .containsExactlyInAnyOrder("COMPLETED", "STOPPED"); // never UNKNOWN
            assertThat(runner.words("select state from run")).containsExactly("stopped");
            // It stopped in the middle of the second segment, at the end of a step, and kept that step.
            assertThat(runner.words("select segment from checkpoint")).containsExactly("2");
        });

        Training second = new Training();
        second.runner.run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.numbers()).isEqualTo(uninterrupted);
            assertThat(runner.words("select count(*) from batch_job_instance")).containsExactly("1");
            assertThat(runner.words("select status from batch_job_execution order by job_execution_id"))
                    .containsExactly("STOPPED", "COMPLETED");
        });
        assertThat(first.training.stepsDone() + second.training.stepsDone()).isEqualTo(6 * 12);
        assertThat(first.training.open()).isZero();
        assertThat(checkpoints).isEmptyDirectory();
    }

    /** Verifying a deep network takes long, and has nothing that a checkpoint could hold. */
    @Test
    void aTrialThatIsStillVerifiedIsNotAwaitedAndBeginsAgain() {
        AtomicReference<TestRunner> runner = new AtomicReference<>();
        FakeTraining training = new FakeTraining((spec, step) -> {});
        TrialRuns verifying = (spec, data, from, listener) -> {
            listener.begins("building the network");
            runner.get().bean(StopSignal.class).give();
            listener.begins("verifying: coverage");
            return training.open(spec, data, from, listener);
        };
        runner.set(new TestRunner(database, folder, verifying, clock).with("--runner.workers=1"));
        runner.get().run(SPEC, started -> {
            assertThat(started.end()).isEqualTo(RunEnd.STOPPED);
            assertThat(started.words("select distinct status from batch_step_execution"))
                    .containsExactlyInAnyOrder("COMPLETED", "STOPPED");
            assertThat(started.words("select distinct state from trial")).containsExactly("pending");
            assertThat(started.words("select trial_id from finding")).isEmpty();
        });
        assertThat(training.stepsDone()).isZero();

        new Training().runner.run(SPEC, started -> {
            assertThat(started.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(started.numbers()).isEqualTo(uninterrupted);
        });
    }

    @Test
    void afterAStopOnlyWhatHasBegunHasAStartAndNothingIsRunning() {
        Training first = new Training(6, runner -> runner.bean(StopSignal.class).give());
        first.runner.run(SPEC, runner -> {
            assertThat(runner.words("select concat(number, ' ', state) from trial order by number"))
                    .containsExactly("1 pending", "2 pending", "3 pending", "4 pending");
            assertThat(runner.words("select number from trial where started_at is not null"))
                    .containsExactly("1");
        });
    }

    @Test
    void whatAKilledRunnerLeftRunningWaitsAgain() {
        new Training(6, runner -> runner.bean(StopSignal.class).give())
                .runner.run(
                        SPEC,
                        runner -> runner.get(JdbcClient.class)
                                .sql("update trial set state = 'running'")
                                .update());

        done.set(false);
        AtomicReference<List<String>> states = new AtomicReference<>(List.of());
        Training second = new Training(
                7,
                runner -> states.set(runner.bean(JdbcClient.class)
                        .sql("select state from trial order by number")
                        .query((row, i) -> row.getString(1))
                        .list()));
        second.runner.run(SPEC, runner -> {});

        assertThat(states.get()).containsExactly("running", "pending", "pending", "pending");
    }

    @Test
    void aClosingContextWaitsForTheEndOfTheSegment() throws Exception {
        CountDownLatch inStep = new CountDownLatch(1);
        Training first = new Training(6, runner -> {
            inStep.countDown();
            StopSignal stop = runner.bean(StopSignal.class);
            while (!stop.given()) {
                Thread.onSpinWait();
            }
        });
        CompletableFuture<RunEnd> end = CompletableFuture.supplyAsync(() -> {
            TestRunner.Started started = first.runner.start(SPEC);
            return started.end();
        });

        inStep.await();
        first.runner.close();

        assertThat(end.get()).isEqualTo(RunEnd.STOPPED);
        new Training().runner.run(SPEC, runner -> {
            assertThat(runner.words("select status from batch_job_execution order by job_execution_id"))
                    .containsExactly("STOPPED", "COMPLETED");
            assertThat(runner.numbers()).isEqualTo(uninterrupted);
        });
    }

    @Test
    void aRunThatEndsWhileItIsAskedToStopIsComplete() throws Exception {
        CountDownLatch inLastStep = new CountDownLatch(1);
        AtomicLong steps = new AtomicLong();
        AtomicReference<TestRunner> runner = new AtomicReference<>();
        FakeTraining training = new FakeTraining((spec, step) -> {
            if (steps.incrementAndGet() == 6 * 12) {
                inLastStep.countDown();
                StopSignal stop = runner.get().bean(StopSignal.class);
                while (!stop.given()) {
                    Thread.onSpinWait();
                }
            }
        });
        runner.set(new TestRunner(database, folder, training, clock).with("--runner.workers=1"));
        CompletableFuture<?> run = CompletableFuture.runAsync(() -> runner.get().start(SPEC));
        inLastStep.await();
        RunTally tally = runner.get().bean(RunTally.class);
        assertThat(ExitCodes.of(tally.worst())).as("if it were killed now").isEqualTo(4);

        runner.get().close();

        assertThat(ExitCodes.of(tally.worst())).isZero();
        run.join();
    }

    @Test
    void aCheckpointThatCannotBeWrittenCostsOneSegment(CapturedOutput output) throws IOException {
        Training first = new Training(6, runner -> replaceByAFile(checkpoints));
        first.runner.logging().run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.FAILED);
            assertThat(ExitCodes.of(runner.end())).isEqualTo(1);
            assertThat(runner.words("select segment from checkpoint")).contains("1");
            assertThat(runner.words("select state from run")).containsExactly("failed");
        });
        assertThat(output)
                .containsPattern("ERROR two-moons, run 1 failed. The checkpoint \\S+ cannot be written: ")
                .contains("This segment is lost, all before it is safe.")
                .contains(": a file stands where the folder should be.")
                .doesNotContain("The same happened")
                .doesNotContain("\tat ");
        assertThat(first.training.stepsDone())
                .as("no other trial trains for nothing")
                .isEqualTo(8);

        Files.delete(checkpoints);
        Files.move(folder.resolve("saved"), checkpoints);
        Training second = new Training();
        second.runner.run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.numbers()).isEqualTo(uninterrupted);
        });
    }

    @Test
    void aTrialWhoseCheckpointIsGoneBeginsAgainAndEndsWithTheSameNumbers(CapturedOutput output) {
        new Training(6, runner -> runner.bean(StopSignal.class).give())
                .runner.run(SPEC, runner -> assertThat(runner.end()).isEqualTo(RunEnd.STOPPED));
        deleteAll(checkpoints);

        new Training().runner.logging().run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.numbers()).isEqualTo(uninterrupted);
        });
        assertThat(output).contains("is missing or damaged, so the trial begins again");
    }

    @Test
    void aTrialThatBeginsAgainKeepsNoEpochOfItsFirstAttempt() {
        new Training(10, runner -> runner.bean(StopSignal.class).give())
                .runner.run(
                        SPEC,
                        runner -> assertThat(runner.words("select epoch from metric order by epoch"))
                                .containsExactly("1", "2"));
        deleteAll(checkpoints);

        TrialRuns changed = (spec, data, from, listener) -> {
            throw new InvalidDataException("data", "The data have changed");
        };
        new TestRunner(database, folder, changed, clock).run(SPEC, runner -> {
            assertThat(runner.words("select distinct detail from trial")).containsExactly("The data have changed");
            assertThat(runner.words("select epoch from metric")).isEmpty();
            assertThat(runner.words("select trial_id from checkpoint")).isEmpty();
        });
    }

    @Test
    void aStoredTrialThatTheRunnersRulesRefuseByNowEndsAsFailedAndNamesItsSettings() {
        TrialRuns stricter = (spec, data, from, listener) -> {
            throw new InvalidSpecException(List.of(
                    new Fault("trial", "hypernet.z-dim", "must be at least 5"),
                    new Fault("trial", "training.epochs", "must be even, but is 3")));
        };

        new TestRunner(database, folder, stricter, clock).run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.TRIALS_FAILED);
            assertThat(runner.words("select distinct concat(outcome, ': ', detail) from trial"))
                    .containsExactly(
                            "failed: hypernet.z-dim must be at least 5; training.epochs must be even, but is 3");
        });
    }

    @Test
    void runnersOnTwoDatabasesCanShareTheFolderOfCheckpoints() { // all numbers begin at 1 in both
        Training first = new Training(6, runner -> runner.bean(StopSignal.class).give());
        first.runner.run(SPEC, runner -> assertThat(runner.end()).isEqualTo(RunEnd.STOPPED));

        Database other = TestDatabases.H2_FILE.fresh();
        new TestRunner(other, folder, new FakeTraining((spec, step) -> clock.move(Duration.ofSeconds(3))), clock)
                .run(SPEC, runner -> assertThat(runner.numbers()).isEqualTo(uninterrupted));

        Training second = new Training();
        second.runner.run(SPEC, runner -> assertThat(runner.numbers()).isEqualTo(uninterrupted));
        assertThat(first.training.stepsDone() + second.training.stepsDone()).isEqualTo(6 * 12);
    }

    @Test
    void aCrashThatTakesACommitBackCostsOneSegmentAndNotTheTrial() {
        Training first = new Training(10, runner -> {
            runner.bean(JdbcClient.class)
                    .sql("create table before as select * from checkpoint")
                    .update();
            runner.bean(StopSignal.class).give();
        });
        first.runner.run(SPEC, runner -> {
            assertThat(runner.words("select segment from checkpoint")).containsExactly("3");
            JdbcClient jdbc = runner.get(JdbcClient.class);
            jdbc.sql("delete from checkpoint").update();
            jdbc.sql("insert into checkpoint select * from before").update();
        });

        Training second = new Training();
        second.runner.run(SPEC, runner -> assertThat(runner.numbers()).isEqualTo(uninterrupted));
        assertThat(first.training.stepsDone() + second.training.stepsDone())
                .as("steps 9 and 10 twice")
                .isEqualTo(6 * 12 + 2);
        assertThat(checkpoints).isEmptyDirectory();
    }

    @Test
    void aContainerThatIsStartedAgainNeedNotWaitForTheRunnerThatHadItsNumber() {
        new Training(6, runner -> runner.bean(StopSignal.class).give()).runner.run(SPEC, runner -> {
            JdbcClient jdbc = runner.get(JdbcClient.class);
            makeItLookKilled(jdbc, "STARTED");
            RunnerId self = RunnerId.current();
            jdbc.sql("update lease set owner = :owner, expires_at = :later")
                    .param("owner", new RunnerId("here", self.pid(), Instant.EPOCH, self.machine(), "x").text())
                    .param("later", Timestamp.from(clock.instant().plusSeconds(20)))
                    .update();
        });

        new Training()
                .runner
                .pausing(time -> {
                    throw new AssertionError("Nobody else can have the file open");
                })
                .run(SPEC, runner -> assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED));
    }

    @Test
    void whatADeadProcessLeftRunningIsRecoveredAtOnceInAFileThatNobodyElseCanOpen() { // pitfall: kill -9
        new Training(6, runner -> runner.bean(StopSignal.class).give()).runner.run(SPEC, runner -> {
            JdbcClient jdbc = runner.get(JdbcClient.class);
            makeItLookKilled(jdbc, "STARTED");
            jdbc.sql("update lease set owner = :owner, expires_at = :later")
                    .param("owner", new RunnerId("here", 4711, Instant.EPOCH, "another boot", "x").text())
                    .param("later", Timestamp.from(clock.instant().plusSeconds(20)))
                    .update();
        });

        new Training().runner.run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.numbers()).isEqualTo(uninterrupted);
            assertThat(runner.words("select status from batch_job_execution order by job_execution_id"))
                    .containsExactly("FAILED", "COMPLETED");
        });
    }

    @Test
    void anExecutionOfUnknownStateIsRecoveredToo() { // pitfall: a step left UNKNOWN can never be restarted
        new Training(6, runner -> runner.bean(StopSignal.class).give())
                .runner.run(SPEC, runner -> makeItLookKilled(runner.get(JdbcClient.class), "UNKNOWN"));

        new Training().runner.run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.numbers()).isEqualTo(uninterrupted);
        });
    }

    /** A process can die between the two transactions that make a job's instance and its first execution. */
    @Test
    void aJobInstanceThatNoExecutionWasMadeForIsNoObstacle() {
        new Training(6, runner -> runner.bean(StopSignal.class).give()).runner.run(SPEC, runner -> {
            JdbcClient jdbc = runner.get(JdbcClient.class);
            jdbc.sql("delete from batch_step_execution_context").update();
            jdbc.sql("delete from batch_step_execution").update();
            jdbc.sql("delete from batch_job_execution_context").update();
            jdbc.sql("delete from batch_job_execution_params").update();
            jdbc.sql("delete from batch_job_execution").update();
            assertThat(runner.words("select count(*) from batch_job_instance")).containsExactly("1");
        });

        new Training().runner.run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.numbers()).isEqualTo(uninterrupted);
        });
    }

    @Test
    void aRerunThatWasStoppedGoesOnAsTheSameAttempt() {
        new Training().runner.run(SPEC, runner -> {});
        new Training(6, runner -> runner.bean(StopSignal.class).give())
                .runner
                .with("--runner.rerun=true")
                .run(SPEC, runner -> {});

        new Training().runner.with("--runner.rerun=true").run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.words("select attempt from run order by id")).containsExactly("1", "2");
            assertThat(runner.numbers().subList(18, 36))
                    .isEqualTo(uninterrupted.stream().toList());
        });
    }

    /** One worker that trains, and does something once before a step of the first trial. */
    private final class Training {

        private final FakeTraining training;
        private final TestRunner runner;

        private Training() {
            this(Long.MAX_VALUE, runner -> {});
        }

        private Training(long at, Consumer<TestRunner> event) {
            training = new FakeTraining((spec, step) -> {
                clock.move(Duration.ofSeconds(3));
                if (step == at && done.compareAndSet(false, true)) {
                    event.accept(runner());
                }
            });
            runner = new TestRunner(database, folder, training, clock).with("--runner.workers=1");
        }

        private TestRunner runner() {
            return runner;
        }
    }

    /** What the tables hold when a process was killed while it trained. */
    private static void makeItLookKilled(JdbcClient jdbc, String status) {
        jdbc.sql("update batch_job_execution set status = :status, end_time = null")
                .param("status", status)
                .update();
        jdbc.sql("update batch_step_execution set status = :status, end_time = null where status = 'STOPPED'")
                .param("status", status)
                .update();
        jdbc.sql("update run set state = 'running', ended_at = null").update();
    }

    private void replaceByAFile(Path directory) {
        try {
            Files.move(directory, folder.resolve("saved"));
            Files.createFile(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteAll(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
