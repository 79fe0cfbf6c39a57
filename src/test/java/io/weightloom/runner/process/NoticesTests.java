package io.weightloom.runner.process;

import static io.weightloom.runner.process.TestRunner.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.run.RunEndings;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import io.weightloom.trial.TrialOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs whose end is told to a receiver. When the application is closed, it has been. */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class NoticesTests {

    private static final Instant NIGHT = Instant.parse("2026-11-20T02:00:00Z");

    private final ReceivingServer receiver = new ReceivingServer();
    private final Database database = TestDatabases.H2_MEMORY.fresh();
    private final MovableClock clock = new MovableClock(NIGHT);

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void aCompleteRunIsToldOfOnceWithItsCountsAndItsBestPoint(CapturedOutput output) {
        runner(training()).run(SPEC, started -> {});
        runner(training()).run(SPEC, started -> assertThat(started.end()).isEqualTo(RunEnd.COMPLETED));

        JsonNode message = only();
        assertThat(message.get("experiment").asString()).isEqualTo("two-moons");
        assertThat(message.get("run").asLong()).isEqualTo(1);
        assertThat(message.get("state").asString()).isEqualTo("completed");
        assertThat(message.get("end").asString()).isEqualTo("completed");
        assertThat(message.get("createdAt").asString()).isEqualTo("2026-11-20T02:00:00Z");
        assertThat(message.at("/counts/completed").asInt()).isEqualTo(6);
        assertThat(message.at("/counts/failed").asInt()).isZero();
        assertThat(message.at("/best/trial").asInt()).isPositive();
        assertThat(message.at("/best/score").asDouble()).isPositive();
        assertThat(message.at("/best/ratio").asDouble()).isPositive();
        for (String none : new String[] {"fireTime", "warning", "link", "failure"}) {
            assertThat(message.get(none).isNull()).as(none).isTrue();
        }
        assertThat(output).doesNotContain("s3cret").doesNotContain("t0ken");
        assertThat(String.join("\n", dump()))
                .contains("two-moons")
                .doesNotContain("s3cret")
                .doesNotContain("t0ken");
    }

    @Test
    void aRunWithTrialsThatFailedIsToldOf() {
        runner(training().ending(8, new TrialOutcome.Failed("a bug"))).run(SPEC, started -> {});

        assertThat(only().get("end").asString()).isEqualTo("trials-failed");
        assertThat(only().at("/counts/failed").asInt()).isEqualTo(3);
    }

    @Test
    void aRunThatIsStoppedIsToldOfAndSoIsItsEndWhenItGoesOn() {
        TestRunner[] stopping = new TestRunner[1];
        stopping[0] = runner(new FakeTraining((spec, step) -> {
            if (step == 5) {
                stopping[0].bean(StopSignal.class).give();
            }
        }));
        stopping[0].run(SPEC, started -> {});
        assertThat(only().get("state").asString()).isEqualTo("stopped");

        runner(training()).run(SPEC, started -> {});
        assertThat(receiver.bodies()).hasSize(2).last().asString().contains("\"state\":\"completed\"");
    }

    @Test
    void aRunThatADefectEndsIsToldOfWithTheReason() {
        runner(new FakeTraining((spec, step) -> {
                    throw new OutOfMemoryError("no heap");
                }))
                .run(SPEC, started -> assertThat(started.end()).isEqualTo(RunEnd.FAILED));

        assertThat(only().get("state").asString()).isEqualTo("failed");
        assertThat(only().get("failure").asString()).isEqualTo("OutOfMemoryError: no heap");
    }

    @Test
    void aRunEndsAsItDoesWhetherTheReceiverTakesTheMessageOrNot(CapturedOutput output) {
        receiver.answers().add(410);

        runner(training()).run(SPEC, started -> assertThat(started.end()).isEqualTo(RunEnd.COMPLETED));

        assertThat(receiver.bodies()).hasSize(1);
        assertThat(output).containsOnlyOnce("answered with 410").doesNotContain("s3cret");
    }

    @Test
    void aHistoryThatCannotBeReadMakesTheMessageShorterAndTheRunNoOther(CapturedOutput output) {
        List<String> threads = new CopyOnWriteArrayList<>();
        Notices notices = new Notices(
                run -> {
                    threads.add(Thread.currentThread().getName());
                    throw new IllegalStateException("an odd row");
                },
                Optional::empty,
                new Postbox(new Receiver(receiver.address(""))));
        notices.start();

        notices.ended(new RunEndings.Ended("two-moons", Optional.empty(), RunEnd.COMPLETED, Optional.empty()));
        notices.stop();

        assertThat(threads).containsExactly("notices");
        assertThat(only().get("end").asString()).isEqualTo("completed");
        assertThat(only().get("counts").isNull()).isTrue();
        assertThat(output)
                .containsOnlyOnce("WARN")
                .contains("The message about the end of a run of two-moons tells less, because its history cannot be"
                        + " read");
    }

    private JsonNode only() {
        assertThat(receiver.bodies()).hasSize(1);
        return new JsonMapper().readTree(receiver.bodies().get(0));
    }

    private List<String> dump() {
        return JdbcClient.create(database.dataSource())
                .sql("script")
                .query(String.class)
                .list();
    }

    private FakeTraining training() {
        return new FakeTraining((spec, step) -> clock.move(Duration.ofSeconds(1)));
    }

    private TestRunner runner(FakeTraining training) {
        return new TestRunner(database, folder, training, clock)
                .with("--runner.workers=1", "--runner.notify.url=" + receiver.address("me:p4ss@"))
                .logging();
    }
}
