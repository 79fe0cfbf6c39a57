package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.lease.Pause;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.worker.FakeTraining;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What coordination costs: trials that only sleep, on workers that share nothing but the database. No part of the
 * build, for it says something on a quiet machine alone; it is run by its name.
 */
class CoordinationCost {

    private static final int TRIALS = Integer.getInteger("coordination.trials", 64);
    private static final int MILLISECONDS = Integer.getInteger("coordination.milliseconds", 1000);
    private static final int STEPS = 12;

    private static final String SPEC = """
            experiments:
              sleeping:
                seed: 7
                data: {source: moons, samples: 200}
                target: {kind: mlp, layers: [2, 8, 2]}
                hypernet: {generator: full, z-dim: 4, hidden: [8]}
                training: {epochs: 3, batch-size: 16, optimizer: adam, learning-rate: 0.003}
                sweep: %s
            """;

    private static final String GRID = "{repeats: %s}".formatted(TRIALS);

    private static final String ROUNDS =
            "{search: random, round: 16, max-trials: %s, parameters: [{name: training.learning-rate, min: 1.0e-4, max: 1.0e-1, scale: log}]}"
                    .formatted(TRIALS);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"8, grid", "8, rounds", "4, grid", "2, grid", "1, grid"})
    void ofTrialsThatSleep(int workers, String kind) {
        Database database = TestDatabases.POSTGRESQL.fresh();
        TestDatabases.migrations(database.dataSource()).load().migrate();
        List<TestRunner.Started> started = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            started.add(new TestRunner(database, folder, sleeping(), Clock.systemUTC())
                    .pausing(Pause::sleep)
                    .with("--runner.role=worker", "--runner.workers=1")
                    .start());
        }
        new TestRunner(database, folder, sleeping(), Clock.systemUTC())
                .pausing(Pause::sleep)
                .with("--runner.role=manager")
                .run(SPEC.formatted(kind.equals("grid") ? GRID : ROUNDS), manager -> {
                    assertThat(manager.end()).isEqualTo(RunEnd.COMPLETED);
                    tell(workers, kind, manager);
                });
        started.forEach(TestRunner.Started::close);
    }

    private static void tell(int workers, String kind, TestRunner.Started manager) {
        double ideal = TRIALS * MILLISECONDS / 1000.0 / workers;
        double took = number(manager, "select extract(epoch from ended_at - created_at) from run");
        System.err.printf(
                "COORDINATION %s workers, %s: %.2f s, ideal %.1f s, %.1f %%; first trial after %.2f s, end after the last %.2f s;"
                        + " between two trials of a worker: mean %.3f s, most %.3f s%n",
                workers,
                kind,
                took,
                ideal,
                100 * ideal / took,
                number(manager, "select extract(epoch from min(t.started_at) - min(r.created_at)) from trial t, run r"),
                number(manager, "select extract(epoch from max(r.ended_at) - max(t.ended_at)) from trial t, run r"),
                number(manager, GAPS.formatted("avg")),
                number(manager, GAPS.formatted("max")));
    }

    private static final String GAPS = """
            select %s(extract(epoch from gap)) from (
                select started_at - lag(ended_at) over (partition by worker order by started_at) as gap from trial) gaps
            """;

    private static double number(TestRunner.Started manager, String sql) {
        String found = manager.words(sql).get(0);
        return found == null ? 0 : Double.parseDouble(found);
    }

    private static FakeTraining sleeping() {
        return new FakeTraining((spec, step) -> Pause.sleep(Duration.ofNanos(1_000_000L * MILLISECONDS / STEPS)));
    }
}
