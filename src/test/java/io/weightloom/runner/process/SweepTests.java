package io.weightloom.runner.process;

import static io.weightloom.runner.process.TestRunner.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import io.weightloom.trial.TrialOutcome;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.batch.core.job.Job;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whole sweeps on a file of H2, the default database. A step of training takes three seconds of the clock. */
class SweepTests {

    private static final Long[] ALL_STEPS = {1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L};

    private final Database database = TestDatabases.H2_FILE.fresh();
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T02:00:00Z"));
    private final FakeTraining training = new FakeTraining((spec, step) -> clock.move(Duration.ofSeconds(3)));

    @TempDir
    Path folder;

    @Test
    void aSweepTrainsEveryTrialAndThenItsControls() {
        runner().run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.words("select outcome from trial")).hasSize(6).containsOnly("completed");
            assertThat(runner.words("select role from trial order by number"))
                    .containsExactly("hypernetwork", "hypernetwork", "hypernetwork", "hypernetwork", "plain", "plain");
            assertThat(runner.words("select state from run")).containsExactly("completed");
        });
        assertThat(training.stepsByTrial().values())
                .hasSize(6)
                .allSatisfy(steps -> assertThat(steps).containsExactly(ALL_STEPS));
        assertThat(training.open()).isZero();
    }

    @Test
    void aTrialThatHasEndedLeavesNoCheckpoint() {
        runner().run(SPEC, runner -> assertThat(folder.resolve("checkpoints")).isEmptyDirectory());
    }

    @Test
    void batchKeepsItsTablesInTheFileOfTheDatabase() { // pitfall: only the resourceless store, or no schema for a file
        runner().run(SPEC, runner -> {});

        runner().run("runner: {rerun: false}", runner -> {
            assertThat(runner.words("select job_name from batch_job_instance")).containsExactly("sweep");
            assertThat(runner.words("select status from batch_job_execution")).containsExactly("COMPLETED");
            assertThat(runner.words("select step_name from batch_step_execution where step_name like 'trial:%'"))
                    .containsExactlyInAnyOrder(
                            "trial:t00001",
                            "trial:t00002",
                            "trial:t00003",
                            "trial:t00004",
                            "trial:t00005",
                            "trial:t00006");
            assertThat(runner.words("select status from batch_step_execution")).containsOnly("COMPLETED");
        });
    }

    @Test
    void theSameCommandAgainTrainsNothing() { // pitfall: JobInstanceAlreadyCompleteException
        runner().run(SPEC, runner -> {});
        long before = training.stepsDone();

        runner().run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.words("select id from run")).hasSize(1);
            assertThat(runner.words("select job_execution_id from batch_job_execution"))
                    .hasSize(1);
        });
        assertThat(training.stepsDone()).isEqualTo(before);
    }

    @Test
    void aChangedSpecIsANewRun() { // pitfall: empty job parameters, so that the second spec cannot run
        runner().run(SPEC, runner -> {});

        runner().run(SPEC.replace("epochs: 3", "epochs: 2"), runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.words("select state from run")).containsExactly("completed", "completed");
            assertThat(runner.words("select job_instance_id from batch_job_instance"))
                    .hasSize(2);
        });
    }

    @Test
    void aRerunIsANewAttemptAtTheSameSpec() {
        runner().run(SPEC, runner -> {});

        runner().with("--runner.rerun=true").run(SPEC, runner -> {
            assertThat(runner.words("select attempt from run order by id")).containsExactly("1", "2");
            assertThat(runner.words("select distinct spec_hash from run")).hasSize(1);
            List<String> numbers = runner.numbers();
            assertThat(numbers.subList(0, 18)).isEqualTo(numbers.subList(18, 36));
        });
        assertThat(training.stepsDone()).isEqualTo(2 * 6 * 12);
    }

    @Test
    void parametersAreShortAndNoIncrementerReplacesThem() { // pitfalls: VARCHAR(2500), ignored parameters
        runner().run(SPEC, runner -> {
            assertThat(runner.get(Job.class).getJobParametersIncrementer()).isNull();
            assertThat(runner.words("select parameter_name from batch_job_execution_params where identifying = 'Y'"))
                    .containsExactlyInAnyOrder("run", "experiment", "spec", "attempt");
            assertThat(runner.words("select parameter_value from batch_job_execution_params"))
                    .allSatisfy(value -> assertThat(value).hasSizeLessThanOrEqualTo(200));
        });
    }

    @Test
    void noConnectionIsHeldWhileASegmentTrains() { // pitfall: a transaction around hours of training
        Set<Integer> held = ConcurrentHashMap.newKeySet();
        TestRunner[] runner = new TestRunner[1];
        FakeTraining watched = new FakeTraining((spec, step) -> held.add(activeConnections(runner[0])));
        runner[0] = new TestRunner(database, folder, watched, clock).with("--runner.workers=1");

        runner[0].run(SPEC, started -> assertThat(started.end()).isEqualTo(RunEnd.COMPLETED));

        assertThat(held).containsExactly(0);
    }

    private static int activeConnections(TestRunner runner) {
        try {
            return runner.bean(DataSource.class)
                    .unwrap(HikariDataSource.class)
                    .getHikariPoolMXBean()
                    .getActiveConnections();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void rowsAndExecutionContextCommitTogether() { // pitfall: a step without the transaction manager of the database
        TestRunner[] runner = new TestRunner[1];
        FakeTraining planting = new FakeTraining((spec, step) -> {
            clock.move(Duration.ofSeconds(3));
            if (step == 1
                    && spec.seed() == 7) { // between the writer and the end of its transaction, at the third chunk
                runner[0]
                        .bean(JdbcClient.class)
                        .sql("alter table batch_step_execution add constraint if not exists planted"
                                + " check (step_name not like 'trial:%' or commit_count < 3)")
                        .update();
            }
        });
        runner[0] = new TestRunner(database, folder, planting, clock).with("--runner.workers=1");

        runner[0].run(SPEC, started -> {
            assertThat(started.end()).isEqualTo(RunEnd.FAILED);
            // The second chunk (steps 1 to 4) was the first segment; the third (5 to 8) was rolled back.
            assertThat(started.words("select segment from checkpoint")).containsOnly("1");
            assertThat(started.words("select epoch from metric")).containsOnly("1");
        });
    }

    @Test
    void anotherNumberOfWorkersGivesTheSameNumbers() {
        List<List<String>> numbers = new ArrayList<>();
        for (int workers = 1; workers <= 3; workers += 2) {
            new TestRunner(TestDatabases.H2_MEMORY.fresh(), folder, training, clock)
                    .with("--runner.workers=" + workers)
                    .run(SPEC, started -> numbers.add(started.numbers()));
        }

        assertThat(numbers.get(0)).hasSize(18).isEqualTo(numbers.get(1));
    }

    @Test
    void divergenceIsAnOutcomeAndTheSweepGoesOn() {
        training.ending(8, new TrialOutcome.Diverged(2, 5));

        runner().run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.words("select outcome from trial order by number"))
                    .containsExactly("completed", "diverged", "completed", "diverged", "completed", "diverged");
            assertThat(runner.words("select status from batch_job_execution")).containsExactly("COMPLETED");
        });
    }

    @Test
    void trialsThatFailOrAreRejectedAreToldByTheEnd() {
        training.ending(7, new TrialOutcome.Rejected(List.of("z has no gradient")));
        training.ending(8, new TrialOutcome.Failed("a bug"));

        runner().run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.TRIALS_FAILED);
            assertThat(ExitCodes.of(runner.end())).isEqualTo(3);
            assertThat(runner.words("select detail from trial where outcome = 'rejected'"))
                    .containsOnly("z has no gradient");
            assertThat(runner.words("select state from run")).containsExactly("completed");
        });
        runner().run(SPEC, again -> assertThat(again.end()).isEqualTo(RunEnd.TRIALS_FAILED));
    }

    @Test
    void aTrialThatFailsBeforeAnythingIsKnownOfItIsRecordedAndTheOthersGoOn() {
        training.failingAtOnce(7, new TrialOutcome.Failed("too large"));

        runner().run(SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.TRIALS_FAILED);
            assertThat(runner.words("select outcome from trial order by number"))
                    .containsExactly("failed", "completed", "failed", "completed", "failed", "completed");
            assertThat(runner.words("select detail from trial where outcome = 'failed'"))
                    .containsOnly("too large");
            assertThat(runner.words("select status from batch_job_execution")).containsExactly("COMPLETED");
        });
    }

    @Test
    void severalExperimentsRunOneAfterTheOther() {
        String two = SPEC + SPEC.substring(SPEC.indexOf("  two-moons")).replace("two-moons", "two-more");

        runner().run(two, runner -> {
            assertThat(runner.words("select experiment from run order by id")).containsExactly("two-moons", "two-more");
            assertThat(runner.words(
                            "select r.experiment from trial t join run r on r.id = t.run_id order by t.ended_at, t.id"))
                    .startsWith("two-moons", "two-moons", "two-moons", "two-moons", "two-moons", "two-moons");
        });
    }

    @Test
    void withoutExperimentsThereIsNothingToDo() {
        runner().run("runner: {rerun: false}", runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.words("select id from run")).isEmpty();
        });
    }

    private TestRunner runner() {
        return new TestRunner(database, folder, training, clock);
    }
}
