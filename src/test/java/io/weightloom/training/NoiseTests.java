package io.weightloom.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class NoiseTests {

    /** Of seeds far apart and side by side; steps of training, and draws of evaluations, which are none of them. */
    @Test
    void eachSeedAndEachStepHasNoiseOfItsOwn() {
        List<List<Double>> drawn = new ArrayList<>();
        for (long seed : new long[] {1, 2, 3, -1, 1L << 40}) {
            Noise noise = new Noise(seed, 2, 3, 4);
            for (long step : new long[] {0, 1, 2, 1000, 1L << 33}) {
                drawn.add(step(noise, step));
            }
            for (int sample = 0; sample < 4; sample++) {
                drawn.add(sample(noise, sample));
            }
        }

        assertThat(drawn).hasSize(5 * 9).doesNotHaveDuplicates();
        assertThat(drawn.stream().flatMap(List::stream)).doesNotHaveDuplicates(); // nor is a part of one in another
    }

    @Test
    void theSameSeedAndStepHaveTheSameNoise() {
        assertThat(step(new Noise(3, 2, 3, 4), 5))
                .isEqualTo(step(new Noise(3, 2, 3, 4), 5))
                .hasSize(6);
        assertThat(sample(new Noise(3, 2, 3, 4), 1)).isEqualTo(sample(new Noise(3, 2, 3, 9), 1));
    }

    /** Four standard errors of 30,000 numbers; the draws of neighbouring steps and seeds are one sequence in it. */
    @Test
    void noiseIsStandardNormal() {
        double[] all = DoubleStream.concat(
                        steps(new Noise(1, 5, 10, 1)),
                        DoubleStream.concat(steps(new Noise(2, 5, 10, 1)), steps(new Noise(3, 5, 10, 1))))
                .toArray();

        double mean = DoubleStream.of(all).average().orElseThrow();
        double square = DoubleStream.of(all).map(z -> z * z).average().orElseThrow();
        double fourth = DoubleStream.of(all).map(z -> z * z * z * z).average().orElseThrow();

        assertThat(all).hasSize(30_000);
        assertThat(mean).isCloseTo(0, within(4 / Math.sqrt(30_000)));
        assertThat(square).isCloseTo(1, within(4 * Math.sqrt(2 / 30_000.0)));
        assertThat(fourth).isCloseTo(3, within(4 * Math.sqrt(96 / 30_000.0)));
    }

    @Test
    void aTrialsNoiseIsThatOfItsSeedAndOfTheShapeThatItsGeneratorReads() {
        for (long seed : new long[] {4, 5}) {
            TrialSpec trial = Trials.of(
                    seed,
                    new TargetSpec.Mlp(List.of(2, 3, 2), Activation.RELU),
                    Trials.hypernet(
                            new GeneratorSpec.Chunked(5, 0), new ConditionSpec.Noise(3, 6), Initialisation.DEFAULT, 4),
                    Loss.MSE);
            try (Network network = Network.build(trial, DataType.FLOAT)) {
                assertThat(Noise.of(network, trial)).contains(new Noise(seed, 4, 3, 6)); // 17 weights in chunks of 5
            }
        }
    }

    private static DoubleStream steps(Noise noise) {
        return DoubleStream.iterate(0, step -> step + 1)
                .limit(200)
                .flatMap(step -> step(noise, (long) step).stream().mapToDouble(Double::doubleValue));
    }

    private static List<Double> step(Noise noise, long step) {
        List<Double> numbers = new ArrayList<>();
        noise.draw(step, (z, width, rows, from, count) -> read(noise, numbers, z, width, rows, from, count));
        return numbers;
    }

    private static List<Double> sample(Noise noise, int number) {
        List<Double> numbers = new ArrayList<>();
        noise.sample(number, (z, width, rows, from, count) -> read(noise, numbers, z, width, rows, from, count));
        return numbers;
    }

    /** As an input is filled with rows of a table. */
    private static void read(Noise noise, List<Double> numbers, float[] z, int width, int[] rows, int from, int count) {
        assertThat(width).isEqualTo(noise.width());
        assertThat(count).isEqualTo(noise.vectors());
        for (int i = from; i < from + count; i++) {
            for (int j = 0; j < width; j++) {
                numbers.add((double) z[rows[i] * width + j]);
            }
        }
    }
}
