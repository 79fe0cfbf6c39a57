package io.weightloom.network.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.network.init.Initializer;
import io.weightloom.network.init.LayerInitializer;
import io.weightloom.spec.Activation;
import io.weightloom.spec.HypernetSpec.Norm;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Draws have the variances that they are named by; of uniform numbers in [-b, b) that is b^2 / 3. */
class InitializerTests {

    private static final int MANY = 40_000;

    /** Four standard errors of a mean of squares of uniform numbers, whose deviation is 0.9 times their variance. */
    private static final double SCATTER = 4 * 0.9 / Math.sqrt(MANY);

    @Test
    void uniformNumbersHaveTheVarianceAskedFor() {
        double[] values = drawn(Initializer.Uniform.ofVariance(0.7), MANY);

        assertThat(square(values)).isCloseTo(0.7, within(0.7 * SCATTER));
        assertThat(Arrays.stream(values).map(Math::abs).max().orElseThrow())
                .isLessThanOrEqualTo(Math.sqrt(3 * 0.7))
                .isCloseTo(Math.sqrt(3 * 0.7), within(1e-3));
    }

    /** Of 50 inputs with a second moment of 4: outputs add up 50 products. */
    @Test
    void aHeadsColumnsGiveTheirOutputsTheirVariances() {
        double[] variances = {1, 0.25};
        double[] values = drawn(new Initializer.Head(() -> variances, 50, drawn -> 4), 2 * MANY);

        for (int column = 0; column < 2; column++) {
            int first = column;
            double[] own = IntStream.range(0, MANY)
                    .mapToDouble(row -> values[2 * row + first])
                    .toArray();
            double expected = variances[column] / (50 * 4);
            assertThat(square(own)).isCloseTo(expected, within(expected * SCATTER));
        }
    }

    @Test
    void layersAreDrawnByTheirFans() {
        assertThat(square(drawn(LayerInitializer.FAN_IN.weights(20, 5, 2), MANY)))
                .isCloseTo(0.1, within(0.1 * SCATTER));
        assertThat(square(drawn(LayerInitializer.FAN_OUT.weights(20, 5, 2), MANY)))
                .isCloseTo(0.4, within(0.4 * SCATTER));
        assertThat(square(drawn(LayerInitializer.PYTORCH.weights(20, 5, 2), MANY)))
                .isCloseTo(1 / 60.0, within(SCATTER / 60));
        assertThat(square(drawn(LayerInitializer.PYTORCH.biases(20), MANY))).isCloseTo(1 / 60.0, within(SCATTER / 60));
        assertThat(drawn(LayerInitializer.FAN_IN.biases(20), 3)).containsOnly(0);
        assertThat(drawn(LayerInitializer.FAN_OUT.biases(20), 3)).containsOnly(0);
    }

    /** A ReLU lets half of the power pass. */
    @Test
    void hiddenLayersOfAGeneratorHaveAGainOfTwoBeforeAReluAlone() {
        for (Activation activation : Activation.values()) {
            Trunk trunk = new Trunk(200, List.of(200), activation, LayerInitializer.FAN_IN, Norm.NONE);
            double gain = activation == Activation.RELU ? 2 : 1;

            double[] weights = drawn(trunk.parameters().get(0).initializer(), MANY);

            assertThat(square(weights)).as("%s", activation).isCloseTo(gain / 200, within(gain / 200 * SCATTER));
        }
    }

    private static double[] drawn(Initializer draw, int count) {
        double[] values = new double[count];
        draw.fill(values, new SplittableRandom(5), name -> new double[0]);
        return values;
    }

    private static double square(double[] values) {
        return Arrays.stream(values).map(value -> value * value).sum() / values.length;
    }
}
