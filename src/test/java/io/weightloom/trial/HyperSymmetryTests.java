package io.weightloom.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.Datasets;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.SequenceSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.training.PausePoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code experiments/claims/hyper-lstm-symmetry.yml} is about: with the published first values all numbers of a z
 * scale alike, and training never parts them.
 */
class HyperSymmetryTests {

    private static final int PARTS = 4;
    private static final int Z = 3;

    @TempDir
    private static Path folder;

    private static DataSpec data;

    @BeforeAll
    static void writeText() throws IOException {
        Path words = Files.writeString(
                folder.resolve("words.txt"),
                IntStream.range(0, 500).mapToObj(i -> i * i % 7 + ".").collect(Collectors.joining()));
        data = new DataSpec(new SequenceSpec.Text(words, 6, 2));
    }

    /** The weights after 64 steps of Adam. */
    private static TrainedWeights trained(double scatter) {
        TrialSpec trial = new TrialSpec(
                3,
                data,
                new RecurrentSpec.Lstm(5, 6, 1, RecurrentSpec.Norm.NONE, 2, 6),
                new HypernetSpec(
                        new GeneratorSpec.RowScaling(),
                        new ConditionSpec.Recurrent(Z, 4, RecurrentSpec.Norm.NONE, scatter),
                        List.of(),
                        Activation.RELU,
                        Initialisation.DEFAULT),
                new TrainingSpec(8, 16, 0.03, Loss.CROSS_ENTROPY));
        try (TrialRun run = TrialRun.open(trial, new Datasets().load(data, trial.seed()))) {
            return ((TrialOutcome.Completed)
                            run.segment(PausePoint.NONE).outcome().orElseThrow())
                    .weights()
                    .orElseThrow();
        }
    }

    /** Whether the numbers of z have the same weights, bit for bit: in the signals, and in what they scale by. */
    private static boolean alike(TrainedWeights weights, String of) {
        float[] signals = weights.of("hyper/cell/s" + of); // [units, parts z]
        float[] scalings = weights.of("hyper/cell/d" + of); // [z, parts main]
        int width = scalings.length / Z;
        return IntStream.range(0, signals.length).allMatch(i -> signals[i] == signals[i - i % (PARTS * Z) % Z])
                && IntStream.range(0, scalings.length).allMatch(i -> scalings[i] == scalings[i % width]);
    }

    /** The same of the biases of signals, which those of the biases' have not. */
    private static boolean biasesAlike(TrainedWeights weights, String of) {
        float[] biases = weights.of("hyper/cell/b" + of); // [parts z]
        return IntStream.range(0, biases.length).allMatch(i -> biases[i] == biases[i - i % Z]);
    }

    @Test
    void thePublishedStartKeepsTheNumbersOfAZAlikeForEverButInTheBiases() {
        TrainedWeights weights = trained(0);

        assertThat(alike(weights, "h")).isTrue();
        assertThat(alike(weights, "x")).isTrue();
        assertThat(alike(weights, "b")).isFalse();
        assertThat(biasesAlike(weights, "h")).isTrue();
        assertThat(biasesAlike(weights, "x")).isTrue();
        assertThat(weights.of("hyper/cell/sh")).doesNotContain(0); // it has learned
        for (String biases : List.of("bh", "bx")) { // from ones on, and each gate its own
            assertThat(weights.of("hyper/cell/" + biases)).doesNotContain(1);
            assertThat(IntStream.range(0, PARTS).mapToObj(part -> weights.of("hyper/cell/" + biases)[part * Z]))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aScatteredStartPartsThem() {
        TrainedWeights weights = trained(0.1);

        assertThat(alike(weights, "h")).isFalse();
        assertThat(alike(weights, "x")).isFalse();
        assertThat(biasesAlike(weights, "h")).isFalse();
        assertThat(biasesAlike(weights, "x")).isFalse();
    }
}
