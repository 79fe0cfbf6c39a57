package io.weightloom.runner.process;

import static io.weightloom.runner.process.TestRunner.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.console.RunProgress;
import io.weightloom.runner.database.RestartablePostgres;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.run.RunReport;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.worker.FakeTraining;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A real PostgreSQL that goes away while a run trains, and comes back during the fourth pause. A step of training takes
 * three seconds of the clock, a segment ten: four steps.
 */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class DatabaseAwayTests {

    private static final int STEPS = 6 * 12;
    private static final int SEGMENT = 4;

    private static RestartablePostgres server;
    private static List<String> uninterrupted;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T02:00:00Z"));
    private final AtomicLong steps = new AtomicLong();
    private final AtomicInteger pauses = new AtomicInteger();
    private final AtomicBoolean away = new AtomicBoolean();
    private final Database database = server.fresh();

    @TempDir
    Path folder;

    @BeforeAll
    static void trainWithoutInterruption(@TempDir Path elsewhere) {
        server = RestartablePostgres.start();
        MovableClock still = new MovableClock(Instant.EPOCH);
        new TestRunner(server.fresh(), elsewhere, new FakeTraining((spec, step) -> {}), still)
                .run(SPEC, runner -> uninterrupted = runner.numbers());
    }

    @AfterEach
    synchronized void bringBack() {
        if (away.compareAndSet(true, false)) {
            server.launch();
        }
    }

    /** In the middle of a trial, and with its last step. */
    @ParameterizedTest
    @ValueSource(longs = {6, 12})
    void whatIsTrainedWaitsForAServerThatIsRestartedAndIsNotTrainedAgain(long step, CapturedOutput output) {
        FakeTraining training = training(step, this::halt);
        runner(training, 4).run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.numbers()).isEqualTo(uninterrupted);
            assertThat(runner.words("select count(*) from batch_job_execution")).containsExactly("1");
        });
        assertThat(training.stepsDone()).isEqualTo(STEPS);
        assertThat(training.open()).isZero();
        assertThat(output.toString().lines().filter(line -> line.contains("is away")))
                .singleElement()
                .asString()
                .contains("WARN  The database is away (")
                .endsWith("What was trained waits for it, for 300 s at most.");
        assertThat(output).containsPattern("INFO +The database works again, after \\d+ s");
        assertThat(output).doesNotContain(" ERROR ").doesNotContain("\tat ");
    }

    /** Whatever two workers are just doing: beginning trials, training, writing. */
    @ParameterizedTest
    @ValueSource(longs = {9, 23})
    void aRunWithTwoWorkersOutlastsAServerThatIsRestarted(long step) {
        FakeTraining training = training(step, this::halt); // while the other worker goes on
        runner(training, 4, 2).run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.numbers()).isEqualTo(uninterrupted);
        });
        assertThat(training.open()).isZero();
    }

    @Test
    void connectionsThatAreCutWhileTheyRestAreNotMissed(CapturedOutput output) {
        FakeTraining training = training(
                6,
                () -> sql("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
                        + " and backend_type = 'client backend'"));
        runner(training, 4).run(SPEC, runner -> assertThat(runner.numbers()).isEqualTo(uninterrupted));
        assertThat(training.stepsDone()).isEqualTo(STEPS);
        assertThat(output).doesNotContain(" ERROR ").doesNotContain("\tat ");
    }

    @Test
    void aConnectionThatIsCutInTheMiddleOfATransactionCostsOneSegment(CapturedOutput output) {
        FakeTraining training = training(6, () -> {
            sql("create sequence once");
            onEachMetric("if nextval('once') = 1 then perform pg_terminate_backend(pg_backend_pid()); end if;"
                    + " return new;");
        });
        runner(training, 4).run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.numbers()).isEqualTo(uninterrupted);
        });
        assertThat(training.stepsDone()).isBetween((long) STEPS + 1, (long) STEPS + SEGMENT);
        assertThat(output)
                .contains("The database is away (FATAL: terminating connection due to administrator command")
                .doesNotContain(" ERROR ")
                .doesNotContain("\tat ");
        assertThat(folder.resolve("checkpoints")).isEmptyDirectory();
    }

    @Test
    void aDatabaseThatIsFullIsTriedAgainUntilThereIsRoom(CapturedOutput output) {
        FakeTraining training = training(
                6,
                () -> onEachMetric("raise exception 'could not extend file: No space left on device' using errcode ="
                        + " '53100';"));
        TestRunner runner = new TestRunner(database, folder, training, clock)
                .with("--runner.workers=1")
                .logging()
                .pausing(time -> {
                    clock.move(time);
                    if (pauses.incrementAndGet() == 10) { // of 1, 2, 4, ... seconds, one pause a second
                        sql("drop trigger planted on metric");
                    }
                });
        runner.run(SPEC, started -> {
            assertThat(started.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(started.numbers()).isEqualTo(uninterrupted);
            assertThat(started.words("select count(*) from batch_job_execution"))
                    .as("first, after 1, 3, 7 and 15 s")
                    .containsExactly("5");
        });
        assertThat(output.toString().lines().filter(line -> line.contains("The database ")))
                .satisfiesExactly(
                        line -> assertThat(line).contains("The database is away (ERROR: could not extend file"),
                        line -> assertThat(line).contains("The database works again, after "));
        assertThat(output).doesNotContain("\tat ");
    }

    @Test
    void aServerThatStaysAwayEndsTheRunAndTheSameCommandGoesOn(CapturedOutput output) {
        FakeTraining training = training(6, this::halt);
        runner(training, Integer.MAX_VALUE)
                .with("--runner.database-patience=20s")
                .run(SPEC, runner -> {
                    assertThat(runner.end()).isEqualTo(RunEnd.FAILED);
                    assertThat(ExitCodes.of(runner.end())).isEqualTo(1);
                });
        assertThat(pauses).as("seconds waited").hasValue(20);
        assertThat(output.toString().lines().filter(line -> line.contains(" ERROR ")))
                .singleElement()
                .asString()
                .contains("two-moons, run 1 failed because of the database: ");
        assertThat(output).doesNotContain("\tat ");
        bringBack();

        runner(training, 4).run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.numbers()).isEqualTo(uninterrupted);
        });
        assertThat(training.stepsDone()).isEqualTo(STEPS + SEGMENT);
    }

    /** All is trained then; of the request to train again nothing is left but to show the result. */
    @Test
    void aServerThatIsRestartedBeforeTheResultIsShownHasNothingTrainedAgain(CapturedOutput output) {
        FakeTraining training = training(-1, () -> {});
        runner(training, 0).run(SPEC, runner -> assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED));
        AtomicInteger shown = new AtomicInteger();
        runner(training, 4)
                .with("--runner.rerun=true")
                .with(new BeanPostProcessor() {
                    @Override
                    public Object postProcessAfterInitialization(Object bean, String name) {
                        return bean instanceof RunReport report ? haltingFirst(report, shown) : bean;
                    }
                })
                .run(SPEC, runner -> {
                    assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
                    assertThat(runner.words("select attempt from run order by id"))
                            .containsExactly("1", "2");
                });
        assertThat(shown).hasValue(2);
        assertThat(training.stepsDone()).isEqualTo(2 * STEPS);
        assertThat(output)
                .contains("The database works again, after ")
                .doesNotContain(" ERROR ")
                .doesNotContain("\tat ");
    }

    private RunReport haltingFirst(RunReport report, AtomicInteger shown) {
        return new RunReport() {
            @Override
            public RunProgress progress(Run run) {
                return report.progress(run);
            }

            @Override
            public void show(Run run) {
                if (shown.incrementAndGet() == 1) {
                    halt();
                }
                report.show(run);
            }
        };
    }

    @Test
    void whoWaitsForTheDatabaseCanBeStopped() {
        StopSignal[] stop = new StopSignal[1];
        TestRunner runner = new TestRunner(database, folder, training(6, this::halt), clock)
                .with("--runner.workers=1", "--spring.datasource.hikari.connection-timeout=250");
        runner.pausing(time -> {
                    clock.move(time);
                    stop[0] = runner.bean(StopSignal.class);
                    stop[0].give();
                })
                .run(SPEC, started -> assertThat(started.end()).isEqualTo(RunEnd.STOPPED));
        assertThat(stop[0].given()).isTrue();
    }

    @Test
    void aRunThatBrokeOffCanBeStoppedBeforeItGoesOn() {
        FakeTraining training = training(6, this::halt);
        TestRunner runner = new TestRunner(database, folder, training, clock)
                .with("--runner.workers=1", "--spring.datasource.hikari.connection-timeout=250");
        runner.pausing(time -> {
                    clock.move(time);
                    if (pauses.incrementAndGet() == 4) {
                        bringBack();
                        assertThat(stop(runner.bean(Operations.class)))
                                .isEqualTo("Run 1 of two-moons stops at the end of its segments");
                    }
                })
                .run(SPEC, started -> {
                    assertThat(started.end()).isEqualTo(RunEnd.STOPPED);
                    assertThat(started.words("select concat(state, ', ', detail) from run"))
                            .containsExactly("stopped, stopped on request");
                });
    }

    /** Asks, until the pool has noticed that its connections are broken; this thread may be in a transaction. */
    private static String stop(Operations operations) {
        for (int times = 1; ; times++) {
            try {
                return CompletableFuture.supplyAsync(() -> operations.ask(Operations.Kind.STOP, "two-moons", 1))
                        .join()
                        .detail();
            } catch (CompletionException e) {
                assertThat(e).hasCauseInstanceOf(DataAccessException.class);
                assertThat(times).isLessThan(100);
            }
        }
    }

    /** While it waited another runner had the run; it has completed it. */
    @Test
    void aRunThatAnotherRunnerTookMeanwhileIsItsOwn() {
        FakeTraining others = new FakeTraining((spec, step) -> clock.move(Duration.ofSeconds(3)));
        TestRunner waiting = new TestRunner(database, folder, training(6, this::halt), clock)
                .with("--runner.workers=1", "--spring.datasource.hikari.connection-timeout=250")
                .logging()
                .pausing(time -> {
                    clock.move(time);
                    if (pauses.incrementAndGet() == 4) {
                        bringBack();
                        clock.move(Duration.ofSeconds(31));
                        CompletableFuture.runAsync(() -> new TestRunner(database, folder, others, clock)
                                        .pausing(clock::move) // or it waits for ever if the first one's heart beats now
                                        .run(
                                                SPEC,
                                                second ->
                                                        assertThat(second.end()).isEqualTo(RunEnd.COMPLETED)))
                                .join();
                    }
                });
        waiting.run(SPEC, runner -> assertThat(runner.numbers()).isEqualTo(uninterrupted));
    }

    /** Trains, and does something once, before the step of this number of all steps that are done. */
    private FakeTraining training(long at, Runnable event) {
        return new FakeTraining((spec, step) -> {
            clock.move(Duration.ofSeconds(3));
            if (steps.incrementAndGet() == at) {
                event.run();
            }
        });
    }

    private TestRunner runner(FakeTraining training, int back) {
        return runner(training, back, 1);
    }

    private TestRunner runner(FakeTraining training, int back, int workers) {
        return new TestRunner(database, folder, training, clock)
                .with("--runner.workers=" + workers, "--spring.datasource.hikari.connection-timeout=250")
                .logging()
                .pausing(time -> {
                    clock.move(time);
                    if (pauses.incrementAndGet() == back) {
                        bringBack();
                    }
                });
    }

    /** Not while it is started: a server that is up again is never seen to have stopped. */
    private synchronized void halt() {
        away.set(true);
        server.halt();
    }

    private void onEachMetric(String body) {
        sql("create function planted() returns trigger language plpgsql as $$ begin " + body + " end $$");
        sql("create trigger planted before insert on metric for each row execute function planted()");
    }

    /** On a connection of its own. */
    private void sql(String sql) {
        CompletableFuture.runAsync(() -> {
                    if (sql.startsWith("select")) {
                        JdbcClient.create(database.dataSource())
                                .sql(sql)
                                .query()
                                .listOfRows();
                    } else {
                        JdbcClient.create(database.dataSource()).sql(sql).update();
                    }
                })
                .join();
    }
}
