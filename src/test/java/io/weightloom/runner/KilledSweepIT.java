package io.weightloom.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.RunnerProcess.End;
import io.weightloom.runner.RunnerProcess.Jvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sweeps that learn from what has ended and prune what has paused, killed at random moments: they end with the tables
 * of one that was never killed, to the last bit, no row twice and none missing.
 */
class KilledSweepIT {

    private static final boolean FULL = "full".equals(System.getProperty("proofs"));
    private static final int KILLS = FULL ? 20 : 3;

    private static final String SHARED = """
                seed: 7
                data: {source: moons, samples: 2000, noise: 0.2}
                target: {kind: mlp, layers: [2, 16, 2]}
                hypernet: {generator: chunked, chunk-size: 16, z-dim: 4, hidden: [8]}
                training: {epochs: 9, batch-size: 16}
            """.indent(0);

    private static final String SPEC = """
            experiments:
              learned:
            %s    controls: [plain]
                sweep:
                  search: tpe
                  max-trials: 18
                  round: 6
                  parameters:
                    - {name: training.learning-rate, min: 1.0e-4, max: 1.0e-1, scale: log}
                    - {name: hypernet.z-dim, min: 1, max: 8}
                    - {name: hypernet.chunk-size, values: [8, 16, 32]}
                  pruning: {kind: successive-halving, rungs: [1, 3]}
              evolved:
            %s    sweep:
                  search: evolution
                  score: front
                  max-trials: 18
                  round: 6
                  parameters:
                    - {name: training.learning-rate, min: 1.0e-4, max: 1.0e-1, scale: log}
                    - {name: hypernet.z-dim, min: 1, max: 8}
            """.formatted(SHARED, SHARED);

    @TempDir
    Path folder;

    @Test
    void aSweepThatIsKilledAgainAndAgainEndsWithTheSameTables() throws IOException {
        Path once = prepared("once");
        End reference = run(once, "--runner.workers=1");
        assertThat(reference.code()).as(reference.text()).isZero();

        Path killed = prepared("killed");
        SplittableRandom moments = new SplittableRandom(1);
        for (int kill = 0; kill < KILLS; kill++) {
            try (RunnerProcess runner = start(killed)) {
                runner.awaitLine(", run \\d (begins|goes on)|, run \\d is complete: nothing to train");
                runner.killAfter(Duration.ofMillis(moments.nextLong(3000)));
            }
        }
        End last = run(killed, "--runner.workers=2");

        assertThat(last.code()).as(last.text()).isZero();
        StoredNumbers numbers = StoredNumbers.in(killed);
        for (String experiment : List.of("learned", "evolved")) {
            List<String> expected = ofOnlyRun(StoredNumbers.in(once), experiment);
            assertThat(ofOnlyRun(numbers, experiment)).as(experiment).isEqualTo(expected);
        }
        assertThat(numbers.rows("select distinct outcome from trial order by outcome"))
                .as("what pruning is about")
                .containsExactly("completed", "halted");
    }

    /** After a crash H2 leaves out some ids. */
    private static List<String> ofOnlyRun(StoredNumbers numbers, String experiment) {
        List<String> runs = numbers.rows("select id from run where experiment = ?", experiment);
        assertThat(runs).as("runs of " + experiment).hasSize(1);
        return numbers.ofRun(Long.parseLong(runs.get(0)));
    }

    private Path prepared(String name) throws IOException {
        Path prepared = Files.createDirectory(folder.resolve(name));
        Files.writeString(prepared.resolve("spec.yml"), SPEC);
        return prepared;
    }

    private static RunnerProcess start(Path folder, String... more) {
        String[] arguments = new String[more.length + 3];
        arguments[0] = "--spring.config.location=spec.yml";
        arguments[1] = "--runner.exit-when-done=true";
        arguments[2] = "--runner.checkpoint-interval=50ms";
        System.arraycopy(more, 0, arguments, 3, more.length);
        return RunnerProcess.start(Jvm.QUICK, folder, arguments);
    }

    private static End run(Path folder, String... more) {
        try (RunnerProcess runner = start(folder, more)) {
            return runner.end();
        }
    }
}
