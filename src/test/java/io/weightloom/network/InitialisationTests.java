package io.weightloom.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** First values are what the initialisations say, over 20 seeds: bounds exactly, moments within 4 standard errors. */
class InitialisationTests {

    private static final int SEEDS = 20;

    /** Target 30-40-20: w1 has a fan-in of 30, w2 of 40; the generators' layers say theirs. */
    static Stream<Arguments> uniformByDefault() {
        WeightsSpec plain = new WeightsSpec.Plain();
        WeightsSpec full = Trials.full(Initialisation.DEFAULT, 8, 16, 24);
        WeightsSpec linear = Trials.full(Initialisation.DEFAULT, 8);
        WeightsSpec chunked = Trials.chunked(Initialisation.DEFAULT, 8, 50, 0, 16);
        WeightsSpec embedded = Trials.chunked(Initialisation.DEFAULT, 8, 50, 5, 16);
        return Stream.of(
                Arguments.of(plain, "target/w1", 30),
                Arguments.of(plain, "target/b1", 30),
                Arguments.of(plain, "target/w2", 40),
                Arguments.of(plain, "target/b2", 40),
                Arguments.of(full, "hyper/w0", 8),
                Arguments.of(full, "hyper/b0", 8),
                Arguments.of(full, "hyper/w1", 16),
                Arguments.of(full, "hyper/b1", 16),
                Arguments.of(full, "hyper/head/w", 24),
                Arguments.of(full, "hyper/head/b", 24),
                Arguments.of(linear, "hyper/head/w", 8),
                Arguments.of(linear, "hyper/head/b", 8),
                Arguments.of(chunked, "hyper/w0", 8),
                Arguments.of(chunked, "hyper/head/w", 16),
                Arguments.of(chunked, "hyper/head/b", 16),
                Arguments.of(embedded, "hyper/w0", 13),
                Arguments.of(embedded, "hyper/b0", 13));
    }

    /**
     * PyTorch's Linear draws weights and biases from U(-b, b), b = 1 / sqrt(fan-in). Their variance is b^2 / 3, and the
     * standard error of the mean square of n such numbers is b^2 sqrt(4 / (45 n)).
     */
    @ParameterizedTest
    @MethodSource("uniformByDefault")
    void theDefaultDrawsAsPyTorchsLinear(WeightsSpec weights, String tensor, int fanIn) {
        double[] drawn = drawn(weights, tensor);

        double bound = 1 / Math.sqrt(fanIn);
        assertThat(largest(drawn)).isLessThanOrEqualTo(bound);
        assertThat(mean(drawn)).isCloseTo(0, within(4 * bound / Math.sqrt(3.0 * drawn.length)));
        assertThat(meanSquare(drawn))
                .isCloseTo(bound * bound / 3, within(4 * bound * bound * Math.sqrt(4.0 / 45 / drawn.length)));
    }

    /** Heads of Kaiming have the variance 2 / fan-in and no biases, those of default-heads are PyTorch's. */
    @Test
    void headsBehindKaimingLayersAreDrawnAsLayers() {
        double[] kaiming = drawn(Trials.full(Initialisation.KAIMING, 8, 24), "hyper/head/w");
        double[] pyTorch = drawn(Trials.full(Initialisation.DEFAULT_HEADS, 8, 24), "hyper/head/w");

        assertThat(meanSquare(kaiming)).isCloseTo(2.0 / 24, within(0.01 * 2 / 24));
        assertThat(drawn(Trials.full(Initialisation.KAIMING, 8, 24), "hyper/head/b"))
                .containsOnly(0);
        assertThat(meanSquare(pyTorch)).isCloseTo(1.0 / 3 / 24, within(0.01 / 3 / 24));
        assertThat(largest(drawn(Trials.full(Initialisation.DEFAULT_HEADS, 8, 24), "hyper/head/b")))
                .isBetween(0.99 / Math.sqrt(24), 1 / Math.sqrt(24));
    }

    static Stream<Arguments> standardNormal() {
        ConditionSpec fixed = new ConditionSpec.Fixed(8);
        return Arrays.stream(Initialisation.values())
                .flatMap(init -> Stream.of(
                        Arguments.of(Trials.full(init, 8, 16), "z"),
                        Arguments.of(Trials.chunked(init, 8, 50, 0, 16), "z"),
                        Arguments.of(Trials.chunked(init, 8, 50, 5, 16), "chunks"),
                        Arguments.of(Trials.hypernet(new GeneratorSpec.Full(), fixed, init, 16), "z")));
    }

    /** The standard error of the mean square of n standard normal numbers is sqrt(2 / n). */
    @ParameterizedTest
    @MethodSource("standardNormal")
    void conditionsAreStandardNormal(WeightsSpec weights, String tensor) {
        double[] drawn = drawn(weights, tensor);

        assertThat(mean(drawn)).isCloseTo(0, within(4 / Math.sqrt(drawn.length)));
        assertThat(meanSquare(drawn)).isCloseTo(1, within(4 * Math.sqrt(2.0 / drawn.length)));
    }

    /** The generator's own layers: uniform with variance 2 / fan-in before a ReLU, biases zero. */
    @ParameterizedTest
    @MethodSource("kaimingLayers")
    void kaimingLayersKeepThePowerInsideTheGenerator(Initialisation init) {
        WeightsSpec full = Trials.full(init, 8, 16, 24);

        double[] w1 = drawn(full, "hyper/w1");
        double bound = Math.sqrt(3 * 2.0 / 16);
        assertThat(largest(w1)).isLessThanOrEqualTo(bound);
        assertThat(meanSquare(w1)).isCloseTo(2.0 / 16, within(4 * bound * bound * Math.sqrt(4.0 / 45 / w1.length)));
        assertThat(drawn(full, "hyper/b0")).containsOnly(0);
        assertThat(drawn(full, "hyper/b1")).containsOnly(0);
    }

    static Stream<Initialisation> kaimingLayers() {
        return Stream.of(
                Initialisation.HYPERFAN_IN,
                Initialisation.HYPERFAN_OUT,
                Initialisation.HARMONIC,
                Initialisation.KAIMING,
                Initialisation.DEFAULT_HEADS,
                Initialisation.BIAS_HYPERINIT);
    }

    /** The first values of one tensor for all seeds. */
    private static double[] drawn(WeightsSpec weights, String tensor) {
        return LongStream.range(0, SEEDS)
                .mapToObj(seed -> Trials.of(seed, weights, Activation.RELU, Loss.MSE, 30, 40, 20))
                .flatMapToDouble(trial -> values(trial, tensor))
                .toArray();
    }

    private static DoubleStream values(TrialSpec trial, String tensor) {
        try (Network network = Network.build(trial, DataType.DOUBLE);
                INDArray row = network.graph().getVariable(tensor).getArr().dup('c')) {
            return Arrays.stream(row.data().asDouble());
        }
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElseThrow();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double meanSquare(double[] values) {
        return Arrays.stream(values).map(x -> x * x).average().orElseThrow();
    }
}
