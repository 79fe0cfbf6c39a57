package io.weightloom.runner.process;

import static io.weightloom.runner.process.TestRunner.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.lease.Leases;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.run.Forgetting;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.worker.FakeTraining;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs whose rows, weights and checkpoints are removed. */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class ForgettingTests {

    private static final String NOTHING = "runner: {rerun: false}";

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T02:00:00Z"));

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void nothingStaysOfARunAndItsExperimentBeginsAnew(TestDatabases databases, CapturedOutput output) {
        Database database = databases.fresh();
        FakeTraining training = training();
        runner(database, training).with(artifacts()).run(SPEC, started -> {});
        runner(database, training).with(artifacts()).run(SPEC.replace("two-moons", "others"), started -> {});

        runner(database, training)
                .with(artifacts(), "--runner.forget=two-moons")
                .logging()
                .run(SPEC, started -> {
                    assertThat(started.words("select experiment from run")).containsExactly("others");
                    assertThat(started.words("select distinct run_id from trial"))
                            .containsExactly("2");
                    assertThat(started.words("select count(*) from batch_job_instance"))
                            .containsExactly("1");
                    assertThat(started.words("select distinct parameter_value from batch_job_execution_params"
                                    + " where parameter_name = 'experiment'"))
                            .containsExactly("others");
                    assertThat(folder.resolve("weights").toFile().list()).hasSize(6);
                    assertThat(started.get(Lifetime.class).isOver()).isTrue();
                });
        assertThat(output)
                .containsPattern("two-moons, run 1 is forgotten: 6 trials, [\\d,]+ bytes of weights, 0 bytes");
        assertThat(training.stepsDone()).isEqualTo(2 * 6 * 12);
        runner(database, training)
                .with(artifacts())
                .run(SPEC, started -> assertThat(started.end()).isEqualTo(RunEnd.COMPLETED));
        assertThat(training.stepsDone()).isEqualTo(3 * 6 * 12);
    }

    @Test
    void oneRunOfSeveralGoesWithItsCheckpoints(CapturedOutput output) {
        Database database = TestDatabases.H2_FILE.fresh();
        runner(database, training()).run(SPEC, started -> {});
        AtomicReference<TestRunner> stopped = new AtomicReference<>();
        stopped.set(runner(database, new FakeTraining((spec, step) -> {
                    if (step == 5) {
                        stopped.get().bean(StopSignal.class).give();
                    }
                }))
                .with("--runner.rerun=true", "--runner.workers=1"));
        stopped.get().run(SPEC, started -> {});
        assertThat(folder.resolve("checkpoints")).isNotEmptyDirectory();

        runner(database, training())
                .with("--runner.forget=two-moons/2")
                .logging()
                .run(
                        NOTHING,
                        started ->
                                assertThat(started.words("select id from run")).containsExactly("1"));
        assertThat(folder.resolve("checkpoints")).isEmptyDirectory();
        assertThat(output).contains("run 2 is forgotten: 4 trials, 0 bytes of weights, 16 bytes of checkpoints");
    }

    @Test
    void whatIsNotThereIsAFaultThatNamesWhatIs() {
        Database database = TestDatabases.H2_FILE.fresh();
        runner(database, training()).run(SPEC, started -> {});

        assertThat(faults(database, "--runner.forget=two-moons/7"))
                .containsExactly("command line, --runner.forget: runner.forget is 'two-moons/7' and names nothing that"
                        + " ran; known here: two-moons/1");
    }

    @Test
    void aRunThatIsAtWorkIsNotForgotten() {
        Database database = TestDatabases.H2_FILE.fresh();
        AtomicReference<TestRunner> runner = new AtomicReference<>();
        AtomicReference<Forgetting.Result> result = new AtomicReference<>();
        runner.set(runner(database, new FakeTraining((spec, step) -> {
                    if (spec.seed() == 7 && step == 2) {
                        result.set(runner.get()
                                .bean(Forgetting.class)
                                .forget(runner.get().bean(Runs.class).all()));
                    }
                }))
                .with("--runner.workers=1"));
        runner.get().run(SPEC, started -> {
            assertThat(started.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(started.words("select state from run")).containsExactly("completed");
        });
        assertThat(result.get()).isInstanceOf(Forgetting.Result.AtWork.class);
    }

    @Test
    void aRunThatIsForgottenBeforeItsTurnBeginsAnew() {
        Database database = TestDatabases.H2_MEMORY.fresh(); // which others may have open
        runner(database, training())
                .run(
                        NOTHING,
                        started -> started.get(Leases.class)
                                .acquire("run/1", "elsewhere|4711|0|another boot|x", Duration.ofMinutes(1)));
        FakeTraining training = training();
        AtomicReference<TestRunner> runner = new AtomicReference<>();
        runner.set(runner(database, training)
                .pausing(
                        time -> { // meanwhile whoever had the run forgets it
                            runner.get()
                                    .bean(JdbcClient.class)
                                    .sql("delete from run")
                                    .update();
                            clock.move(Duration.ofMinutes(2));
                        }));
        runner.get().run(SPEC, started -> {
            assertThat(started.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(started.words("select id from run")).containsExactly("2");
            assertThat(started.words("select owner from lease where name = 'run/1'"))
                    .containsExactly("");
        });
        assertThat(training.stepsDone()).isEqualTo(6 * 12);
    }

    private List<String> faults(Database database, String option) {
        return catchThrowableOfType(
                        InvalidSpecException.class,
                        () -> runner(database, training()).with(option).run(NOTHING, started -> {}))
                .faults()
                .stream()
                .map(Fault::toString)
                .toList();
    }

    private String artifacts() {
        return "--runner.artifacts=" + folder.resolve("weights");
    }

    private static FakeTraining training() {
        return new FakeTraining((spec, step) -> {});
    }

    private TestRunner runner(Database database, FakeTraining training) {
        return new TestRunner(database, folder, training, clock);
    }
}
