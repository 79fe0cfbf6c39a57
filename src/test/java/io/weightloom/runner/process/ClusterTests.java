package io.weightloom.runner.process;

import static io.weightloom.runner.process.TestRunner.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.lease.Pause;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Managers and workers on one PostgreSQL, all of them in this process. */
class ClusterTests {

    private static List<String> local;

    private final Database database = TestDatabases.POSTGRESQL.fresh();
    private final List<TestRunner.Started> workers = new ArrayList<>();

    @TempDir
    Path folder;

    @BeforeAll
    static void trainLocally(@TempDir Path elsewhere) {
        new TestRunner(
                        TestDatabases.H2_MEMORY.fresh(),
                        elsewhere,
                        new FakeTraining((spec, step) -> {}),
                        new MovableClock(Instant.EPOCH))
                .run(SPEC, runner -> local = runner.numbers());
    }

    @AfterEach
    void closeWorkers() {
        workers.forEach(TestRunner.Started::close);
    }

    @Test
    void aSweepOnTwoWorkersEndsWithTheNumbersOfALocalOne() {
        FakeTraining first = new FakeTraining((spec, step) -> {});
        FakeTraining second = new FakeTraining((spec, step) -> {});
        work(first);
        work(second);

        manager().run(SPEC, manager -> {
            assertThat(manager.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(manager.numbers()).isEqualTo(local);
            assertThat(manager.words("select count(*) from trial_task")).containsExactly("0");
            assertThat(manager.words("select distinct status from batch_step_execution"))
                    .containsExactly("COMPLETED");
            assertThat(manager.words("select distinct claim from trial")).containsExactly("1");
        });
        assertThat(first.stepsDone() + second.stepsDone()).isEqualTo(6 * 12);
    }

    private TestRunner manager() {
        return new TestRunner(
                        database,
                        folder,
                        new FakeTraining((spec, step) -> {
                            throw new IllegalStateException("A manager trains nothing");
                        }),
                        Clock.systemUTC())
                .pausing(time -> Pause.sleep(Duration.ofMillis(50)))
                .with("--runner.role=manager")
                .logging();
    }

    private void work(FakeTraining training) {
        workers.add(new TestRunner(database, folder, training, Clock.systemUTC())
                .pausing(Pause::sleep)
                .with("--runner.role=worker", "--runner.workers=1")
                .start());
    }
}
