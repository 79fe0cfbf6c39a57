package io.weightloom.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.RunnerProcess.End;
import io.weightloom.runner.RunnerProcess.Jvm;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One sweep, with a search that learns and with pruning, on a manager and workers, each a process of its own, that are
 * killed, frozen and replaced: it ends with the tables of a local one, to the last bit, no row twice and none missing.
 */
class ClusterIT {

    private static final boolean FULL = "full".equals(System.getProperty("proofs"));
    private static final int WORKERS = 2;
    private static final int KILLS = FULL ? 20 : 2;
    private static final int MANAGERS_KILLS = FULL ? 5 : 1;

    private static final int CUTS = FULL ? 20 : 4;

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
            """.formatted(FULL ? 60 : 12);

    private final Database database = TestDatabases.POSTGRESQL.fresh();
    private final List<RunnerProcess> workers = new ArrayList<>();
    private List<String> local = List.of();

    @TempDir
    Path folder;

    @BeforeEach
    void trainLocally() throws IOException {
        TestDatabases.migrations(database.dataSource()).load().migrate(); // which no worker does
        Files.writeString(folder.resolve("spec.yml"), SPEC);
        Database own = TestDatabases.POSTGRESQL.fresh();
        try (RunnerProcess runner = start(own, "--spring.config.location=spec.yml", "--runner.exit-when-done=true")) {
            End end = runner.end();
            assertThat(end.code()).as(end.text()).isZero();
        }
        local = numbers(own);
    }

    @AfterEach
    void endWorkers() {
        workers.forEach(RunnerProcess::close);
    }

    @Test
    void aSweepWhoseProcessesAreKilledEndsWithTheTablesOfALocalOne() {
        for (int worker = 0; worker < WORKERS; worker++) {
            workers.add(worker());
        }
        SplittableRandom moments = new SplittableRandom(1);
        RunnerProcess manager = manager();
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                if (kill % (KILLS / MANAGERS_KILLS) == 0) {
                    manager.awaitLine(", run \\d+ (begins|goes on)|is complete");
                    manager.killAfter(Duration.ofMillis(moments.nextLong(6000)));
                    manager.close();
                    manager = manager();
                }
                int which = moments.nextInt(WORKERS);
                workers.get(which).awaitLine("taking t|Trials are taken");
                workers.get(which).killAfter(Duration.ofMillis(moments.nextLong(3000)));
                workers.set(which, worker());
            }
            End end = manager.end();
            assertThat(end.code()).as(end.text()).isZero();
        } finally {
            manager.close();
        }

        assertThat(numbers(database)).isEqualTo(local);
        assertThat(rows("select count(*) from trial_task where not picked")).containsExactly("0");
        assertThat(rows("select distinct outcome from trial order by outcome")).containsExactly("completed", "halted");
    }

    /** It is taken for dead, somebody else has its trial, and then it wants to write. */
    @Test
    void whatAFrozenWorkerWritesWhenItGoesOnIsRefused() {
        RunnerProcess frozen = worker();
        workers.add(frozen);
        try (RunnerProcess manager = manager()) {
            frozen.awaitLine("taking t00001");
            frozen.signal("STOP");
            RunnerProcess other = worker();
            workers.add(other);
            other.awaitLine("t00001 (completed|goes on)|taking t00001[\\s\\S]*taking t");
            frozen.signal("CONT");
            frozen.awaitLine("refused");
            End end = manager.end();
            assertThat(end.code()).as(end.text()).isZero();
        }

        assertThat(numbers(database)).isEqualTo(local);
    }

    /** As a restart of the server, a failover or a firewall does it, at the manager and at the workers. */
    @Test
    void aSweepWhoseConnectionsAreCutGoesOnWithTheSameWorkers() {
        for (int worker = 0; worker < WORKERS; worker++) {
            workers.add(worker());
        }
        SplittableRandom moments = new SplittableRandom(2);
        try (RunnerProcess manager = manager()) {
            workers.get(0).awaitLine("taking t");
            for (int cut = 0; cut < CUTS; cut++) {
                Awaitility.await()
                        .pollDelay(Duration.ofMillis(moments.nextLong(1500)))
                        .until(() -> true);
                rows("""
                        select pg_terminate_backend(pid) from pg_stat_activity
                        where application_name like 'PostgreSQL%' and pid <> pg_backend_pid()
                        """);
            }
            End end = manager.end();
            assertThat(end.code()).as(end.text()).isZero();
        }

        assertThat(workers).allMatch(RunnerProcess::isAlive);
        assertThat(numbers(database)).isEqualTo(local);
    }

    private RunnerProcess manager() {
        return start(
                database,
                "--runner.role=manager",
                "--spring.config.location=spec.yml",
                "--runner.exit-when-done=true",
                "--runner.lease=3s");
    }

    private RunnerProcess worker() {
        return start(
                database,
                "--runner.role=worker",
                "--runner.workers=1",
                "--runner.lease=3s",
                "--runner.checkpoint-interval=50ms");
    }

    private RunnerProcess start(Database on, String... arguments) {
        return RunnerProcess.start(
                Jvm.QUICK,
                folder,
                Stream.concat(Stream.of(arguments), Stream.of(on.properties()).map("--%s"::formatted))
                        .toArray(String[]::new));
    }

    private static List<String> numbers(Database of) {
        return StoredNumbers.at(of.url(), of.user()).ofRun(1);
    }

    private List<String> rows(String sql) {
        return StoredNumbers.at(database.url(), database.user()).rows(sql);
    }
}
