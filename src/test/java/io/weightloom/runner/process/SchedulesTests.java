package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.lease.RunLeases;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.run.RunCoordinator;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.run.RunRequest;
import io.weightloom.runner.schedule.Schedules;
import io.weightloom.runner.store.KeptSchedules;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.store.Runs;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    private static final ExperimentSpec NIGHTLY = nightly("");
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
        assertThat(keeper.schedules.next(3).get("two-moons").times())
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

    /** Twelve of the seconds that a run takes, or until somebody stops it in the twelfth. */
    @ParameterizedTest
    @CsvSource({"true, max-duration: 12 s", "false, stopped on request"})
    void whatALimitOrSomebodyStoppedIsNotBegunAgainOnOtherNights(boolean limit, String why) {
        Database database = TestDatabases.H2_MEMORY.fresh();
        AtomicLong steps = new AtomicLong();
        ExperimentSpec limited = Yaml.read((TestRunner.SPEC
                                + "      max-duration: %s\n    schedule: {cron: \"0 0 2 * * *\", zone: Europe/Vienna}\n")
                        .formatted(limit ? "12s" : "8h"))
                .get(0);
        Keeper keeper = keeper(database, limited, step -> {
            if (!limit && steps.incrementAndGet() == 12) {
                keepers.get(0).started.get(Operations.class).ask(Operations.Kind.STOP, "two-moons", 1);
            }
        });
        clock.move(Duration.between(clock.instant(), FIRST_NIGHT));
        keeper.schedules.tick();
        assertThat(keeper.started.words("select concat(state, ', ', detail) from run"))
                .containsExactly("stopped, " + why);
        assertThat(keeper.steps()).isEqualTo(12);

        keeper.schedules.resume();
        assertThat(keeper.steps()).isEqualTo(12);
        clock.move(Duration.ofDays(1));
        keeper.schedules.tick();

        assertThat(keeper.fired())
                .containsExactly(
                        "2026-11-20T01:00:00Z stopped", "2026-11-21T01:00:00Z " + (limit ? "stopped" : "completed"));
        assertThat(keeper.steps()).isEqualTo(12 + (limit ? 12 : STEPS_OF_A_RUN));
    }

    @Test
    void ofNightsThatPassedUnusedTheLastIsRun(CapturedOutput output) {
        Keeper keeper = keeper(TestDatabases.H2_MEMORY.fresh());

        clock.move(Duration.ofDays(3));
        keeper.schedules.tick();

        assertThat(keeper.fired()).containsExactly("2026-11-22T01:00:00Z completed");
        assertThat(output).contains("two-moons: 2 earlier fire times have passed unused");
    }

    @ParameterizedTest
    @CsvSource({
        "queue, 2026-11-20T01:00:00Z completed;2026-11-22T01:00:00Z completed",
        "skip, 2026-11-20T01:00:00Z completed"
    })
    void nightsThatComeWhileARunIsStillGoingFollowTheOverlap(String overlap, String runs, CapturedOutput output) {
        AtomicBoolean slow = new AtomicBoolean(true);
        Keeper keeper = keeper(
                TestDatabases.H2_MEMORY.fresh(),
                nightly(", overlap: " + overlap),
                step -> letNightsPass(slow, Duration.ofDays(2)));
        clock.move(Duration.between(clock.instant(), FIRST_NIGHT));

        keeper.schedules.tick();
        keeper.schedules.tick();
        keeper.schedules.tick();

        assertThat(keeper.fired()).containsExactly(runs.split(";", -1));
        if (overlap.equals("skip")) {
            assertThat(output)
                    .containsOnlyOnce("two-moons does not run for 2 fire times, the last of them"
                            + " 2026-11-22T01:00:00Z: a run of it was still going (overlap: skip)");
        }
        clock.move(Duration.ofDays(1));
        keeper.schedules.tick();
        assertThat(keeper.fired()).last().isEqualTo("2026-11-23T01:00:00Z completed");
    }

    /** The other runner looks once while the run is going, and again when it has ended. */
    @ParameterizedTest
    @CsvSource({"queue, H2_MEMORY, true", "queue, POSTGRESQL, false", "skip, H2_MEMORY, false", "skip, POSTGRESQL, true"
    })
    void anotherRunnerWaitsForItOrSkipsTheSameNights(
            String overlap, TestDatabases databases, boolean otherFirst, CapturedOutput output) {
        Database database = databases.fresh();
        AtomicBoolean slow = new AtomicBoolean(true);
        Keeper other = keeper(database, nightly(", overlap: " + overlap), step -> {});
        Keeper one = keeper(database, nightly(", overlap: " + overlap), step -> {
            if (letNightsPass(slow, Duration.ofDays(1))) {
                CompletableFuture.runAsync(other.schedules::tick).join(); // this thread is in a transaction
                CompletableFuture.runAsync(other.schedules::tick).join();
            }
        });
        clock.move(Duration.between(clock.instant(), FIRST_NIGHT));
        one.schedules.tick();
        assertThat(other.steps()).isZero();
        assertThat(one.fired()).containsExactly("2026-11-20T01:00:00Z completed");

        Keeper first = otherFirst ? other : one;
        Keeper second = otherFirst ? one : other;
        first.schedules.tick();
        second.schedules.tick();
        first.schedules.tick();

        assertThat(second.steps() + first.steps())
                .isEqualTo(overlap.equals("skip") ? STEPS_OF_A_RUN : 2 * STEPS_OF_A_RUN);
        assertThat(one.fired()).hasSize(overlap.equals("skip") ? 1 : 2);
        if (overlap.equals("queue")) {
            assertThat(first.steps()).isEqualTo(otherFirst ? STEPS_OF_A_RUN : 2 * STEPS_OF_A_RUN);
            assertThat(output)
                    .containsOnlyOnce("two-moons fired at 2026-11-21T01:00:00Z; it is run when two-moons fired at"
                            + " 2026-11-20T01:00:00Z, run 1 has ended");
        }
    }

    @Test
    void aNightThatWaitsBehindARunWhoseRunnerDiesIsRunAfterIt() {
        Database database = TestDatabases.H2_MEMORY.fresh();
        AtomicBoolean slow = new AtomicBoolean(true);
        Keeper other = keeper(database);
        Keeper dying = keeper(database, step -> {
            if (letNightsPass(slow, Duration.ofDays(1))) {
                CompletableFuture.runAsync(other.schedules::tick).join();
                keepers.get(1).started.get(StopSignal.class).give();
            }
        });
        clock.move(Duration.between(clock.instant(), FIRST_NIGHT));
        dying.schedules.tick();
        assertThat(other.fired()).containsExactly("2026-11-20T01:00:00Z stopped");

        other.schedules.tick();

        assertThat(other.fired()).containsExactly("2026-11-20T01:00:00Z completed", "2026-11-21T01:00:00Z completed");
    }

    @Test
    void nightsThatNoRunnerLivedToSeeAreNotMadeUpForUnlessThatIsAskedFor(CapturedOutput output) {
        Database database = TestDatabases.H2_MEMORY.fresh();
        keeper(database); // and is gone
        clock.move(Duration.ofDays(3));

        Keeper next = keeper(database);
        next.schedules.tick();

        assertThat(next.fired()).isEmpty();
        assertThat(output)
                .contains("two-moons was to fire at 2026-11-22T01:00:00Z, when no runner lived; that is not made"
                        + " up for (misfire: skip)");

        Keeper caring = keeper(database, nightly(", misfire: run-once"), step -> {});
        caring.schedules.tick();
        assertThat(caring.fired()).as("it was seen to").isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2_MEMORY", "POSTGRESQL"})
    void theLastNightThatNoRunnerLivedToSeeIsRunOnceByOneOfTwo(TestDatabases databases, CapturedOutput output) {
        Database database = databases.fresh();
        ExperimentSpec caring = nightly(", misfire: run-once");
        Keeper gone = keeper(database, caring, step -> {});
        clock.move(Duration.between(clock.instant(), FIRST_NIGHT));
        gone.schedules.tick();
        clock.move(Duration.ofDays(3));

        Keeper one = keeper(database, caring, step -> {});
        Keeper other = keeper(database, caring, step -> {});
        one.schedules.tick();
        other.schedules.tick();
        one.schedules.tick();
        Keeper late = keeper(database, caring, step -> {});
        late.schedules.tick();

        assertThat(one.fired()).containsExactly("2026-11-20T01:00:00Z completed", "2026-11-23T01:00:00Z completed");
        assertThat(one.steps() + other.steps() + late.steps()).isEqualTo(STEPS_OF_A_RUN);
        assertThat(output)
                .contains("two-moons was to fire at 2026-11-23T01:00:00Z, when no runner lived; that is made up"
                        + " for now (misfire: run-once)");

        clock.move(Duration.ofDays(1));
        other.schedules.tick();
        one.schedules.tick();
        assertThat(one.fired()).last().isEqualTo("2026-11-24T01:00:00Z completed");
    }

    @Test
    void aNightThatWasMissedIsMadeUpForThoughNoneWasEverRun() {
        Database database = TestDatabases.H2_MEMORY.fresh();
        ExperimentSpec caring = nightly(", misfire: run-once, overlap: skip");
        keeper(database, caring, step -> {});
        clock.move(Duration.between(clock.instant(), Instant.parse("2026-11-20T12:00:00Z")));

        Keeper next = keeper(database, caring, step -> {});
        next.schedules.tick();
        next.schedules.tick();

        assertThat(next.fired()).containsExactly("2026-11-20T01:00:00Z completed");
    }

    @Test
    void aNightThatCameWhileARunWasGoingIsNoneThatWasMissed() {
        Database database = TestDatabases.H2_MEMORY.fresh();
        ExperimentSpec caring = nightly(", misfire: run-once, overlap: skip");
        AtomicBoolean slow = new AtomicBoolean(true);
        Keeper dying = keeper(database, caring, step -> {
            if (letNightsPass(slow, Duration.ofDays(1))) {
                keepers.get(0).started.get(StopSignal.class).give();
            }
        });
        clock.move(Duration.between(clock.instant(), FIRST_NIGHT));
        dying.schedules.tick();

        Keeper next = keeper(database, caring, step -> {});
        next.schedules.resume();
        next.schedules.tick();

        assertThat(next.fired()).containsExactly("2026-11-20T01:00:00Z completed");
    }

    /** Two o'clock comes twice on the night to October 25th, and not at all on that to March 28th. */
    @ParameterizedTest
    @CsvSource({
        "2026-10-24T12:00:00Z, 2026-10-25T12:00:00Z, 2026-10-25T00:00:00Z",
        "2027-03-27T12:00:00Z, 2027-03-28T12:00:00Z, 2027-03-28T01:00:00Z"
    })
    void aNightWhenClocksChangeIsMadeUpForOnce(Instant gone, Instant back, String fired) {
        clock.move(Duration.between(clock.instant(), gone));
        Database database = TestDatabases.H2_MEMORY.fresh();
        ExperimentSpec caring = nightly(", misfire: run-once");
        keeper(database, caring, step -> {});
        clock.move(Duration.between(clock.instant(), back));

        Keeper next = keeper(database, caring, step -> {});
        next.schedules.tick();
        next.schedules.tick();

        assertThat(next.fired()).containsExactly(fired + " completed");
    }

    @Test
    void aNightThatIsWorseThanTheLastIsWarnedOf(CapturedOutput output) {
        Database database = TestDatabases.H2_MEMORY.fresh();
        Keeper keeper = keeper(database);
        clock.move(Duration.between(clock.instant(), FIRST_NIGHT));
        keeper.schedules.tick();
        assertThat(output).doesNotContain("its best validation score");
        JdbcClient.create(database.dataSource())
                .sql("update trial set validation_score = 0.999")
                .update();
        JdbcClient.create(database.dataSource())
                .sql("update run set revision = revision + 1, rewritten = revision + 1")
                .update();

        clock.move(Duration.ofDays(1));
        keeper.schedules.tick();

        assertThat(output).containsOnlyOnce("two-moons, run 2: its best validation score");
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

    /** Once, in the midst of a training; whether that was now. */
    private boolean letNightsPass(AtomicBoolean once, Duration nights) {
        boolean now = once.compareAndSet(true, false);
        if (now) {
            let(nights);
        }
        return now;
    }

    private static void tickBehind(CyclicBarrier gate, Keeper keeper) {
        try {
            gate.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
        keeper.schedules.tick();
    }

    private static ExperimentSpec nightly(String policies) {
        return Yaml.read("%s    schedule: {cron: \"0 0 2 * * *\", zone: Europe/Vienna%s}\n"
                        .formatted(TestRunner.SPEC, policies))
                .get(0);
    }

    private Keeper keeper(Database database) {
        return keeper(database, step -> {});
    }

    private Keeper keeper(Database database, Consumer<Long> beforeStep) {
        return keeper(database, NIGHTLY, beforeStep);
    }

    /** A runner that keeps the schedule. Every step of its training takes a second, and every runner's heart beats. */
    private Keeper keeper(Database database, ExperimentSpec experiment, Consumer<Long> beforeStep) {
        FakeTraining training = new FakeTraining((spec, step) -> {
            beforeStep.accept(step);
            let(Duration.ofSeconds(1));
        });
        TestRunner.Started started = new TestRunner(database, folder, training, clock)
                .with("--runner.workers=1")
                .pausing(this::waitFor)
                .logging()
                .start("runner: {rerun: false}");
        Schedules schedules = new Schedules(
                clock,
                started.get(RunCoordinator.class),
                started.get(Runs.class),
                started.get(RunLeases.class),
                started.get(KeptSchedules.class));
        schedules.keep(new RunRequest(experiment, List.of(), Optional.empty(), RunRequest.Repetition.SHOW));
        Keeper keeper = new Keeper(started, schedules, training);
        keepers.add(keeper);
        return keeper;
    }

    private void waitFor(Duration pause) {
        if (waitingMovesTheClock) {
            let(pause);
        } else {
            Thread.onSpinWait();
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
