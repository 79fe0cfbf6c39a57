package io.weightloom.runner.process;

import static io.weightloom.runner.process.TestRunner.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import io.weightloom.trial.TrialOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trials that failed or were rejected, and are trained again in the same run. A step takes three seconds of the clock.
 */
class RetryTests {

    private static final String RETRY = "--runner.retry-failed=true";

    private final Database database = TestDatabases.H2_FILE.fresh();
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T02:00:00Z"));

    @TempDir
    Path folder;

    @Test
    void onlyTrialsThatFailedOrWereRejectedAreTrainedAgain() {
        List<String> unharmed = numbersOf(TestDatabases.H2_MEMORY.fresh());
        FakeTraining harmed = training()
                .ending(7, new TrialOutcome.Rejected(List.of("z has no gradient")))
                .ending(8, new TrialOutcome.Failed("a bug"));
        runner(harmed).run(SPEC, started -> assertThat(started.end()).isEqualTo(RunEnd.TRIALS_FAILED));

        FakeTraining again = training();
        runner(again).with(RETRY).run(SPEC, started -> {
            assertThat(started.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(started.words("select id from run")).hasSize(1);
            assertThat(started.words("select number from trial")).hasSize(6);
            assertThat(started.words("select distinct coalesce(detail, 'none') from trial"))
                    .containsExactly("none");
            assertThat(started.words("select status from batch_job_execution order by job_execution_id"))
                    .containsExactly("COMPLETED", "COMPLETED");
            assertThat(started.numbers()).isEqualTo(unharmed);
        });
        assertThat(again.stepsDone()).isEqualTo(6 * 12);
    }

    @Test
    void whatEndedWellStaysAsItIs() {
        runner(training().ending(8, new TrialOutcome.Failed("a bug"))).run(SPEC, started -> {});

        FakeTraining again = training();
        runner(again)
                .with(RETRY)
                .run(
                        SPEC,
                        started -> assertThat(started.words("select claim from trial order by number"))
                                .containsExactly("1", "2", "1", "2", "1", "2"));
        assertThat(again.stepsByTrial().keySet())
                .hasSize(3)
                .allSatisfy(trial -> assertThat(trial).endsWith("seed 8"));
    }

    @Test
    void aRunWithoutSuchTrialsIsShown() {
        runner(training().ending(8, new TrialOutcome.Diverged(2, 5))).run(SPEC, started -> {});

        FakeTraining again = training();
        runner(again).with(RETRY).run(SPEC, started -> {
            assertThat(started.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(started.words("select reopened from run")).containsExactly("0");
            assertThat(started.words("select job_execution_id from batch_job_execution"))
                    .hasSize(1);
        });
        assertThat(again.stepsDone()).isZero();
    }

    @Test
    void whatFailsAgainIsToldAndCanBeTriedOnceMore() {
        for (int start = 0; start <= 2; start++) {
            String reopened = String.valueOf(start);
            runner(training().ending(7, new TrialOutcome.Failed("a bug")))
                    .with(RETRY)
                    .run(SPEC, started -> {
                        assertThat(started.end()).isEqualTo(RunEnd.TRIALS_FAILED);
                        assertThat(started.words("select reopened from run")).containsExactly(reopened);
                        assertThat(started.words("select detail from trial where outcome = 'failed'"))
                                .hasSize(3)
                                .containsOnly("a bug");
                    });
        }
    }

    @Test
    void theFailedTrialsOfAStoppedRunAreTrainedAgainWhenItGoesOn() {
        List<String> unharmed = numbersOf(TestDatabases.H2_MEMORY.fresh());
        AtomicReference<TestRunner> stopped = new AtomicReference<>();
        FakeTraining first = new FakeTraining((spec, step) -> {
                    clock.move(Duration.ofSeconds(3));
                    if (spec.seed() == 8 && step == 3) {
                        stopped.get().bean(StopSignal.class).give();
                    }
                })
                .ending(7, new TrialOutcome.Failed("a bug"));
        stopped.set(runner(first).with("--runner.workers=1"));
        stopped.get().run(SPEC, started -> {
            assertThat(started.end()).isEqualTo(RunEnd.STOPPED);
            assertThat(started.words("select outcome from trial where outcome is not null"))
                    .containsExactly("failed");
        });

        runner(training()).with(RETRY).run(SPEC, started -> {
            assertThat(started.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(started.numbers()).isEqualTo(unharmed);
            assertThat(started.words("select distinct status from batch_job_execution"))
                    .containsExactlyInAnyOrder("STOPPED", "COMPLETED");
        });
    }

    @Test
    void aRetryThatIsStoppedGoesOnWithoutTheOption() {
        runner(training().ending(8, new TrialOutcome.Failed("a bug"))).run(SPEC, started -> {});
        AtomicReference<TestRunner> stopped = new AtomicReference<>();
        stopped.set(runner(new FakeTraining((spec, step) -> {
                    clock.move(Duration.ofSeconds(3));
                    if (step == 7) {
                        stopped.get().bean(StopSignal.class).give();
                    }
                }))
                .with(RETRY, "--runner.workers=1"));
        stopped.get().run(SPEC, started -> assertThat(started.end()).isEqualTo(RunEnd.STOPPED));

        runner(training()).run(SPEC, started -> {
            assertThat(started.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(started.words("select distinct outcome from trial")).containsExactly("completed");
            assertThat(started.numbers()).isEqualTo(numbersOf(TestDatabases.H2_MEMORY.fresh()));
        });
    }

    private List<String> numbersOf(Database fresh) {
        AtomicReference<List<String>> numbers = new AtomicReference<>(List.of());
        new TestRunner(fresh, folder, training(), clock).run(SPEC, started -> numbers.set(started.numbers()));
        return numbers.get();
    }

    private FakeTraining training() {
        return new FakeTraining((spec, step) -> clock.move(Duration.ofSeconds(3)));
    }

    private TestRunner runner(FakeTraining training) {
        return new TestRunner(database, folder, training, clock);
    }
}
