package io.weightloom.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.RunnerProcess.End;
import io.weightloom.runner.RunnerProcess.Jvm;
import io.weightloom.runner.database.RestartablePostgres;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A manager and workers, each a process of its own, whose PostgreSQL is restarted under them: none of them leaves, the
 * next trial ends within a minute, and the tables are those of a local run. Their lease is the default one.
 */
class RestartedDatabaseIT {

    private static final boolean FULL = "full".equals(System.getProperty("proofs"));
    private static final int RESTARTS = FULL ? 12 : 2;

    private static final Duration WITHIN = Duration.ofSeconds(60);

    private static final String SPEC = """
            experiments:
              learned:
                seed: 7
                data: {source: moons, samples: 2000, noise: 0.2}
                target: {kind: mlp, layers: [2, 16, 2]}
                hypernet: {generator: chunked, chunk-size: 16, z-dim: 4, hidden: [8]}
                training: {epochs: 9, batch-size: 4}
                controls: [plain]
                sweep:
                  search: tpe
                  max-trials: %s
                  round: 6
                  parameters:
                    - {name: training.learning-rate, min: 1.0e-4, max: 1.0e-1, scale: log}
                    - {name: hypernet.z-dim, min: 1, max: 8}
                  pruning: {kind: hyperband, rungs: [1, 3]}
            """.formatted(FULL ? 120 : 12);

    private final RestartablePostgres server = RestartablePostgres.start();
    private final Database database = server.fresh();
    private final List<RunnerProcess> workers = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void end() {
        workers.forEach(RunnerProcess::close);
        server.halt();
    }

    @Test
    void aSweepGoesOnWithTheSameProcesses() throws IOException {
        Files.writeString(folder.resolve("spec.yml"), SPEC);
        Database own = server.fresh();
        try (RunnerProcess runner = start(own, "--spring.config.location=spec.yml", "--runner.exit-when-done=true")) {
            End end = runner.end();
            assertThat(end.code()).as(end.text()).isZero();
        }
        TestDatabases.migrations(database.dataSource()).load().migrate();
        for (int worker = 0; worker < 2; worker++) {
            workers.add(
                    start(database, "--runner.role=worker", "--runner.workers=1", "--runner.checkpoint-interval=50ms"));
        }
        SplittableRandom moments = new SplittableRandom(3);
        try (RunnerProcess manager = start(
                database,
                "--runner.role=manager",
                "--spring.config.location=spec.yml",
                "--runner.exit-when-done=true")) {
            workers.get(0).awaitLine("taking t");
            for (int restart = 0; restart < RESTARTS && manager.isAlive(); restart++) {
                pause(moments.nextLong(2500));
                server.restart(restart % 2 == 0);
                awaitOneThatEnds(manager);
            }
            End end = manager.end();
            assertThat(end.code()).as(end.text()).isZero();
        }

        assertThat(workers).allMatch(RunnerProcess::isAlive);
        assertThat(numbers(database)).isEqualTo(numbers(own));
        assertThat(at(database).rows("select count(*) from trial_task")).containsExactly("0");
        assertThat(at(database).rows("select max(idle_claims) from trial")).containsExactly("0");
    }

    private void awaitOneThatEnds(RunnerProcess manager) {
        int before = ended();
        Awaitility.await("a trial that ends after the restart")
                .atMost(WITHIN)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> ended() > before || !manager.isAlive());
    }

    private int ended() {
        return Integer.parseInt(at(database)
                .rows("select count(*) from trial where state in ('ended', 'paused')")
                .get(0));
    }

    private static void pause(long milliseconds) {
        Awaitility.await().pollDelay(milliseconds, TimeUnit.MILLISECONDS).until(() -> true);
    }

    private RunnerProcess start(Database on, String... arguments) {
        return RunnerProcess.start(
                Jvm.QUICK,
                folder,
                Stream.concat(Stream.of(arguments), Stream.of(on.properties()).map("--%s"::formatted))
                        .toArray(String[]::new));
    }

    private static List<String> numbers(Database of) {
        return at(of).ofRun(1);
    }

    private static StoredNumbers at(Database database) {
        return StoredNumbers.at(database.url(), database.user());
    }
}
