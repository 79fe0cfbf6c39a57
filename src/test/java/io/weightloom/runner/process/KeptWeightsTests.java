package io.weightloom.runner.process;

import static io.weightloom.runner.process.TestRunner.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.review.ExperimentReview;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.review.TrialSummary;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.store.Artifacts;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.store.WeightsRecord.State;
import io.weightloom.runner.worker.FakeTraining;
import io.weightloom.trial.TrainedWeights;
import io.weightloom.trial.TrialOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What runs leave of what their trials have learned, however they come to their end. */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class KeptWeightsTests {

    private static final String CHECKSUMS = """
            select concat(t.number, ' ', w.state, ' ', w.sha256)
            from trial t join trained_weights w on w.trial_id = t.id
            order by t.number
            """;

    private static List<String> uninterrupted = List.of();

    private final Database database = TestDatabases.H2_FILE.fresh();
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T02:00:00Z"));
    private final AtomicBoolean done = new AtomicBoolean();

    @TempDir
    Path folder;

    private Path artifacts;

    @BeforeAll
    static void trainWithoutInterruption(@TempDir Path elsewhere) {
        new TestRunner(
                        TestDatabases.H2_MEMORY.fresh(),
                        elsewhere,
                        new FakeTraining((spec, step) -> {}),
                        new MovableClock(Instant.EPOCH))
                .run(SPEC, runner -> uninterrupted = runner.words(CHECKSUMS));
    }

    @BeforeEach
    void nameTheFolder() {
        artifacts = folder.resolve("artifacts");
    }

    @ParameterizedTest
    @EnumSource
    void everyTrialThatCompletesLeavesWeightsThatCanBeReadAgain(TestDatabases databases) {
        new TestRunner(databases.fresh(), folder, new FakeTraining((spec, step) -> {}), clock).run(SPEC, runner -> {
            assertThat(runner.words(CHECKSUMS)).hasSize(6).isEqualTo(uninterrupted);
            assertThat(trials(runner)).allSatisfy(trial -> {
                TrainedWeights weights = TrainedWeights.read(
                        runner.get(Artifacts.class).load(trial.id()).orElseThrow());
                assertThat(weights.size()).isEqualTo(trial.ledger().trainable());
            });
        });
    }

    @Test
    void aRunThatWasStoppedLeavesTheSameWeightsInFilesToo() {
        runner(6, runner -> runner.bean(StopSignal.class).give())
                .with("--runner.artifacts=" + artifacts)
                .run(SPEC, runner -> assertThat(files()).isEmpty());

        runner().with("--runner.artifacts=" + artifacts).run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.words(CHECKSUMS)).isEqualTo(uninterrupted);
            assertThat(files()).isEqualTo(told(runner));
        });
    }

    /** As a runner leaves it that is killed between the file and the commit that tells of it. */
    @Test
    void aFileWhoseRowNeverCameIsNoWeightsAndIsGoneWhenTheRunHasEnded() {
        TestRunner first = runner(1, runner -> plant(runner, "trained_weights", "state <> 'kept'"))
                .with("--runner.artifacts=" + artifacts);
        first.run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.FAILED);
            assertThat(runner.words("select number from trial where state = 'ended'"))
                    .isEmpty();
            assertThat(files()).isNotEmpty().allMatch(file -> file.endsWith("-c1.safetensors"));
            remove(runner, "trained_weights");
        });

        runner().with("--runner.artifacts=" + artifacts).run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.words(CHECKSUMS)).isEqualTo(uninterrupted);
            assertThat(files()).isEqualTo(told(runner)).hasSize(6);
            assertThat(files().get(0))
                    .endsWith("-1-t00001-c3.safetensors"); // by its successor, whose start cut off the first one
        });
    }

    @Test
    void weightsThatCannotBeWrittenCostOneSegmentAndCompleteNothing(CapturedOutput output) throws IOException {
        Files.createFile(artifacts);
        runner().with("--runner.artifacts=" + artifacts).logging().run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.FAILED);
            assertThat(ExitCodes.of(runner.end())).isEqualTo(1);
            assertThat(runner.words("select outcome from trial where outcome is not null"))
                    .isEmpty();
            assertThat(runner.words("select segment from checkpoint")).containsExactly("2");
        });
        assertThat(output)
                .containsPattern("ERROR two-moons, run 1 failed. The weights \\S+-t00001-c1.safetensors cannot be"
                        + " written: a file stands where the folder should be. This segment is lost, all before it is"
                        + " safe.")
                .doesNotContain("The same happened")
                .doesNotContain("\tat ");

        Files.delete(artifacts);
        runner().with("--runner.artifacts=" + artifacts).run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.words(CHECKSUMS)).isEqualTo(uninterrupted);
        });
    }

    @Test
    void weightsThatAreNotToBeKeptAreNotAndTheirTrialsSayWhy() {
        runner().with("--runner.keep-weights=none", "--runner.artifacts=" + artifacts)
                .run(SPEC, runner -> {
                    assertThat(states(runner, trials(runner))).containsOnly(State.SWITCHED_OFF);
                    assertThat(files()).isEmpty();
                });
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheFrontsWeightsAreLeftOfARunThatHasEndedIfTheyAreAllThatIsToBeKept(
            TestDatabases databases, CapturedOutput output) {
        TestRunner front = new TestRunner(databases.fresh(), folder, new FakeTraining((spec, step) -> {}), clock)
                .with("--runner.keep-weights=front")
                .logging();

        front.run(SPEC, runner -> {
            List<TrialSummary> on =
                    trials(runner).stream().filter(TrialSummary::onFront).toList();
            List<TrialSummary> off =
                    trials(runner).stream().filter(trial -> !trial.onFront()).toList();
            assertThat(on).as("all seeds of at least one point").hasSizeGreaterThanOrEqualTo(2);
            assertThat(off).hasSizeGreaterThanOrEqualTo(2);
            assertThat(states(runner, on)).containsOnly(State.KEPT);
            assertThat(states(runner, off)).containsOnly(State.OFF_FRONT);
            assertThat(runner.words("select distinct trial_id from weights_chunk"))
                    .containsExactlyInAnyOrderElementsOf(
                            on.stream().map(trial -> String.valueOf(trial.id())).toList());
            assertThat(output)
                    .containsPattern(
                            "two-moons, run 1: the weights of %s trials off the front were dropped, [\\d,]+ bytes;"
                                    .formatted(off.size()))
                    .contains("; those of %s on it are kept".formatted(on.size()));
        });
    }

    @Test
    void beforeTheRunHasEndedAllAreKept() {
        runner(Long.MAX_VALUE, runner -> {})
                .with("--runner.keep-weights=front")
                .run(SPEC, runner -> {}); // a run that ends, beside which another one does not
        AtomicReference<List<String>> before = new AtomicReference<>(List.of());
        AtomicReference<TestRunner> second = new AtomicReference<>();
        FakeTraining training = new FakeTraining((spec, step) -> {
            if (step == 12) { // of every trial, the last one of the run among them
                before.set(second.get()
                        .bean(JdbcClient.class)
                        .sql("select state from trained_weights where trial_id > 6")
                        .query((row, i) -> row.getString(1))
                        .list());
            }
        });
        second.set(new TestRunner(database, folder, training, clock)
                .with("--runner.workers=1", "--runner.keep-weights=front", "--runner.rerun=true"));

        second.get()
                .run(
                        SPEC,
                        runner -> assertThat(runner.words(
                                        "select distinct state from trained_weights where trial_id > 6 order by state"))
                                .containsExactly("kept", "off-front"));

        assertThat(before.get()).hasSize(5).containsOnly("kept");
    }

    @Test
    void aRunWithoutAFrontKeepsAll() {
        FakeTraining training = new FakeTraining((spec, step) -> {}).ending(7, new TrialOutcome.Diverged(2, 5));

        new TestRunner(database, folder, training, clock)
                .with("--runner.keep-weights=front")
                .run(SPEC, runner -> {
                    assertThat(trials(runner)).noneMatch(TrialSummary::onFront);
                    assertThat(runner.words("select state from trained_weights"))
                            .containsExactly("kept", "kept", "kept");
                });
    }

    @Test
    void aRunnerThatIsKilledWhileItDropsGoesOnDropping() {
        runner(1, runner -> plant(runner, "trained_weights", "state <> 'off-front'"))
                .with("--runner.keep-weights=front", "--runner.artifacts=" + artifacts)
                .run(SPEC, runner -> {
                    assertThat(runner.words("select distinct outcome from trial"))
                            .containsExactly("completed");
                    assertThat(runner.words("select state from run")).containsExactly("failed");
                    assertThat(files()).hasSize(6);
                    remove(runner, "trained_weights");
                });

        runner().with("--runner.keep-weights=front", "--runner.artifacts=" + artifacts)
                .run(SPEC, runner -> {
                    assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
                    assertThat(runner.words("select distinct state from trained_weights"))
                            .containsExactlyInAnyOrder("kept", "off-front");
                    assertThat(files()).isEqualTo(told(runner)).hasSizeLessThan(6);
                });
    }

    private TestRunner runner() {
        return runner(Long.MAX_VALUE, runner -> {});
    }

    /** One worker that trains, and does something once before a step of the first trial; a segment is four steps. */
    private TestRunner runner(long at, Consumer<TestRunner> event) {
        AtomicReference<TestRunner> self = new AtomicReference<>();
        FakeTraining training = new FakeTraining((spec, step) -> {
            clock.move(Duration.ofSeconds(3));
            if (step == at && done.compareAndSet(false, true)) {
                event.accept(self.get());
            }
        });
        self.set(new TestRunner(database, folder, training, clock).with("--runner.workers=1"));
        return self.get();
    }

    /** Makes the database refuse rows. */
    private static void plant(TestRunner runner, String table, String allowed) {
        runner.bean(JdbcClient.class)
                .sql("alter table %s add constraint planted check (%s)".formatted(table, allowed))
                .update();
    }

    private static void remove(TestRunner.Started runner, String table) {
        runner.get(JdbcClient.class)
                .sql("alter table %s drop constraint planted".formatted(table))
                .update();
    }

    private static List<TrialSummary> trials(TestRunner.Started runner) {
        return runner.get(Review.class)
                .latest("two-moons")
                .map(ExperimentReview::trials)
                .orElseThrow();
    }

    private static List<State> states(TestRunner.Started runner, List<TrialSummary> trials) {
        return trials.stream()
                .map(trial -> runner.get(Artifacts.class)
                        .find(trial.id())
                        .orElseThrow()
                        .state())
                .toList();
    }

    private static List<String> told(TestRunner.Started runner) {
        return runner.words("select file_name from trained_weights where file_name is not null order by file_name");
    }

    private List<String> files() {
        if (!Files.exists(artifacts)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(artifacts)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
