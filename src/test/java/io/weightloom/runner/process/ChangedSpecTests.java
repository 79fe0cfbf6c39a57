package io.weightloom.runner.process;

import static io.weightloom.runner.process.TestRunner.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Experiments whose specs have changed since their last run. */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class ChangedSpecTests {

    /**
     * Two more points, before, between and after which those of {@link TestRunner#SPEC} are; another seed's are not.
     */
    private static final String WIDER = SPEC.replace("values: [2, 4]", "values: [1, 2, 3, 4]");

    private static final String EXTEND = "--runner.on-change=extend";

    private static final int STEPS = 12;

    private final Database database = TestDatabases.H2_FILE.fresh();
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T02:00:00Z"));

    @TempDir
    Path folder;

    @Test
    void aNewRunBeginsAndWhatDiffersIsTold(CapturedOutput output) {
        runner(training()).run(SPEC, started -> {});

        runner(training())
                .logging()
                .run(
                        WIDER.replace("epochs: 3", "epochs: 2"),
                        started ->
                                assertThat(started.words("select id from run")).hasSize(2));
        assertThat(output)
                .contains(
                        "two-moons: has changed since run 1: sweep.parameters[hypernet.z-dim].values was [2, 4] and is"
                                + " [1, 2, 3, 4]; training.epochs was 3 and is 2; this is a new run"
                                + " (--runner.on-change=extend adds to that one)");
    }

    @Test
    void aRunIsExtendedByTheTrialsThatAreNew() {
        runner(training()).run(SPEC, started -> {});

        FakeTraining second = training();
        runner(second).with(EXTEND).run(WIDER, started -> {
            assertThat(started.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(started.words("select id from run")).containsExactly("1");
            assertThat(started.words("select spec_hash from run"))
                    .doesNotContainAnyElementsOf(started.words("select spec_hash from earlier_spec"));
            assertThat(started.words("select position from earlier_spec")).containsExactly("0");
            assertThat(started.words("select concat(number, ' ', role) from trial order by number"))
                    .containsExactly(
                            "1 hypernetwork",
                            "2 hypernetwork",
                            "3 hypernetwork",
                            "4 hypernetwork",
                            "5 plain",
                            "6 plain",
                            "7 hypernetwork",
                            "8 hypernetwork",
                            "9 hypernetwork",
                            "10 hypernetwork");
            assertThat(started.words("select distinct outcome from trial")).containsExactly("completed");
            assertThat(started.words("select count(distinct hash) from trial")).containsExactly("10");
            assertThat(started.words("select count(*) from trial where role = 'hypernetwork' and round < 1"))
                    .containsExactly("0");
            assertThat(started.words("select count(*) from batch_job_instance")).containsExactly("2");
        });
        assertThat(second.stepsDone()).isEqualTo(4 * STEPS);
    }

    @Test
    void theSameCommandShowsAnExtendedRunAndTheEarlierSpecExtendsItBack() {
        runner(training()).run(SPEC, started -> {});
        runner(training()).with(EXTEND).run(WIDER, started -> {});

        FakeTraining again = training();
        runner(again)
                .with(EXTEND)
                .run(
                        WIDER,
                        started -> assertThat(started.words("select reopened from run"))
                                .containsExactly("1"));
        runner(again).with(EXTEND).run(SPEC, started -> {
            assertThat(started.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(started.words("select position from earlier_spec order by position"))
                    .containsExactly("0", "1");
            assertThat(started.words("select count(*) from trial")).containsExactly("10");
        });
        assertThat(again.stepsDone()).isZero();
    }

    @Test
    void newTrialsGetTheirControls() {
        runner(training()).run(SPEC, started -> {});

        runner(training())
                .with(EXTEND)
                .run(
                        SPEC.replace("repeats: 2", "repeats: 3"),
                        started -> assertThat(
                                        started.words("select number from trial where role = 'plain' order by number"))
                                .containsExactly("5", "6", "9"));
    }

    @Test
    void whatNobodyHasBegunOfTheEarlierSpecIsForgottenAndWhatHasBegunEnds() {
        AtomicReference<TestRunner> stopped = new AtomicReference<>();
        stopped.set(runner(new FakeTraining((spec, step) -> {
                    if (step == 5) {
                        stopped.get().bean(StopSignal.class).give();
                    }
                }))
                .with("--runner.workers=1"));
        stopped.get().run(SPEC, started -> assertThat(started.end()).isEqualTo(RunEnd.STOPPED));

        FakeTraining second = training();
        runner(second).with(EXTEND).run(SPEC.replace("values: [2, 4]", "values: [4]"), started -> {
            assertThat(started.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(started.words("select count(*) from trial where role = 'hypernetwork'"))
                    .containsExactly("3");
            assertThat(started.words("select distinct outcome from trial")).containsExactly("completed");
        });
        assertThat(second.stepsDone()).isEqualTo(STEPS - 5 + 4 * STEPS);
    }

    @Test
    void nothingIsRunOfAnExperimentThatIsRefused() {
        runner(training()).run(SPEC, started -> {});

        FakeTraining second = training();
        InvalidSpecException refused = catchThrowableOfType(
                InvalidSpecException.class,
                () -> runner(second)
                        .with("--runner.on-change=refuse")
                        .run(SPEC.replace("epochs: 3", "epochs: 2"), started -> {}));

        assertThat(refused.faults())
                .extracting(Fault::toString)
                .singleElement()
                .asString()
                .contains("experiments.two-moons")
                .contains("has changed since run 1: training.epochs was 3 and is 2; runner.on-change is refuse: fork"
                        + " begins a new run, and extend adds to that one");
        assertThat(ExitCodes.of(refused)).isEqualTo(2);
        assertThat(second.stepsDone()).isZero();
        runner(second)
                .with("--runner.on-change=refuse")
                .run(SPEC, started -> assertThat(started.end()).isEqualTo(RunEnd.COMPLETED));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noRunTakesAnotherPruning(boolean before) {
        String pruned =
                SPEC.replace("sweep:", "sweep:\n      round: 2\n      pruning: {kind: successive-halving, rungs: [1]}");
        String first = before ? pruned : SPEC;
        String changed = before ? SPEC : pruned;
        runner(training()).run(first, started -> {});

        FakeTraining second = training();
        InvalidSpecException refused = catchThrowableOfType(
                InvalidSpecException.class, () -> runner(second).with(EXTEND).run(changed, started -> {}));

        assertThat(refused.faults())
                .singleElement()
                .asString()
                .contains("experiments.two-moons")
                .contains("has changed since run 1: ")
                .contains("sweep.pruning.kind was " + (before ? "successive-halving and is not set" : "not set"))
                .contains("runner.on-change is extend, which cannot add to a sweep that is pruned in another way: ")
                .endsWith(
                        "fork begins a new run, which takes what completed, and the spec as it was goes on with run 1");
        assertThat(ExitCodes.of(refused)).isEqualTo(2);
        assertThat(second.stepsDone()).isZero();
        runner(second).with(EXTEND).run(first, started -> {
            assertThat(started.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(started.words("select position from earlier_spec")).isEmpty();
        });
        assertThat(second.stepsDone()).as("nothing was written").isZero();
        runner(second)
                .with("--runner.on-change=fork")
                .run(
                        changed,
                        started ->
                                assertThat(started.words("select id from run")).hasSize(2));
    }

    /** Twice as many trials as there were, with a last round that was short, and with one that was not. */
    @ParameterizedTest
    @CsvSource({"random, 6", "sobol, 8", "tpe, 12", "evolution, 12"})
    void aSearchThatIsGivenMoreTrialsEndsWithThoseOfANewRunBitForBit(String search, int trials) {
        String fewer = searched(search, trials, "score: validation");
        String more = searched(search, 2 * trials, "score: validation");
        List<String> anew = new ArrayList<>();
        new TestRunner(TestDatabases.H2_MEMORY.fresh(), folder, training(), clock)
                .run(more, started -> anew.addAll(started.words(BY_HASH)));
        runner(training()).run(fewer, started -> {});

        FakeTraining second = training();
        runner(second).with(EXTEND).run(more, started -> {
            assertThat(started.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(started.words("select id from run")).containsExactly("1");
            assertThat(started.words(BY_HASH)).hasSize(2 * trials).isEqualTo(anew);
        });
        assertThat(second.stepsDone()).isEqualTo((long) trials * STEPS);
    }

    /** Everything of a trial but its number and its times. */
    private static final String BY_HASH = """
            select concat(t.hash, ' ', t.round, ' ', t.place, ' ', t.point, ' ', t.outcome, ' ', t.validation_score, ' ',
                (select sum(m.train_loss) from metric m where m.trial_id = t.id))
            from trial t order by t.hash
            """;

    private static String searched(String search, int trials, String more) {
        return """
                experiments:
                  two-moons:
                    seed: 7
                    data: {source: moons, samples: 200}
                    target: {kind: mlp, layers: [2, 8, 2]}
                    hypernet: {generator: full, z-dim: 4, hidden: [8]}
                    training: {epochs: 3, batch-size: 16, optimizer: adam, learning-rate: 0.003}
                    sweep:
                      search: %s
                      max-trials: %s
                      %s
                      parameters:
                        - {name: training.learning-rate, min: 1.0e-4, max: 0.1, scale: log}
                        - {name: hypernet.z-dim, min: 1, max: 12}
                """.formatted(search, trials, more);
    }

    /** Where nothing is learned, all have the same points; what was decided stands, and who halted stays halted. */
    @ParameterizedTest
    @CsvSource({"sobol, median", "random, successive-halving", "tpe, hyperband"})
    void aPrunedSweepThatIsGivenMoreTrialsKeepsWhatWasDecided(String search, String kind) {
        String fewer = pruned(search, kind, 9);
        String more = pruned(search, kind, 18);
        List<String> anew = new ArrayList<>();
        new TestRunner(TestDatabases.H2_MEMORY.fresh(), folder, training(), clock)
                .run(more, started -> anew.addAll(started.words(POINTS)));
        List<String> decided = new ArrayList<>();
        List<String> ended = new ArrayList<>();
        FakeTraining first = training();
        runner(first).run(fewer, started -> {
            decided.addAll(started.words(DECIDED));
            ended.addAll(started.words(ENDED));
        });

        FakeTraining second = training();
        runner(second).with(EXTEND).run(more, started -> {
            assertThat(started.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(started.words("select id from run")).containsExactly("1");
            assertThat(started.words(DECIDED)).containsAll(decided).hasSizeGreaterThan(decided.size());
            assertThat(started.words(ENDED)).hasSize(18).startsWith(ended.toArray(String[]::new));
            assertThat(started.words("select place from trial order by number"))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 18)
                            .mapToObj(String::valueOf)
                            .toList());
            if (search.equals("tpe")) {
                assertThat(started.words(POINTS)).startsWith(anew.subList(0, 9).toArray(String[]::new));
            } else {
                assertThat(started.words(POINTS)).isEqualTo(anew);
            }
            assertThat(started.words("select count(*) from trial where outcome = 'halted' and halted_by <> 'pruning'"))
                    .containsExactly("0");
        });
        assertThat(second.stepsDone()).isPositive().isLessThan(9 * STEPS);
    }

    private static final String POINTS = "select concat(number, ' ', place, ' ', point) from trial order by number";
    private static final String ENDED =
            "select concat(number, ' ', outcome, ' ', detail, ' ', ended_at) from trial order by number";
    private static final String DECIDED = """
            select concat(t.number, ' ', d.rung, ' ', d.decision, ' ', d.reason) from pruning_decision d
            join trial t on t.id = d.trial_id where d.decision <> 'waits' order by t.number, d.rung
            """;

    private static String pruned(String search, String kind, int trials) {
        return searched(search, trials, "round: 6\n      pruning: {kind: " + kind + ", rungs: [1, 2]}");
    }

    @Test
    void aPrunedGridTakesMoreValues() {
        String pruned = SPEC.replace("    controls: [plain]\n", "")
                .replace("sweep:", "sweep:\n      round: 2\n      pruning: {kind: hyperband, rungs: [1, 2]}")
                .replace("values: [2, 4]", "values: [2, 4, 6, 8]");
        List<String> before = new ArrayList<>();
        runner(training()).run(pruned, started -> before.addAll(started.words(ENDED)));

        FakeTraining second = training();
        runner(second).with(EXTEND).run(pruned.replace("[2, 4, 6, 8]", "[1, 2, 3, 4, 6, 8]"), started -> {
            assertThat(started.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(started.words(ENDED)).hasSize(12).startsWith(before.toArray(String[]::new));
            assertThat(started.words("select distinct state from trial")).containsExactly("ended");
            assertThat(started.words("select place from trial order by round, place, number"))
                    .as("two seeds of each point, in the order of the grid")
                    .containsExactly("1", "1", "2", "2", "3", "3", "4", "4", "5", "5", "6", "6");
            assertThat(started.words("select count(*) from trial where round < 1"))
                    .containsExactly("0");
        });
        assertThat(second.stepsDone()).isLessThanOrEqualTo(4 * STEPS);
    }

    @Test
    void whatWaitsIsHaltedIfTheNewSpecDoesNotLeadToIt() {
        String pruned = SPEC.replace("    controls: [plain]\n", "")
                .replace("      repeats: 2\n", "")
                .replace("sweep:", "sweep:\n      round: 3\n      pruning: {kind: successive-halving, rungs: [1]}")
                .replace("values: [2, 4]", "values: [1, 2, 3, 4, 5, 6]");
        AtomicReference<TestRunner> stopped = new AtomicReference<>();
        stopped.set(runner(new FakeTraining((spec, step) -> {
                    if (spec.seed() == 7 && step == 2 && seen.incrementAndGet() == 5) {
                        stopped.get().bean(StopSignal.class).give();
                    }
                }))
                .with("--runner.workers=1"));
        stopped.get().run(pruned, started -> {
            assertThat(started.end()).isEqualTo(RunEnd.STOPPED);
            assertThat(started.words("select count(*) from trial where state = 'paused'"))
                    .containsExactly("3");
        });

        runner(training()).with(EXTEND).run(pruned.replace("[1, 2, 3, 4, 5, 6]", "[7, 8, 9]"), started -> {
            assertThat(started.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(started.words("select distinct state from trial")).containsExactly("ended");
            assertThat(started.words("select distinct detail from trial where halted_by = 'spec'"))
                    .containsExactly("the spec that its run was given while it was paused does not lead to it");
        });
    }

    private final AtomicInteger seen = new AtomicInteger();

    private static FakeTraining training() {
        return new FakeTraining((spec, step) -> {});
    }

    private TestRunner runner(FakeTraining training) {
        return new TestRunner(database, folder, training, clock);
    }
}
