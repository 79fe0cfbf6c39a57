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
import io.weightloom.spec.Fault;
import io.weightloom.spec.InvalidSpecException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
    void aSweepWithPruningIsNotExtended(boolean before) {
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
                .contains("runner.on-change is extend, which cannot add to a sweep with pruning: ")
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

    private static FakeTraining training() {
        return new FakeTraining((spec, step) -> {});
    }

    private TestRunner runner(FakeTraining training) {
        return new TestRunner(database, folder, training, clock);
    }

    @Test
    void aSearchThatIsGivenMoreTrialsProposesTheFirstOnesAgain() {
        String random = SPEC.replace("sweep:", "sweep:\n      search: random\n      max-trials: 4\n      round: 2")
                .replace("- {name: hypernet.z-dim, values: [2, 4]}", "- {name: hypernet.z-dim, min: 1, max: 64}");
        runner(training())
                .run(
                        random,
                        started -> assertThat(started.words("select count(*) from trial where role = 'hypernetwork'"))
                                .containsExactly("4"));

        FakeTraining second = training();
        runner(second).with(EXTEND).run(random.replace("max-trials: 4", "max-trials: 8"), started -> {
            assertThat(started.words("select count(*) from trial where role = 'hypernetwork'"))
                    .containsExactly("8");
            assertThat(started.words(
                            "select number from trial where role = 'hypernetwork' and round > 0 order by number"))
                    .hasSize(8)
                    .startsWith("1", "2", "3", "4");
        });
        assertThat(second.stepsDone()).isEqualTo(4 * STEPS);
        List<String> alone = new ArrayList<>();
        new TestRunner(TestDatabases.H2_MEMORY.fresh(), folder, training(), clock)
                .run(
                        random.replace("max-trials: 4", "max-trials: 8"),
                        started -> alone.addAll(
                                started.words("select hash from trial where role = 'hypernetwork' order by hash")));
        runner(training())
                .run(
                        random.replace("max-trials: 4", "max-trials: 8"),
                        started -> assertThat(started.words(
                                        "select hash from trial where role = 'hypernetwork' order by hash"))
                                .isEqualTo(alone));
    }
}
