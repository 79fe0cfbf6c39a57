package io.weightloom;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.RunnerProcess.End;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The packaged jar, used as the README says. Each test has a working directory of its own; what a run that nobody
 * disturbed left behind is made once, and copied by those who go on with it.
 */
class RunnerIT {

    private static final int EPOCHS = 40;

    /**
     * Two hypernetworks and a plain network, two seconds of training each. All that a checkpoint must hold is in use:
     * moments, the course of the learning rate, the best epoch so far. An epoch has a thousand steps.
     */
    private static final String SPEC = """
            experiments:
              two-moons:
                description: Trains long enough to be disturbed
                seed: 7
                data: {source: moons, samples: 20000, noise: 0.2}
                target: {kind: mlp, layers: [2, 8, 2]}
                hypernet: {generator: chunked, chunk-size: 16, z-dim: 4, hidden: [8]}
                training:
                  epochs: %d
                  batch-size: 16
                  optimizer: adamw
                  weight-decay: 0.01
                  learning-rate: 0.003
                  schedule: cosine
                  warm-up: 500
                  clip: 1.0
                  generated-decay: 0.0001
                  patience: 30
                controls: [plain]
                sweep:
                  parameters:
                    - {name: hypernet.z-dim, values: [2, 4]}
            """.formatted(EPOCHS);

    private static final String TABLE = "(?m)^ +3 \\| plain +\\|.*\\| completed *$";

    @TempDir
    static Path undisturbed;

    private static End reference;
    private static List<String> numbers;

    @TempDir
    Path folder;

    @BeforeAll
    static void runWithoutDisturbance() throws IOException {
        Files.writeString(undisturbed.resolve("spec.yml"), SPEC);

        reference = run(undisturbed, "--runner.workers=2");

        numbers = StoredNumbers.in(undisturbed).ofRun(1);
    }

    @Test
    void aRunEndsWithExitCodeZeroAndATableOnStandardOutput() {
        assertThat(reference.code()).as(reference.text()).isZero();
        assertThat(reference.out())
                .contains("two-moons, run 1 begins", "two-moons: Trains long enough to be disturbed")
                .contains(" trial | network ", "| ratio |", "| test score |", "| to plain |", "| front |")
                .containsPattern("(?m)^ +1 \\| hypernetwork +\\| +2 \\|.*\\| ok +\\|.*\\| completed *$")
                .containsPattern(TABLE);
        assertThat(reference.err()).isEmpty();
        assertThat(numbers).filteredOn(row -> row.startsWith("metric: ")).hasSize(3 * EPOCHS);
        assertThat(numbers).anyMatch(row -> row.startsWith("finding_measure: "));
    }

    @Test
    void theSameCommandAgainShowsTheResultAndTrainsNothing() {
        copyUndisturbed();

        End again = run(folder, "--runner.workers=2");

        assertThat(again.code()).as(again.text()).isZero();
        assertThat(again.out())
                .contains("two-moons, run 1 is complete: nothing to train. Train it again with --runner.rerun=true.")
                .containsPattern(TABLE)
                .doesNotContain("epoch 1/", " begins");
        assertThat(StoredNumbers.in(folder).rows("select status from batch_job_execution"))
                .containsExactly("COMPLETED");
        assertThat(timings(folder)).isEqualTo(timings(undisturbed));
    }

    @Test
    void aChangedSpecIsANewRun() {
        copyUndisturbed();
        write(SPEC.replace("epochs: " + EPOCHS, "epochs: 2"));

        End changed = run(folder);

        assertThat(changed.code()).as(changed.text()).isZero();
        assertThat(changed.out()).contains("two-moons, run 2 begins").containsPattern(TABLE);
        assertThat(StoredNumbers.in(folder).ofRun(1)).isEqualTo(numbers);
        assertThat(StoredNumbers.in(folder).rows("select epochs from trial where run_id = 2"))
                .containsExactly("2", "2", "2");
    }

    @Test
    void aRerunTrainsAgainAndOneWorkerBringsTheNumbersOfTwo() {
        copyUndisturbed();

        End rerun = run(folder, "--runner.rerun=true", "--runner.workers=1");

        assertThat(rerun.code()).as(rerun.text()).isZero();
        assertThat(rerun.out()).contains("two-moons (attempt 2), run 2 begins").containsPattern(TABLE);
        assertThat(StoredNumbers.in(folder).ofRun(2)).isEqualTo(numbers);
    }

    @Test
    void aRunThatWasKilledGoesOnAtItsCheckpointsAndEndsWithTheSameNumbers() {
        write(SPEC);
        try (RunnerProcess runner = start("--runner.workers=2", "--runner.checkpoint-interval=50ms")) {
            runner.awaitLine("run 1 begins");
            runner.awaitAnswer(
                    "/actuator/experiments/two-moons",
                    answer -> epochs(answer, 0) >= 3 && epochs(answer, 1) >= 3); // committed with their checkpoints

            assertThat(runner.kill().code()).isEqualTo(128 + 9);
        }
        StoredNumbers left = StoredNumbers.in(folder);
        List<String> checkpoints = left.rows(
                "select concat('t0000', t.number, ' goes on at its checkpoint, after epoch ', c.epoch, ' of ', %d)"
                                .formatted(EPOCHS)
                        + " from checkpoint c join trial t on t.id = c.trial_id order by t.number");
        assertThat(left.rows("select state from run")).containsExactly("running");
        assertThat(checkpoints).hasSize(2);

        End second = run(folder, "--runner.workers=1", "--runner.checkpoint-interval=300ms");

        assertThat(second.code()).as(second.text()).isZero();
        assertThat(second.out()).contains(checkpoints).containsPattern(TABLE).doesNotContain("begins again");
        assertThat(StoredNumbers.in(folder).ofRun(1)).isEqualTo(numbers);
        assertThat(timings(folder)).containsAll(timings(left)); // the epochs before were not trained again
        assertThat(folder.resolve("data/checkpoints")).isEmptyDirectory();
    }

    @Test
    void aRunThatWasAskedToStopEndsAtOnceWithCodeFourAndGoesOnWithTheSameCommand() {
        write(SPEC);
        End stopped;
        try (RunnerProcess runner = start("--runner.checkpoint-interval=1h", "--runner.progress-interval=1ms")) {
            runner.awaitLine("epoch 3/" + EPOCHS);

            stopped = runner.terminate();
        }
        assertThat(stopped.code()).as(stopped.text()).isEqualTo(4);
        assertThat(stopped.out())
                .contains("Stopping at the end of the running segments")
                .contains("two-moons, run 1 was stopped; the same command goes on with it")
                .doesNotContainPattern(TABLE);
        assertThat(stopped.err()).isEmpty();
        StoredNumbers left = StoredNumbers.in(folder);
        assertThat(left.rows("select state from run")).containsExactly("stopped");
        assertThat(left.rows("select status from batch_job_execution")).containsExactly("STOPPED");
        assertThat(left.rows("select trial_id from checkpoint where epoch >= 3"))
                .as("stopped in the middle of a segment")
                .isNotEmpty();

        End second = run(folder, "--runner.checkpoint-interval=1h");

        assertThat(second.code()).as(second.text()).isZero();
        assertThat(second.out()).contains("goes on at its checkpoint").containsPattern(TABLE);
        assertThat(StoredNumbers.in(folder).ofRun(1)).isEqualTo(numbers);
        assertThat(timings(folder)).containsAll(timings(left));
    }

    private static int epochs(JsonNode experiment, int trial) {
        return experiment.path("trials").path(trial).path("epochs").asInt(0);
    }

    /** How long each epoch took: the same only if it was not trained again. */
    private static List<String> timings(Path where) {
        return timings(StoredNumbers.in(where));
    }

    private static List<String> timings(StoredNumbers stored) {
        return stored.rows("select concat(trial_id, ' ', epoch, ' ', seconds) from metric order by trial_id, epoch");
    }

    /** Runs the folder's spec to its end. */
    private static End run(Path where, String... arguments) {
        try (RunnerProcess runner = RunnerProcess.start(where, withSpec(arguments))) {
            return runner.end();
        }
    }

    private RunnerProcess start(String... arguments) {
        return RunnerProcess.start(folder, withSpec(arguments));
    }

    private static String[] withSpec(String... arguments) {
        return Stream.concat(
                        Stream.of("--spring.config.location=spec.yml", "--runner.exit-when-done=true"),
                        Stream.of(arguments))
                .toArray(String[]::new);
    }

    private void write(String spec) {
        try {
            Files.writeString(folder.resolve("spec.yml"), spec);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copyUndisturbed() {
        write(SPEC);
        try {
            Files.createDirectory(folder.resolve("data"));
            Files.copy(undisturbed.resolve("data/weightloom.mv.db"), folder.resolve("data/weightloom.mv.db"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
