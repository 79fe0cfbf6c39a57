package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.run.RunCoordinator;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.run.RunRequest;
import io.weightloom.runner.run.Schedules;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import io.weightloom.runner.worker.Heartbeat;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.read.Yaml;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Runners that keep one schedule on one database: every night at two in Vienna, which is one o'clock by the clock of
 * the test. Nobody waits: the test moves the clock and says when each runner looks at it.
 */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
@Tag("locale")
class SchedulesTests {

    private static final Instant EVENING = Instant.parse("2026-11-19T20:00:00Z");
    private static final Instant FIRST_NIGHT = Instant.parse("2026-11-20T01:00:00Z");
    private static final ExperimentSpec NIGHTLY = Yaml.read(
                    TestRunner.SPEC + "    schedule: {cron: \"0 0 2 * * *\", zone: Europe/Vienna}\n")
            .get(0);
    private static final long STEPS_OF_A_RUN = 6 * 12;

    private final MovableClock clock = new MovableClock(EVENING);
    private final List<Keeper> keepers = new CopyOnWriteArrayList<>();

    private volatile boolean waitingMovesTheClock = true;

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        keepers.forEach(keeper -> keeper.started.close());
    }

    @Test
    void nothingIsRunBeforeItsTime() {
        Keeper keeper = keeper(TestDatabases.H2_MEMORY.fresh());

        clock.move(Duration.between(EVENING, FIRST_NIGHT).minusMillis(1));
        keeper.schedules.tick();

        assertThat(keeper.fired()).isEmpty();
        assertThat(keeper.schedules.next(3).get("two-moons"))
                .extracting(Instant::toString)
                .containsExactly("2026-11-20T01:00:00Z", "2026-11-21T01:00:00Z", "2026-11-22T01:00:00Z");
    }

    @ParameterizedTest
    @EnumSource(names = {"H2_MEMORY", "POSTGRESQL"})
    void ofTwoRunnersThatLookAtTheSameTimeOneTrains(TestDatabases databases) throws Exception {
        Database database = databases.fresh();
        Keeper one = keeper(database);
        Keeper other = keeper(database);
        clock.move(Duration.between(clock.instant(), FIRST_NIGHT));
        waitingMovesTheClock = false; // or who waits lets a lease expire before its holder's heart can beat

        CyclicBarrier gate = new CyclicBarrier(2);
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> tickBehind(gate, one));
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> tickBehind(gate, other));
        CompletableFuture.allOf(first, second).get();

        assertThat(one.fired()).containsExactly("2026-11-20T01:00:00Z completed");
        assertThat(one.steps() + other.steps()).isEqualTo(STEPS_OF_A_RUN);
    }

    @Test
    void whoLooksLaterFindsItDoneAndDoesNotFireAgain() {
        Database database = TestDatabases.H2_MEMORY.fresh();
        Keeper one = keeper(database);
        Keeper other = keeper(database);
        clock.move(Duration.between(clock.instant(), FIRST_NIGHT));

        one.schedules.tick();
        other.schedules.tick();
        one.schedules.tick();
        other.schedules.tick();

        assertThat(one.fired()).containsExactly("2026-11-20T01:00:00Z completed");
        assertThat(one.steps()).isEqualTo(STEPS_OF_A_RUN);
        assertThat(other.steps()).isZero();
        assertThat(other.started.end()).isEqualTo(RunEnd.COMPLETED);

        clock.move(Duration.ofDays(1));
        other.schedules.tick();
        one.schedules.tick();

        assertThat(one.fired()).containsExactly("2026-11-20T01:00:00Z completed", "2026-11-21T01:00:00Z completed");
        assertThat(one.steps()).isEqualTo(STEPS_OF_A_RUN);
        assertThat(other.steps()).isEqualTo(STEPS_OF_A_RUN);
    }

    @Test
    void aRunThatAnotherRunnerIsAtIsLeftToIt() {
        Database database = TestDatabases.H2_MEMORY.fresh();
        AtomicBoolean looked = new AtomicBoolean();
        Keeper other = keeper(database);
        Keeper one = keeper(database, step -> {
            if (step == 6 && looked.compareAndSet(false, true)) {
                CompletableFuture.runAsync(other.schedules::tick).join(); // this thread is in a transaction
            }
        });
        clock.move(Duration.between(clock.instant(), FIRST_NIGHT));

        one.schedules.tick();

        assertThat(looked).isTrue();
        assertThat(other.steps()).isZero();
        assertThat(other.started.end()).as("what a schedule is for").isEqualTo(RunEnd.COMPLETED);
        assertThat(one.fired()).containsExactly("2026-11-20T01:00:00Z completed");
        assertThat(one.steps()).isEqualTo(STEPS_OF_A_RUN);
    }

    @Test
    void whatADeadRunnerLeftIsFinishedByTheOtherBeforeTheNextNight() {
        Database database = TestDatabases.H2_MEMORY.fresh();
        Keeper other = keeper(database);
        Keeper dying = keeper(database, step -> {
            if (step == 6) {
                keepers.get(1).started.get(StopSignal.class).give();
            }
        });
        clock.move(Duration.between(clock.instant(), FIRST_NIGHT));
        dying.schedules.tick();
        assertThat(dying.fired()).containsExactly("2026-11-20T01:00:00Z stopped");

        clock.move(Duration.ofDays(1));
        other.schedules.tick();

        assertThat(other.fired()).containsExactly("2026-11-20T01:00:00Z completed", "2026-11-21T01:00:00Z completed");
        assertThat(dying.steps() + other.steps()).isEqualTo(2 * STEPS_OF_A_RUN);
    }

    @Test
    void ofNightsThatPassedUnusedTheLastIsRun(CapturedOutput output) {
        Keeper keeper = keeper(TestDatabases.H2_MEMORY.fresh());

        clock.move(Duration.ofDays(3));
        keeper.schedules.tick();

        assertThat(keeper.fired()).containsExactly("2026-11-22T01:00:00Z completed");
        assertThat(output).contains("two-moons: 2 earlier fire times have passed unused");
    }

    @Test
    void whileTheDatabaseIsAwayAFireTimeIsTriedLessAndLessOftenAndToldOnce(CapturedOutput output) {
        Database database = TestDatabases.H2_MEMORY.fresh();
        Keeper keeper = keeper(database);
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        clock.move(Duration.between(clock.instant(), FIRST_NIGHT));
        jdbc.sql("alter table run rename to away").update();

        for (int second = 0; second < 100; second++) {
            keeper.schedules.tick();
            clock.move(Duration.ofSeconds(1));
        }
        jdbc.sql("alter table away rename to run").update();
        keeper.schedules.tick();
        assertThat(keeper.fired()).as("the next attempt is 23 s away").isEmpty();
        clock.move(Duration.ofSeconds(23));
        keeper.schedules.tick();

        assertThat(keeper.fired()).containsExactly("2026-11-20T01:00:00Z completed");
        assertThat(output)
                .containsOnlyOnce("two-moons fired at 2026-11-20T01:00:00Z but cannot be run because of the database")
                .doesNotContain("\tat ");
    }

    @Test
    void aFireTimeThatEndsInADefectIsNotTriedForEver() {
        Database database = TestDatabases.H2_MEMORY.fresh();
        Keeper one = keeper(database);
        Keeper other = keeper(database);
        clock.move(Duration.between(clock.instant(), FIRST_NIGHT));
        one.schedules.tick();
        JdbcClient.create(database.dataSource())
                .sql("update run set state = 'odd'")
                .update();

        assertThatThrownBy(other.schedules::tick).isInstanceOf(IllegalArgumentException.class);
        assertThatCode(other.schedules::tick).doesNotThrowAnyException();
    }

    private static void tickBehind(CyclicBarrier gate, Keeper keeper) {
        try {
            gate.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
        keeper.schedules.tick();
    }

    private Keeper keeper(Database database) {
        return keeper(database, step -> {});
    }

    /** A runner that keeps the schedule. Every step of its training takes a second, and every runner's heart beats. */
    private Keeper keeper(Database database, Consumer<Long> beforeStep) {
        FakeTraining training = new FakeTraining((spec, step) -> {
            beforeStep.accept(step);
            let(Duration.ofSeconds(1));
        });
        TestRunner.Started started = new TestRunner(database, folder, training, clock)
                .with("--runner.workers=1")
                .pausing(this::waitFor)
                .logging()
                .start("runner: {rerun: false}");
        Schedules schedules = new Schedules(clock, started.get(RunCoordinator.class));
        schedules.keep(new RunRequest(NIGHTLY, List.of(), Optional.empty(), RunRequest.Repetition.SHOW));
        Keeper keeper = new Keeper(started, schedules, training);
        keepers.add(keeper);
        return keeper;
    }

    private void waitFor(Duration pause) {
        if (waitingMovesTheClock) {
            let(pause);
        } else {
            Thread.yield();
        }
    }

    private void let(Duration pass) {
        clock.move(pass);
        keepers.forEach(keeper -> keeper.started.get(Heartbeat.class).beat());
    }

    private record Keeper(TestRunner.Started started, Schedules schedules, FakeTraining training) {

        List<String> fired() {
            return started.words("select fire_key || ' ' || state from run order by fire_key");
        }

        long steps() {
            return training.stepsDone();
        }
    }
}
