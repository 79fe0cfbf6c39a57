package io.weightloom.network.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.layout.Slot;
import io.weightloom.network.LayerScale;
import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.network.graph.NativeArrays;
import io.weightloom.network.init.LayerInitializer;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrialSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What each initialisation makes of the generated network, over 20 seeds. */
class InitSchemeTests {

    private static final int SEEDS = 20;

    static Stream<HypernetSpec> promising() {
        return Stream.of(
                        Initialisation.HYPERFAN_IN,
                        Initialisation.HYPERFAN_OUT,
                        Initialisation.HARMONIC,
                        Initialisation.BIAS_HYPERINIT)
                .flatMap(init -> Stream.of(
                        Trials.full(init, 16, 64, 64),
                        Trials.full(init, 16),
                        Trials.activated(Trials.full(init, 8, 32), Activation.TANH),
                        Trials.chunked(init, 8, 64, 0, 32),
                        Trials.activated(Trials.chunked(init, 8, 64, 0, 32), Activation.SINE),
                        Trials.chunked(init, 16, 128, 32, 64),
                        Trials.learned(new GeneratorSpec.PerTensor(), init, 16, 64),
                        Trials.sharing(Trials.learned(new GeneratorSpec.Tile(List.of(16, 8), 16), init, 16), "biases"),
                        Trials.sharing(
                                Trials.learned(new GeneratorSpec.Tile(List.of(16, 8), 0), init, 8, 32), "biases"),
                        Trials.learned(low(24, GeneratorSpec.LowRank.Base.NONE), init, 16, 64),
                        Trials.learned(low(4, GeneratorSpec.LowRank.Base.MULTIPLIED), init, 16, 64),
                        Trials.learned(new GeneratorSpec.Svd(24), init, 16, 64),
                        Trials.learned(new GeneratorSpec.RowScaling(), init, 16, 64),
                        Trials.learned(new GeneratorSpec.Templates(8), init, 16, 64),
                        Trials.learned(
                                new GeneratorSpec.Coordinates(0, GeneratorSpec.Coordinates.Emits.WEIGHT),
                                init,
                                4,
                                16,
                                16),
                        Trials.learned(
                                new GeneratorSpec.Coordinates(2, GeneratorSpec.Coordinates.Emits.ROW), init, 4, 32, 32),
                        Trials.learned(
                                new GeneratorSpec.Coordinates(2, GeneratorSpec.Coordinates.Emits.KERNEL),
                                init,
                                4,
                                32,
                                32),
                        Trials.hypernet(
                                new GeneratorSpec.Coordinates(0, GeneratorSpec.Coordinates.Emits.WEIGHT),
                                new ConditionSpec.None(),
                                init,
                                16),
                        Trials.residual(Trials.full(init, 16, 64)),
                        Trials.sharing(Trials.full(init, 16, 64), "first", "biases")))
                .filter(hypernet -> hypernet.init().suits(hypernet.generator()));
    }

    private static GeneratorSpec low(int rank, GeneratorSpec.LowRank.Base base) {
        return new GeneratorSpec.LowRank(rank, base);
    }

    /** A bias within one chunk scatters as the chunk's row does that the head is given, so embeddings are wide here. */
    @ParameterizedTest
    @MethodSource("promising")
    void generatedTensorsHaveTheSecondMomentsThatArePromisedWithinAFifth(HypernetSpec hypernet) {
        Map<String, Double> measured = new LinkedHashMap<>();
        Map<String, Double> promised = new LinkedHashMap<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            TrialSpec trial = Trials.of(seed, hypernet, Activation.RELU, Loss.MSE, 64, 96, 48, 40);
            try (Network network = Network.build(trial, DataType.DOUBLE)) {
                double[] flat = compute(network, Names.FLAT);
                for (LayerScale layer : network.layers()) {
                    promised.put(layer.weight(), layer.weightVariance());
                    layer.bias().ifPresent(bias -> promised.put(bias, layer.biasVariance()));
                }
                for (Slot slot : network.layout().slots()) {
                    double moment = meanSquare(Arrays.copyOfRange(flat, (int) slot.offset(), (int) slot.end()));
                    measured.merge(slot.name(), moment / SEEDS, Double::sum);
                }
            }
        }
        promised.forEach((slot, variance) ->
                assertThat(measured.get(slot)).as(slot).isCloseTo(variance, within(0.2 * variance)));
    }

    static Stream<HypernetSpec> unpromising() {
        return Stream.of(
                        Initialisation.DEFAULT,
                        Initialisation.DEFAULT_HEADS,
                        Initialisation.KAIMING,
                        Initialisation.MIP)
                .flatMap(init -> Stream.concat(Stream.of(Trials.full(init, 4, 6)), Trials.kinds(init).stream()));
    }

    /** But for what is trained directly. */
    @ParameterizedTest
    @MethodSource("unpromising")
    void othersPromiseNothing(HypernetSpec hypernet) {
        TrialSpec trial = Trials.of(1, hypernet, Activation.RELU, Loss.MSE, 3, 5, 2);
        try (Network network = Network.build(trial, DataType.FLOAT)) {
            assertThat(network.layers())
                    .anySatisfy(layer -> assertThat(layer.power()).isNaN());
            assertThat(network.layers())
                    .filteredOn(layer -> hypernet.shared().isEmpty())
                    .allSatisfy(layer -> assertThat(layer.weightVariance()).isNaN());
        }
    }

    /** Ortiz et al.: theta0 starts as a plain network, and what is added to it as the initialisation has it. */
    @Test
    void withMipAResidualStartsAsAPlainNetworkAndTheGeneratorAsItDoesAlone() {
        HypernetSpec alone = Trials.full(Initialisation.MIP, 4, 16);
        TrialSpec without = Trials.of(1, alone, Activation.RELU, Loss.CROSS_ENTROPY, 30, 40, 20);
        TrialSpec with = Trials.of(1, Trials.residual(alone), Activation.RELU, Loss.CROSS_ENTROPY, 30, 40, 20);
        try (Network generator = Network.build(without, DataType.DOUBLE);
                Network sum = Network.build(with, DataType.DOUBLE)) {
            double[] theta0 = values(sum, Names.THETA0);
            double[] both = compute(generator, Names.FLAT);
            for (int i = 0; i < both.length; i++) {
                both[i] += theta0[i];
            }

            assertThat(compute(sum, Names.FLAT)).containsExactly(both, within(1e-12));
            for (Slot slot : sum.layout().slots()) {
                double[] tensor = Arrays.copyOfRange(theta0, (int) slot.offset(), (int) slot.end());
                double bound = 1 / Math.sqrt((double) slot.fanIn());
                assertThat(Arrays.stream(tensor).map(Math::abs).max().orElseThrow())
                        .as(slot.name())
                        .isBetween(0.8 * bound, bound * (1 + 1e-12));
            }
        }
    }

    /**
     * z of width 16, ReLU layers of 64 and 64, a layer of 128 x 128 with biases in front of a ReLU, inputs of unit
     * power: with PyTorch, heads of hyperfan-in gave pre-activations of 2.28 (2 in theory), PyTorch's own heads behind
     * Kaiming layers 42, and Kaiming heads 253. By the formulas of {@link LayerInitializer} these are {@code 129 (1 / 3
     * + 1 / (3 64)) = 43.7} and {@code 129 * 2 = 258} for trunks that keep z's power exactly.
     */
    @ParameterizedTest
    @CsvSource({"HYPERFAN_IN, 2.0", "DEFAULT_HEADS, 42", "KAIMING, 253"})
    void preActivationsHaveThePowerThatThePublishedComparisonFound(Initialisation init, double power) {
        int seeds = 4 * SEEDS;
        double measured = 0;
        for (int seed = 0; seed < seeds; seed++) {
            TrialSpec trial = Trials.of(seed, Trials.full(init, 16, 64, 64), Activation.RELU, Loss.MSE, 128, 128, 1);
            try (Network network = Network.build(trial, DataType.DOUBLE)) {
                String name = network.layers().get(0).preActivation();
                measured += meanSquare(compute(network, name)) / seeds;
            }
        }
        assertThat(measured).isCloseTo(power, within(0.2 * power));
    }

    /** {@code 2 / 128} and {@code 2 / 256}; hypnettorch's {@code 2 (1 / a + 1 / b)} is 384. */
    @Test
    void theHarmonicMeanIsTheHarmonicMean() {
        assertThat(Hyperfan.harmonic(2.0 / 128, 2.0 / 256)).isCloseTo(0.0104, within(5e-5));
        assertThat(Hyperfan.harmonic(1, 0)).isZero();
        assertThat(Hyperfan.harmonic(3, 3)).isCloseTo(3, within(1e-12));
    }

    /** Beck et al.: all z have the same weights at first, those of a plain network. */
    @Test
    void biasHyperinitEmitsASampleOfThePlainNetworksFirstWeightsWhateverZIs() {
        HypernetSpec hypernet = Trials.full(Initialisation.BIAS_HYPERINIT, 4, 6);
        TrialSpec trial = Trials.of(1, hypernet, Activation.RELU, Loss.CROSS_ENTROPY, 30, 40, 20);
        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            double[] flat = compute(network, Names.FLAT);
            network.graph().getVariable(Names.Z).getArr().addi(1);

            assertThat(compute(network, Names.FLAT)).isEqualTo(flat);
            for (Slot slot : network.layout().slots()) {
                double[] tensor = Arrays.copyOfRange(flat, (int) slot.offset(), (int) slot.end());
                double bound = 1 / Math.sqrt((double) slot.fanIn());
                assertThat(Arrays.stream(tensor).map(Math::abs).max().orElseThrow())
                        .as(slot.name())
                        .isBetween(0.8 * bound, bound * (1 + 1e-12));
            }
        }
    }

    /** Ortiz et al.: without biases, ReLU layers are homogeneous, so that weights are as large as z is. */
    @Test
    void withMipTheWeightsAreProportionalToThePowerOfZ() {
        HypernetSpec hypernet = Trials.full(Initialisation.MIP, 4, 16, 16);
        TrialSpec trial = Trials.of(1, hypernet, Activation.RELU, Loss.CROSS_ENTROPY, 30, 40, 20);
        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            double[] flat = compute(network, Names.FLAT);
            network.graph().getVariable(Names.Z).getArr().muli(3);

            double[] tripled = Arrays.stream(flat).map(weight -> 3 * weight).toArray();
            assertThat(compute(network, Names.FLAT)).containsExactly(tripled, within(1e-12));
        }
    }

    @Test
    void mipDrawsEveryLayerWithTheVarianceOfItsFanOutAndNoBiases() {
        TrialSpec trial = Trials.of(
                1, Trials.full(Initialisation.MIP, 8, 200, 100), Activation.RELU, Loss.CROSS_ENTROPY, 30, 40, 20);
        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            assertThat(meanSquare(values(network, "hyper/w1"))).isCloseTo(2.0 / 100, within(0.05 * 2 / 100));
            double theta = network.layout().size();
            assertThat(meanSquare(values(network, "hyper/head/w"))).isCloseTo(2 / theta, within(0.05 * 2 / theta));
            for (String bias : List.of("hyper/b0", "hyper/b1", "hyper/head/b")) {
                assertThat(values(network, bias)).containsOnly(0);
            }
        }
    }

    /** Sums over the bits of all trainables of seed 7, z 8, hidden layers 16 and 24, target 30-40-20. */
    @ParameterizedTest
    @CsvSource({
        "DEFAULT, 0, -4772463451314723715",
        "DEFAULT, 50, -4066264278163391947",
        "HYPERFAN_IN, 0, -6951083165531623860",
        "HYPERFAN_IN, 50, -8304003275861881031",
        "HYPERFAN_OUT, 0, 1954208913404689313",
        "HYPERFAN_OUT, 50, 3701689712091227009"
    })
    void theFirstNumbersOfInitialisationsDoNotChangeUnnoticed(Initialisation init, int chunk, long sum) {
        HypernetSpec hypernet = chunk == 0 ? Trials.full(init, 8, 16, 24) : Trials.chunked(init, 8, chunk, 0, 16, 24);
        TrialSpec trial = Trials.of(7, hypernet, Activation.RELU, Loss.MSE, 30, 40, 20);
        long bits = 0;
        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            for (String name : network.trainableNames()) {
                for (double value : values(network, name)) {
                    bits = 31 * bits + Double.doubleToLongBits(value);
                }
            }
        }
        assertThat(bits).isEqualTo(sum);
    }

    /** A variable for 200 examples of standard normal features. */
    private static double[] compute(Network network, String variable) {
        int inputs = (int) network.layout().slot("w1").fanIn();
        SplittableRandom random = new SplittableRandom(3);
        double[] x = new double[200 * inputs];
        Arrays.setAll(x, i -> RandomStream.gaussian(random));
        try (INDArray batch = NativeArrays.of(x, DataType.DOUBLE, 200, inputs);
                INDArray rows = network.graph()
                        .output(Map.of(Names.X, batch), variable)
                        .get(variable)
                        .dup('c')) {
            return rows.data().asDouble();
        }
    }

    private static double[] values(Network network, String tensor) {
        try (INDArray row = network.graph().getVariable(tensor).getArr().dup('c')) {
            return row.data().asDouble();
        }
    }

    private static double meanSquare(double[] values) {
        return Arrays.stream(values).map(x -> x * x).average().orElseThrow();
    }
}
