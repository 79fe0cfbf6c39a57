package io.weightloom.runner.process;

import static io.weightloom.runner.process.TestRunner.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.lease.Leases;
import io.weightloom.runner.process.Operations.Answer;
import io.weightloom.runner.process.Operations.Kind;
import io.weightloom.runner.process.Operations.Verdict;
import io.weightloom.runner.run.RunCoordinator;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import io.weightloom.trial.TrialOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What can be asked of a run, by whoever the server lets ask. */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class OperationsTests {

    private static final String OTHER = SPEC.replace("two-moons", "other-moons");
    private static final int STEPS = 6 * 12;

    private final Database database = TestDatabases.H2_MEMORY.fresh();
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T02:00:00Z"));

    @TempDir
    Path folder;

    @Test
    void aRunIsStoppedAndGoesOnInTheSameProcess() throws InterruptedException {
        AtomicReference<TestRunner> runner = new AtomicReference<>();
        AtomicLong steps = new AtomicLong();
        CountDownLatch last = new CountDownLatch(1);
        List<Answer> answers = new ArrayList<>();
        FakeTraining training = new FakeTraining((spec, step) -> {
            long done = steps.incrementAndGet();
            if (done == 6) {
                answers.add(ask(runner.get(), Kind.RESUME));
                answers.add(ask(runner.get(), Kind.STOP));
                answers.add(ask(runner.get(), Kind.STOP));
            } else if (done == STEPS) {
                last.countDown();
            }
        });
        runner.set(new TestRunner(database, folder, training, clock).with("--runner.workers=1"));

        try (TestRunner.Started started = runner.get().start(SPEC)) {
            assertThat(started.end()).isEqualTo(RunEnd.STOPPED);
            assertThat(started.words("select concat(state, ', ', detail) from run"))
                    .containsExactly("stopped, stopped on request");
            assertThat(steps).as("it stopped at the end of the step").hasValue(6);
            assertThat(answers)
                    .extracting(Answer::detail)
                    .containsExactly(
                            "Run 1 of two-moons is at work",
                            "Run 1 of two-moons stops at the end of its segments",
                            "Run 1 of two-moons stops at the end of its segments");
            assertThat(ask(runner.get(), Kind.STOP).detail()).isEqualTo("Run 1 of two-moons is not at work");

            assertThat(ask(runner.get(), Kind.RESUME).verdict()).isEqualTo(Verdict.GRANTED);
            assertThat(ask(runner.get(), Kind.RESUME).verdict()).isEqualTo(Verdict.GRANTED);
            last.await();
            assertThat(started.get(RunCoordinator.class).awaitEnd(Duration.ofMinutes(1)))
                    .isTrue();

            assertThat(started.words("select concat(state, detail) from run")).containsExactly("completed");
            assertThat(steps).as("no step was done twice").hasValue(STEPS);
            assertThat(ask(runner.get(), Kind.RESUME))
                    .isEqualTo(new Answer(Verdict.GRANTED, "Run 1 of two-moons is complete"));
        }
    }

    @Test
    void aRunThatWaitsForItsTurnIsStoppedToo() {
        FakeTraining first = new FakeTraining((spec, step) -> {});
        first.ending(8, new TrialOutcome.Failed("planted"));
        new TestRunner(database, folder, first, clock)
                .run(
                        SPEC + "      max-failed: 1\n",
                        started -> assertThat(started.words("select state from run"))
                                .containsExactly("stopped"));
        AtomicReference<TestRunner> runner = new AtomicReference<>();
        AtomicLong steps = new AtomicLong();
        FakeTraining training = new FakeTraining((spec, step) -> {
            if (steps.incrementAndGet() == 6) {
                assertThat(ask(runner.get(), Kind.STOP).verdict()).isEqualTo(Verdict.GRANTED);
            }
        });
        runner.set(new TestRunner(database, folder, training, clock).with("--runner.workers=1"));

        String both = OTHER + SPEC.substring(SPEC.indexOf("  two-moons"));
        try (TestRunner.Started started = runner.get().start(both)) {
            assertThat(started.words("select concat(experiment, ', ', state, ', ', detail) from run order by id"))
                    .containsExactly("two-moons, stopped, stopped on request", "other-moons, completed, ");
            assertThat(steps).as("of the other").hasValue(STEPS);

            assertThat(ask(runner.get(), Kind.RESUME).detail())
                    .isEqualTo("Run 1 of two-moons goes on when its turn comes");
        }
    }

    @Test
    void whatFailedIsTrainedAgain() throws InterruptedException {
        AtomicLong steps = new AtomicLong();
        CountDownLatch last = new CountDownLatch(1);
        FakeTraining training = new FakeTraining((spec, step) -> {
            if (steps.incrementAndGet() == 3 * 12 + 3 * 5 + 3 * 5) {
                last.countDown();
            }
        });
        training.ending(7, new TrialOutcome.Failed("planted"));
        TestRunner runner = new TestRunner(database, folder, training, clock).with("--runner.workers=1");

        try (TestRunner.Started started = runner.start(SPEC)) {
            assertThat(started.end()).isEqualTo(RunEnd.TRIALS_FAILED);
            assertThat(ask(runner, Kind.RETRY).detail()).isEqualTo("Run 1 of two-moons goes on when its turn comes");
            last.await();
            assertThat(started.get(RunCoordinator.class).awaitEnd(Duration.ofMinutes(1)))
                    .isTrue();
            assertThat(started.words("select concat(state, ' ', reopened) from run"))
                    .containsExactly("completed 1");
        }
    }

    @Test
    void aRunThatIsForgottenWhileItWaitsForItsTurnDoesNotBegin() throws InterruptedException {
        AtomicReference<TestRunner> runner = new AtomicReference<>();
        AtomicLong steps = new AtomicLong();
        List<Answer> answers = new ArrayList<>();
        FakeTraining training = new FakeTraining((spec, step) -> {
            long done = steps.incrementAndGet();
            if (done == 6) {
                answers.add(ask(runner.get(), Kind.FORGET));
                answers.add(ask(runner.get(), Kind.STOP));
            } else if (done == 7) { // the other experiment is at work
                answers.add(ask(runner.get(), Kind.RESUME));
                CompletableFuture.runAsync(() -> answers.add(ask(runner.get(), Kind.FORGET))) // in no transaction
                        .join();
                answers.add(ask(runner.get(), Kind.FORGET));
            }
        });
        runner.set(new TestRunner(database, folder, training, clock).with("--runner.workers=1"));

        String both = SPEC + OTHER.substring(OTHER.indexOf("  other-moons"));
        try (TestRunner.Started started = runner.get().start(both)) {
            assertThat(started.get(RunCoordinator.class).awaitEnd(Duration.ofMinutes(1)))
                    .isTrue();
            assertThat(started.words("select experiment from run")).containsExactly("other-moons");
            assertThat(steps).hasValue(6 + STEPS);
        }
        assertThat(answers)
                .extracting(Answer::verdict)
                .containsExactly(Verdict.REFUSED, Verdict.GRANTED, Verdict.GRANTED, Verdict.GRANTED, Verdict.UNKNOWN);
        assertThat(answers.get(0).detail()).matches("Run 1 of two-moons is being run by process .*; stop it first");
        assertThat(answers.get(3).detail())
                .isEqualTo("Run 1 of two-moons is forgotten: 4 trials, 0 bytes of weights, 16 bytes of checkpoints");
    }

    @Test
    void whatCannotBeDoneIsToldWithItsReason() {
        TestRunner first = new TestRunner(database, folder, new FakeTraining((spec, step) -> {}), clock);
        first.run(SPEC, started -> {
            assertThat(ask(first, Kind.RETRY).detail())
                    .isEqualTo("Run 1 of two-moons has no trial that failed or was rejected");
            assertThat(first.bean(Operations.class).ask(Kind.STOP, "two-moons", 2))
                    .isEqualTo(new Answer(Verdict.UNKNOWN, "Experiment 'two-moons' has no run 2"));
            assertThat(first.bean(Operations.class).ask(Kind.STOP, "moons", 1).verdict())
                    .isEqualTo(Verdict.UNKNOWN);
        });

        TestRunner other = new TestRunner(database, folder, new FakeTraining((spec, step) -> {}), clock);
        other.run(OTHER, started -> {
            started.get(JdbcClient.class)
                    .sql("update run set state = 'stopped'")
                    .update();
            assertThat(ask(other, Kind.RESUME))
                    .isEqualTo(new Answer(
                            Verdict.REFUSED, "Run 1 of two-moons is of a spec that this process was not started with"));

            started.get(JdbcClient.class).sql("delete from lease").update();
            started.get(Leases.class).acquire("run/1", "elsewhere|4711|0|another boot|x", Duration.ofMinutes(1));
            for (Kind kind : Kind.values()) {
                assertThat(ask(other, kind))
                        .isEqualTo(new Answer(
                                Verdict.REFUSED,
                                "Run 1 of two-moons is being run by process 4711 on elsewhere, started at"
                                        + " 1970-01-01T00:00:00Z; ask it"));
            }
            clock.move(Duration.ofMinutes(2));
            assertThat(ask(other, Kind.STOP).verdict()).as("it has expired").isEqualTo(Verdict.GRANTED);
        });
    }

    private static Answer ask(TestRunner runner, Kind kind) {
        return runner.bean(Operations.class).ask(kind, "two-moons", 1);
    }
}
