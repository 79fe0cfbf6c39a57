package io.weightloom.network.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.layout.Slot;
import io.weightloom.network.LayerScale;
import io.weightloom.network.Ledgers;
import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.Activation;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Facts that hold for every kind of target network. */
class TargetsTests {

    private static final double EXACT = 1e-12; // sums of a few dozen products in double precision
    private static final int BATCH = 5;

    static Stream<TargetSpec> targets() {
        return Trials.targets().stream();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void everyTargetEqualsItselfWithGeneratedNumbersForItsOwn(TargetSpec target) {
        TrialSpec trial = Trials.of(7, target, Trials.full(Initialisation.HYPERFAN_IN, 4, 6), Loss.CROSS_ENTROPY);
        Map<String, INDArray> batch = batch(target);

        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            double[] flat = values(network, batch, Names.FLAT);
            try (Network plain = Network.plain(trial, flat, DataType.DOUBLE)) {
                assertThat(values(plain, batch, Names.OUTPUT))
                        .containsExactly(values(network, batch, Names.OUTPUT), within(EXACT));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void everyTargetHasLayersOfItsSlotsAndVariables(TargetSpec target) {
        TrialSpec trial = Trials.of(7, target, new WeightsSpec.Plain(), Loss.MSE);
        Map<String, INDArray> batch = batch(target);

        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            assertThat(network.layout().faults()).isEmpty();
            for (LayerScale layer : network.layers()) {
                Slot weight = network.layout().slot(layer.weight());
                INDArray pre =
                        network.graph().output(batch, layer.preActivation()).get(layer.preActivation());

                assertThat(pre.size(0)).isEqualTo(BATCH);
                assertThat(pre.size(1))
                        .isEqualTo(layer.made().channels())
                        .isEqualTo(weight.shape()
                                .extents()
                                .get(weight.shape().extents().size() - 1));
                assertThat(layer.made().numbers()).isEqualTo(pre.length() / BATCH);
                assertThat(layer.numbers()).isGreaterThanOrEqualTo(layer.made().numbers());
                layer.bias()
                        .map(network.layout()::slot)
                        .ifPresent(bias -> assertThat(bias.shape().length())
                                .isEqualTo(layer.made().channels()));
            }
            assertThat(network.layers().get(network.layers().size() - 1).preActivation())
                    .isEqualTo(Names.OUTPUT);
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void everyTargetTakesAndMakesExamplesOfItsSpecsWidths(TargetSpec spec) {
        TargetNetwork target = Targets.of(spec);

        assertThat(target.input().numbers()).isEqualTo(spec.input().width());
        assertThat(target.output().numbers()).isEqualTo(spec.output().width());
        assertThat(target.layers().get(target.layers().size() - 1).made()).isEqualTo(target.output());
    }

    static Stream<TargetSpec> convolutions() {
        return Trials.picturesTargets().stream();
    }

    @ParameterizedTest
    @MethodSource("convolutions")
    void aConvolutionalTargetEqualsLoopsOverPixels(TargetSpec.Conv target) {
        TrialSpec trial = Trials.of(3, target, new WeightsSpec.Plain(), Loss.MSE);
        Map<String, INDArray> batch = batch(target);

        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            double[] output = values(network, batch, Names.OUTPUT);

            double[] x = batch.get(Names.X).dup('c').reshape(-1).toDoubleVector();
            int inputs = x.length / BATCH;
            for (int row = 0; row < BATCH; row++) {
                double[] own =
                        new SlowConv(network, target).forward(Arrays.copyOfRange(x, row * inputs, (row + 1) * inputs));
                assertThat(Arrays.copyOfRange(output, 2 * row, 2 * row + 2)).containsExactly(own, within(EXACT));
            }
        }
    }

    @Test
    void theSlotsOfHasNetworkForMnistAreThePapers() {
        TargetSpec ha = new TargetSpec.Conv(
                List.of(1, 28, 28),
                List.of(new TargetSpec.Convolution(7, 7, 16), new TargetSpec.Convolution(7, 7, 16)),
                2,
                TargetSpec.Pooling.MAX,
                List.of(10),
                Activation.RELU);

        assertThat(Targets.layout(ha).slots().stream()
                        .map(slot -> slot.name() + " " + slot.shape() + " " + slot.fanIn() + " " + slot.fanOut()))
                .containsExactly(
                        "w1 7x7x1x16 49 784",
                        "b1 16 49 784",
                        "w2 7x7x16x16 784 784",
                        "b2 16 784 784",
                        "w3 784x10 784 10",
                        "b3 10 784 10");
        assertThat(Targets.layout(ha).slot("w2").shape().length()).isEqualTo(12_544); // table 7
        assertThat(Ledgers.of(ha, new WeightsSpec.Plain()).trainable()).isEqualTo(21_210);
        assertThat(Ledgers.of(ha, new WeightsSpec.Plain()).largestLayer()).isEqualTo(12_544 + 16);
    }

    /** The paper's figures: a hidden layer's weights give omega h w a second moment of 1, whatever its width. */
    @Test
    void aPlainSirenIsDrawnAsItsAuthorsDo() {
        TargetSpec siren = new TargetSpec.Siren(List.of(2, 128, 96, 64, 3), 30);
        TrialSpec trial = Trials.of(1, siren, new WeightsSpec.Plain(), Loss.MSE);

        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            assertUniform(network, "w1", 1.0 / 2);
            assertUniform(network, "w2", Math.sqrt(6.0 / 128) / 30);
            assertUniform(network, "w3", Math.sqrt(6.0 / 96) / 30);
            assertUniform(network, "w4", Math.sqrt(6.0 / 64) / 30);
            assertUniform(network, "b2", 1 / Math.sqrt(128));
        }
    }

    private static void assertUniform(Network network, String slot, double bound) {
        double[] values = network.graph()
                .getVariable(Names.target(slot))
                .getArr()
                .dup()
                .reshape(-1)
                .toDoubleVector();
        assertThat(Arrays.stream(values).map(Math::abs).max().orElseThrow())
                .isLessThanOrEqualTo(bound)
                .isGreaterThan(0.9 * bound);
    }

    static Stream<Arguments> promised() {
        return Stream.of(Initialisation.HYPERFAN_IN, Initialisation.HYPERFAN_OUT)
                .flatMap(init -> Stream.of(Trials.full(init, 16, 32), Trials.chunked(init, 8, 64, 0, 32)))
                .flatMap(weights -> Stream.of(
                                new TargetSpec.Siren(List.of(16, 64, 64, 8), 30),
                                new TargetSpec.Conv(
                                        List.of(2, 6, 6),
                                        List.of(
                                                TargetSpec.Convolution.of("3x3x24"),
                                                TargetSpec.Convolution.of("5x5x16")),
                                        1,
                                        TargetSpec.Pooling.MAX,
                                        List.of(20),
                                        Activation.RELU))
                        .map(target -> Arguments.of(target, weights)));
    }

    /** Second moments of what the layers compute, over 20 seeds, are what is promised, within a fifth. */
    @ParameterizedTest
    @MethodSource("promised")
    void hyperfanKeepsItsPromisesForEveryKindOfTarget(TargetSpec target, WeightsSpec weights) {
        int seeds = 20;
        double[] measured = new double[3];
        double[] promised = new double[3];
        for (int seed = 0; seed < seeds; seed++) {
            Map<String, INDArray> batch = batch(target, seed, 32);
            try (Network network = Network.build(Trials.of(seed, target, weights, Loss.MSE), DataType.DOUBLE)) {
                for (int layer = 0; layer < 3; layer++) {
                    LayerScale scale = network.layers().get(layer);
                    double[] pre = values(network, batch, scale.preActivation());
                    measured[layer] +=
                            Arrays.stream(pre).map(v -> v * v).average().orElseThrow() / seeds;
                    promised[layer] = scale.power();
                }
            }
        }
        for (int layer = 0; layer < 3; layer++) {
            assertThat(measured[layer])
                    .as("layer %s", layer + 1)
                    .isCloseTo(promised[layer], within(0.2 * promised[layer]));
        }
    }

    /** Same padding of a 3-wide kernel on 4 pixels: 10 of 12 taps inside; strided by 2, 1 + 1 behind: 5 of 6. */
    @Test
    void theShareOfAKernelInsideThePictureIsExact() {
        FeatureMap map = new FeatureMap(1, 4, 4);

        assertThat(map.inside(3, 1, 1)).isCloseTo(10.0 / 12, within(EXACT));
        assertThat(map.inside(3, 3, 1)).isCloseTo(100.0 / 144, within(EXACT));
        assertThat(map.inside(3, 1, 2)).isCloseTo(5.0 / 6, within(EXACT));
        assertThat(map.inside(1, 1, 2)).isEqualTo(1);
    }

    /** Ha et al., section 4.2: 36 kernels of 16, 32, 64 (times 1 or 2) channels; how many 16x16 tiles they make. */
    @Test
    void wideResidualNetworksHaveThePapersKernels() {
        assertThat(kernels(1)).hasSize(36);
        assertThat(weights(1)).isEqualTo(557_568);
        assertThat(weights(2)).isEqualTo(2_225_664);
        assertThat(tiles(1)).isEqualTo(242);
        assertThat(tiles(2)).isEqualTo(966);
    }

    private static long weights(int factor) {
        return kernels(factor).stream().mapToLong(slot -> slot.shape().length()).sum();
    }

    private static long tiles(int factor) {
        return kernels(factor).stream()
                .map(slot -> slot.shape().extents())
                .mapToLong(extents -> extents.get(2) / 16 * (extents.get(3) / 16))
                .sum();
    }

    private static List<Slot> kernels(int factor) {
        TargetSpec network = new TargetSpec.Residual(
                List.of(3, 32, 32),
                List.of(16, 16 * factor, 32 * factor, 64 * factor),
                6,
                TargetSpec.BatchNorm.PER_CONDITION,
                10,
                Activation.RELU);
        return Targets.layout(network).slots().stream()
                .filter(slot -> slot.name().matches("block.*/w[12]"))
                .toList();
    }

    private static double[] values(Network network, Map<String, INDArray> batch, String name) {
        return network.graph()
                .output(batch, name)
                .get(name)
                .dup('c')
                .reshape(-1)
                .toDoubleVector();
    }

    private static Map<String, INDArray> batch(TargetSpec target) {
        return batch(target, 3, BATCH);
    }

    private static Map<String, INDArray> batch(TargetSpec target, long seed, int size) {
        SplittableRandom random = new SplittableRandom(seed);
        int inputs = (int) target.input().width();
        int outputs = (int) target.output().width();
        double[] x = new double[size * inputs];
        Arrays.setAll(x, i -> RandomStream.gaussian(random));
        return Map.of(
                Names.X, Nd4j.createFromArray(x).reshape(size, inputs),
                Names.Y, Nd4j.zeros(DataType.DOUBLE, size, outputs));
    }

    /** One example through loops. Not in the graph's order of operations, and without its ops. */
    private record SlowConv(Network network, TargetSpec.Conv spec) {

        double[] forward(double[] x) {
            double[] h = x;
            int channels = spec.picture().get(0);
            int height = spec.picture().get(1);
            int width = spec.picture().get(2);
            int l = 1;
            for (TargetSpec.Convolution kernel : spec.convolutions()) {
                h = activated(convolved(h, channels, height, width, kernel, l++));
                channels = kernel.channels();
                h = pooled(h, height, width);
                height /= spec.pool();
                width /= spec.pool();
            }
            for (int i = 0; i < spec.dense().size(); i++) {
                double[] sums = tensor("b" + l).clone();
                double[] w = tensor("w" + l++);
                for (int j = 0; j < w.length; j++) {
                    sums[j % sums.length] += h[j / sums.length] * w[j];
                }
                h = i + 1 < spec.dense().size() ? activated(sums) : sums;
            }
            return h;
        }

        private double[] convolved(double[] h, int in, int height, int width, TargetSpec.Convolution kernel, int l) {
            double[] w = tensor("w" + l);
            double[] b = tensor("b" + l);
            int out = kernel.channels();
            double[] sums = new double[out * height * width];
            for (int o = 0; o < out; o++) {
                for (int row = 0; row < height; row++) {
                    for (int column = 0; column < width; column++) {
                        double sum = b[o];
                        for (int i = 0; i < kernel.height(); i++) {
                            for (int j = 0; j < kernel.width(); j++) {
                                int r = row + i - (kernel.height() - 1) / 2;
                                int c = column + j - (kernel.width() - 1) / 2;
                                for (int k = 0; k < in && r >= 0 && r < height && c >= 0 && c < width; k++) {
                                    sum += h[(k * height + r) * width + c]
                                            * w[((i * kernel.width() + j) * in + k) * out + o];
                                }
                            }
                        }
                        sums[(o * height + row) * width + column] = sum;
                    }
                }
            }
            return sums;
        }

        private double[] pooled(double[] h, int height, int width) {
            int side = spec.pool();
            double[] pooled = new double[h.length / (side * side)];
            boolean max = spec.pooling() == TargetSpec.Pooling.MAX;
            Arrays.fill(pooled, max ? Double.NEGATIVE_INFINITY : 0);
            for (int i = 0; i < h.length; i++) {
                int channel = i / (height * width);
                int row = i / width % height;
                int column = i % width;
                int to = (channel * (height / side) + row / side) * (width / side) + column / side;
                pooled[to] = max ? Math.max(pooled[to], h[i]) : pooled[to] + h[i] / (side * side);
            }
            return pooled;
        }

        private double[] activated(double[] sums) {
            return Arrays.stream(sums)
                    .map(x -> Activations.apply(spec.activation(), x))
                    .toArray();
        }

        private double[] tensor(String slot) {
            return network.graph()
                    .getVariable(Names.target(slot))
                    .getArr()
                    .dup('c')
                    .reshape(-1)
                    .toDoubleVector();
        }
    }
}
