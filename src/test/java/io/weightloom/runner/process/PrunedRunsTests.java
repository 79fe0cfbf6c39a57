package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Runs whose trials pause and halt. A step of training takes three seconds of the clock, a segment ten: four steps. */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class PrunedRunsTests {

    /** Nine points of six epochs, of four steps each; all reach epoch 1, three epoch 3, and one the end. */
    private static final String SPEC = spec("pruning: {kind: successive-halving, rungs: [1, 3]}");

    private static List<String> undisturbed;
    private static List<String> decided;

    private final Database database = TestDatabases.H2_FILE.fresh();
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T02:00:00Z"));
    private final AtomicLong steps = new AtomicLong();

    @TempDir
    Path folder;

    private static String spec(String sweep) {
        return """
                experiments:
                  two-moons:
                    seed: 7
                    data: {source: moons, samples: 200}
                    target: {kind: mlp, layers: [2, 8, 2]}
                    hypernet: {generator: full, z-dim: 4, hidden: [8]}
                    training: {epochs: 6, batch-size: 16, optimizer: adam, learning-rate: 0.003}
                    sweep:
                      parameters:
                        - {name: hypernet.z-dim, values: [1, 2, 3, 4, 5, 6, 7, 8, 9]}
                      %s
                """.formatted(sweep);
    }

    @BeforeAll
    static void runUndisturbed(@TempDir Path elsewhere) {
        MovableClock still = new MovableClock(Instant.EPOCH);
        FakeTraining training = new FakeTraining((spec, step) -> {});
        new TestRunner(TestDatabases.H2_MEMORY.fresh(), elsewhere, training, still).run(SPEC, runner -> {
            undisturbed = runner.numbers();
            decided = decided(runner);
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(ExitCodes.of(runner.end())).isZero();
            assertThat(runner.words("select concat(count(*), ' ', outcome) from trial group by outcome order by 1"))
                    .containsExactly("1 completed", "8 halted");
            assertThat(runner.words("select distinct state from trial")).containsExactly("ended");
            assertThat(training.stepsDone())
                    .as("9 to epoch 1, 3 to epoch 3, 1 to epoch 6")
                    .isEqualTo(4 * (9 + 3 * 2 + 3));
        });
    }

    private static List<String> decided(TestRunner.Started runner) {
        return runner.words("""
                select concat(t.number, ' ', t.state, ' ', t.outcome, ' ', t.detail, ' ', d.rung, ' ', d.epoch, ' ',
                    d.decision, ' ', d.reason)
                from trial t join pruning_decision d on d.trial_id = t.id order by t.number, d.rung
                """);
    }

    @Test
    void everyDecisionIsStoredWithItsReasonWhichIsWhyATrialHalted() {
        assertThat(decided).hasSize(12);
        assertThat(decided).filteredOn(line -> line.contains(" goes-on ")).hasSize(4);
        assertThat(decided)
                .filteredOn(line -> line.contains(" 1 1 halts "))
                .hasSize(6)
                .allMatch(line ->
                        line.matches("\\d ended halted (rung 1, epoch 1: \\dth of 9 by validation score; 3 go on)"
                                + " 1 1 halts \\1"));
    }

    @Test
    void whoHaltedKeepsItsCheckpointAndItsPlace() {
        FakeTraining training = new FakeTraining((spec, step) -> {});
        new TestRunner(database, folder, training, clock).run(SPEC, runner -> {
            List<String> named = runner.words("select file_name from checkpoint order by file_name");

            assertThat(named).hasSize(8);
            assertThat(files())
                    .as("two of a trial at most, and of none but these")
                    .containsAll(named);
            assertThat(files())
                    .hasSizeLessThanOrEqualTo(16)
                    .allMatch(file ->
                            named.stream().anyMatch(kept -> file.startsWith(kept.substring(0, kept.indexOf("-c")))));
            assertThat(runner.words(
                            "select concat(c.epoch, ' ', count(*)) from checkpoint c group by c.epoch order by 1"))
                    .containsExactly("1 6", "3 2");
        });
        new TestRunner(database, folder, training, clock)
                .run(SPEC, runner -> assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED));
        assertThat(training.stepsDone()).as("a complete run trains nothing").isEqualTo(4 * 18);
    }

    /** In the midst of the first rung, where a trial pauses, between two rounds, in the last stretch. */
    @Test
    void aRunThatIsStoppedAnywhereDecidesAndEndsAsIfItHadNotBeen() {
        for (long at : new long[] {2, 4, 36, 39, 44, 62}) {
            Database fresh = TestDatabases.H2_FILE.fresh();
            steps.set(0);
            Path own = folder.resolve("at-" + at);
            try {
                Files.createDirectory(own);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            TestRunner[] first = new TestRunner[1];
            FakeTraining training = new FakeTraining((spec, step) -> {
                clock.move(Duration.ofSeconds(3));
                if (steps.incrementAndGet() == at) {
                    first[0].bean(StopSignal.class).give();
                }
            });
            first[0] = new TestRunner(fresh, own, training, clock).with("--runner.workers=1");
            first[0].run(SPEC, runner -> assertThat(runner.end()).isEqualTo(RunEnd.STOPPED));

            new TestRunner(fresh, own, training, clock)
                    .with("--runner.workers=1")
                    .run(SPEC, runner -> {
                        assertThat(runner.end()).as("stopped at step %s", at).isEqualTo(RunEnd.COMPLETED);
                        assertThat(runner.numbers())
                                .as("stopped at step %s", at)
                                .isEqualTo(undisturbed);
                        assertThat(decided(runner)).as("stopped at step %s", at).isEqualTo(decided);
                    });
            assertThat(training.stepsDone()).isEqualTo(4 * 18);
        }
    }

    @Test
    void numbersDoNotDependOnWhereATrialPausedNorOnWorkers() {
        new TestRunner(database, folder, new FakeTraining((spec, step) -> {}), clock)
                .with("--runner.workers=3")
                .run(SPEC, runner -> {
                    assertThat(runner.numbers()).isEqualTo(undisturbed);
                    assertThat(decided(runner)).isEqualTo(decided);
                });
        Database other = TestDatabases.H2_MEMORY.fresh();
        new TestRunner(other, folder, new FakeTraining((spec, step) -> {}), clock)
                .run(
                        spec("search: grid"),
                        runner -> assertThat(runner.numbers())
                                .containsAll(undisturbed.stream()
                                        .filter(line -> line.contains(" completed "))
                                        .toList()));
    }

    @Test
    void aTrialThatTakesTooLongHaltsCountedOverAllProcessesAndTheRunEndsWell() {
        String spec = spec("max-seconds: 20").replace("[1, 2, 3, 4, 5, 6, 7, 8, 9]", "[1, 2]");
        TestRunner[] first = new TestRunner[1];
        FakeTraining training = new FakeTraining((trial, step) -> {
            clock.move(Duration.ofSeconds(3));
            if (steps.incrementAndGet() == 2) {
                first[0].bean(StopSignal.class).give();
            }
        });
        first[0] = new TestRunner(database, folder, training, clock).with("--runner.workers=1");
        first[0].run(spec, runner -> assertThat(runner.end()).isEqualTo(RunEnd.STOPPED));

        new TestRunner(database, folder, training, clock)
                .with("--runner.workers=1")
                .run(spec, runner -> {
                    assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
                    assertThat(runner.words("select concat(outcome, ': ', detail) from trial order by number"))
                            .containsExactly(
                                    "halted: it took 21.0 s, and max-seconds is 20",
                                    "halted: it took 21.0 s, and max-seconds is 20");
                    assertThat(runner.words("select epoch from checkpoint")).containsExactly("1", "1");
                });
        assertThat(training.stepsDone()).as("seven steps of three seconds each").isEqualTo(2 * 7);

        new TestRunner(database, folder, training, clock)
                .run(spec, runner -> assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED));
        assertThat(training.stepsDone()).as("no time is left").isEqualTo(2 * 7);

        new TestRunner(database, folder, training, clock)
                .with("--runner.workers=1")
                .run(spec.replace("max-seconds: 20", "max-seconds: 72"), runner -> {
                    assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
                    assertThat(runner.words("select id from run")).containsExactly("1");
                    assertThat(runner.words("select concat(outcome, ' ', detail, ' ', halted_by) from trial"))
                            .containsExactly("completed  ", "completed  ");
                    assertThat(runner.numbers())
                            .isEqualTo(undisturbed(folder, spec.replace("max-seconds: 20", "search: grid")));
                });
        assertThat(training.stepsDone()).as("each went on where it was").isEqualTo(2 * 6 * 4);
    }

    private static List<String> undisturbed(Path folder, String spec) {
        List<String> numbers = new ArrayList<>();
        new TestRunner(
                        TestDatabases.H2_MEMORY.fresh(),
                        folder,
                        new FakeTraining((trial, step) -> {}),
                        new MovableClock(Instant.EPOCH))
                .run(spec, runner -> numbers.addAll(runner.numbers()));
        return numbers;
    }

    @Test
    void onlyWhoDidNotHaltIsComparedWithAControl() {
        new TestRunner(database, folder, new FakeTraining((spec, step) -> {}), clock)
                .run(
                        SPEC.replace("hypernet.z-dim", "target.layers")
                                .replace("[1, 2, 3, 4, 5, 6, 7, 8, 9]", "[[2, 4, 2], [2, 5, 2], [2, 6, 2]]")
                                .replace("    sweep:", "    controls: [plain, matched]\n    sweep:"),
                        runner -> {
                            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
                            assertThat(runner.words("""
                                    select concat(count(*), ' ', role, ' ', outcome) from trial
                                    group by role, outcome order by role, outcome
                                    """))
                                    .containsExactly(
                                            "1 hypernetwork completed",
                                            "2 hypernetwork halted",
                                            "1 matched completed",
                                            "1 plain completed");
                            assertThat(runner.get(MeterRegistry.class)
                                            .get("weightloom.trials")
                                            .tag("outcome", "halted")
                                            .counter()
                                            .count())
                                    .isEqualTo(2);
                        });
    }

    private List<String> files() {
        try (Stream<Path> files = Files.list(folder.resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
