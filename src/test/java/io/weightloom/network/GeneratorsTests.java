package io.weightloom.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.network.generator.Condition;
import io.weightloom.network.generator.CoordinateKernelGenerator;
import io.weightloom.network.generator.CoordinateRowGenerator;
import io.weightloom.network.generator.FourierFeatures;
import io.weightloom.network.generator.Generator;
import io.weightloom.network.generator.Heads;
import io.weightloom.network.generator.TileGenerator;
import io.weightloom.network.generator.Trunk;
import io.weightloom.network.graph.NativeArrays;
import io.weightloom.network.init.Initializer;
import io.weightloom.network.init.LayerInitializer;
import io.weightloom.network.init.Parameter;
import io.weightloom.network.target.Targets;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.HypernetSpec.Norm;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.TargetSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** What each generator makes of given numbers, alone. */
class GeneratorsTests {

    private static final double EXACT = 1e-12; // sums of some dozen products in double precision
    private static final TargetSpec TARGET = new TargetSpec.Mlp(List.of(6, 8, 4), Activation.RELU);

    static Stream<HypernetSpec> conditional() {
        return NetworkTests.generators().filter(h -> !(h.condition() instanceof ConditionSpec.None));
    }

    @ParameterizedTest
    @MethodSource("conditional")
    void everyGeneratorServesManyTasksAtOnce(HypernetSpec spec) {
        Generator generator = generator(spec);
        int tasks = 3;
        int zDim = spec.condition().zDim();
        int length = Math.toIntExact(generator.vectors() * zDim);
        Map<String, double[]> values = values(generator, spec.condition());
        double[] z = normal(new SplittableRandom(2), tasks * length);

        double[] together = flat(generator, values, z, zDim);

        for (int task = 0; task < tasks; task++) {
            double[] alone = flat(generator, values, Arrays.copyOfRange(z, task * length, (task + 1) * length), zDim);
            assertThat(Arrays.copyOfRange(together, task * alone.length, (task + 1) * alone.length))
                    .containsExactly(alone, within(EXACT));
        }
    }

    @Test
    void headsForEachTensorAreOneHeadSideBySide() {
        Generator split = generator(Trials.learned(new GeneratorSpec.PerTensor(), Initialisation.DEFAULT, 3, 5));
        Generator full = generator(Trials.full(Initialisation.DEFAULT, 3, 5));
        ConditionSpec condition = new ConditionSpec.Learned(3);
        Map<String, double[]> values = values(split, condition);
        Layout layout = Targets.layout(TARGET);
        double[] weights = new double[Math.toIntExact(5 * layout.size())];
        double[] biases = new double[Math.toIntExact(layout.size())];
        for (Slot slot : layout.slots()) {
            int length = (int) slot.shape().length();
            double[] w = values.get("hyper/head/%s/w".formatted(slot.name()));
            double[] b = values.get("hyper/head/%s/b".formatted(slot.name()));
            System.arraycopy(b, 0, biases, (int) slot.offset(), length);
            for (int row = 0; row < 5; row++) {
                System.arraycopy(w, row * length, weights, row * biases.length + (int) slot.offset(), length);
            }
        }
        double[] z = normal(new SplittableRandom(2), 3);
        double[] expected = flat(split, values, z, 3);
        values.put("hyper/head/w", weights);
        values.put("hyper/head/b", biases);

        assertThat(flat(full, values, z, 3)).containsExactly(expected, within(EXACT));
    }

    /** Of an input on a 2 x 3 grid, seen through one wave, all outputs at a time; without hidden layers, as a loop. */
    @Test
    void rowsAreMadeOfThePlacesOfTheirInputs() {
        Layout layout = Layout.empty().with("w1", Shape.of(6, 4), 6, 4, Slot.Role.WEIGHT);
        FourierFeatures features = new FourierFeatures(1);
        Trunk none = new Trunk(6, List.of(), Activation.SINE, LayerInitializer.FAN_IN, Norm.NONE);
        Generator generator =
                new CoordinateRowGenerator(0, features, none, layout, new Heads.Measured(), Map.of("w1", 9.0));
        Map<String, double[]> values = values(generator, new ConditionSpec.None());
        double[] head = values.get("hyper/head/w1/w"); // [6, 4]
        double[] bias = values.get("hyper/head/w1/b");

        double[] flat = flat(generator, values, new double[1], 1);

        double edge = Math.sqrt(3);
        for (int input = 0; input < 6; input++) {
            double y = edge * (input / 3 == 0 ? -1 : 1);
            double x = edge * (input % 3 - 1);
            double[] place = {
                y,
                x,
                Math.sqrt(2) * Math.sin(Math.PI / 2 * y / edge),
                Math.sqrt(2) * Math.sin(Math.PI / 2 * x / edge),
                Math.sqrt(2) * Math.cos(Math.PI / 2 * y / edge),
                Math.sqrt(2) * Math.cos(Math.PI / 2 * x / edge)
            };
            for (int output = 0; output < 4; output++) {
                double weight = bias[output];
                for (int i = 0; i < 6; i++) {
                    weight += place[i] * head[4 * i + output];
                }
                assertThat(flat[4 * input + output]).isCloseTo(3 * weight, within(EXACT));
            }
        }
    }

    /** The kernels of 3x2 take six numbers of the head, biases the first; all by hand, for two tasks. */
    @Test
    void kernelsComeOutWhole() {
        Layout layout = Layout.empty()
                .with("w1", Shape.of(3, 2, 2, 3), 12, 18, Slot.Role.WEIGHT)
                .with("b1", Shape.of(3), 12, 18, Slot.Role.BIAS);
        Trunk none = new Trunk(6, List.of(), Activation.SINE, LayerInitializer.FAN_IN, Norm.NONE);
        Generator generator =
                new CoordinateKernelGenerator(1, new FourierFeatures(0), none, layout, new Heads.Measured(), Map.of());
        Map<String, double[]> values = values(generator, new ConditionSpec.Learned(1));
        double[] head = values.get("hyper/head/w"); // [6, 6]
        double[] bias = values.get("hyper/head/b");
        double[] z = {0.7, -1.3};

        double[] scales = values.get("hyper/scales");

        double[] flat = flat(generator, values, z, 1);

        double edge = Math.sqrt(3);
        for (int task = 0; task < 2; task++) {
            for (int i = 0; i < 39; i++) {
                boolean kernel = i < 36;
                int output = i % 3;
                int input = kernel ? i / 3 % 2 : 0;
                int tap = kernel ? i / 6 : 0;
                double[] place = { // two channels lie on 1 x 2, three on 1 x 3, one on 1 x 1
                    z[task], 0, kernel ? edge * (2 * input - 1) : 0, 0, edge * (output - 1), edge * (kernel ? -1 : 1)
                };
                double weight = bias[tap];
                for (int k = 0; k < 6; k++) {
                    weight += place[k] * head[6 * k + tap];
                }
                assertThat(flat[39 * task + i]).isCloseTo(scales[i] * weight, within(EXACT));
            }
        }
    }

    @Test
    void matricesOfLowRankHaveThatRank() {
        for (GeneratorSpec kind :
                List.of(new GeneratorSpec.LowRank(2, GeneratorSpec.LowRank.Base.NONE), new GeneratorSpec.Svd(2))) {
            Generator generator = generator(Trials.learned(kind, Initialisation.HYPERFAN_IN, 3, 5));
            double[] flat = flat(
                    generator, values(generator, new ConditionSpec.Learned(3)), normal(new SplittableRandom(2), 3), 3);

            assertThat(rank(flat, Targets.layout(TARGET).slot("w1"))).isEqualTo(2);
            assertThat(rank(flat, Targets.layout(TARGET).slot("w2"))).isEqualTo(2);
        }
    }

    /**
     * Tile {@code (p, q)} of a kernel of 2x3 places, 4 inputs and 6 outputs is what its own z makes, as a slow loop.
     */
    @Test
    void kernelsAreAssembledFromTheirTiles() {
        GeneratorSpec.Tile spec = new GeneratorSpec.Tile(List.of(2, 3), 2);
        Layout layout = Layout.empty()
                .with("w1", Shape.of(4, 6), 4, 6, Slot.Role.WEIGHT)
                .with("w2", Shape.of(2, 3, 4, 6), 24, 36, Slot.Role.WEIGHT);
        Trunk none = new Trunk(3, List.of(), Activation.RELU, LayerInitializer.FAN_IN, Norm.NONE);
        Generator generator = new TileGenerator(spec, none, layout, new Heads.Measured(), Map.of("w1", 4.0, "w2", 9.0));
        Map<String, double[]> values = values(generator, new ConditionSpec.Learned(3));
        double[] z = normal(new SplittableRandom(2), 8 * 3);

        double[] flat = flat(generator, values, z, 3);

        for (int in = 0; in < 4; in++) {
            for (int out = 0; out < 6; out++) {
                int tile = in / 2 * 2 + out / 3;
                assertThat(flat[in * 6 + out])
                        .isCloseTo(2 * tile(values, "hyper/tile-1x1/", z, tile, in % 2, 0, 1, out % 3), within(EXACT));
                for (int place = 0; place < 6; place++) {
                    assertThat(flat[24 + (place * 4 + in) * 6 + out])
                            .isCloseTo(
                                    3 * tile(values, "hyper/tile-2x3/", z, 4 + tile, in % 2, place, 6, out % 3),
                                    within(EXACT));
                }
            }
        }
    }

    /** Ha's equations 1 and 2 for one weight. */
    private static double tile(
            Map<String, double[]> values, String kind, double[] z, int tile, int in, int place, int places, int out) {
        double[] w0 = values.get(kind + "w0"); // [3, 2 d]
        double[] b0 = values.get(kind + "b0");
        double[] w1 = values.get(kind + "w1"); // [d, places 3]
        double[] b1 = values.get(kind + "b1");
        double weight = b1[place * 3 + out];
        for (int k = 0; k < 2; k++) {
            double a = b0[in * 2 + k];
            for (int i = 0; i < 3; i++) {
                a += z[tile * 3 + i] * w0[i * 4 + in * 2 + k];
            }
            weight += a * w1[k * places * 3 + place * 3 + out];
        }
        return weight;
    }

    @Test
    void singularVectorsStartOrthonormal() {
        double[] u = new double[7 * 4];
        new Initializer.Orthonormal(4).fill(u, new SplittableRandom(1), name -> new double[0]);

        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                double product = 0;
                for (int row = 0; row < 7; row++) {
                    product += u[row * 4 + i] * u[row * 4 + j];
                }
                assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-14));
            }
        }
    }

    /** The largest singular value by another way: MatrixUtils of Commons Math 3.6. */
    @Test
    void spectralNormDividesByTheLargestSingularValue() {
        double[][] w = new double[6][5];
        SplittableRandom random = new SplittableRandom(3);
        double[] flat = normal(random, 30);
        flat[7] += 9; // far from the second largest, so that power iteration has converged
        for (int i = 0; i < 30; i++) {
            w[i / 5][i % 5] = flat[i];
        }
        double sigma = new SingularValueDecomposition(MatrixUtils.createRealMatrix(w)).getNorm();
        Trunk trunk = new Trunk(6, List.of(5), Activation.TANH, LayerInitializer.PYTORCH, Norm.SPECTRAL);
        Trunk plain = new Trunk(6, List.of(5), Activation.TANH, LayerInitializer.PYTORCH, Norm.NONE);
        double[] z = normal(random, 12);
        Map<String, double[]> values = Map.of("hyper/w0", flat, "hyper/b0", new double[5]);
        Map<String, double[]> divided =
                Map.of("hyper/w0", Arrays.stream(flat).map(x -> x / sigma).toArray(), "hyper/b0", new double[5]);

        assertThat(trunk.forward(z, values::get)).containsExactly(plain.forward(z, divided::get), within(1e-6));
    }

    static Stream<Norm> norms() {
        return Stream.of(Norm.values());
    }

    @ParameterizedTest
    @MethodSource("norms")
    void everyNormIsTheSameInTheGraphAndOutsideIt(Norm norm) {
        Trunk trunk = new Trunk(4, List.of(6, 5), Activation.TANH, LayerInitializer.PYTORCH, norm);
        SplittableRandom random = new SplittableRandom(3);
        Map<String, double[]> values = new HashMap<>();
        trunk.parameters()
                .forEach(
                        p -> values.put(p.name(), normal(random, (int) p.shape().length())));
        double[] z = normal(random, 3 * 4);
        SameDiff graph = SameDiff.create();
        Map<String, SDVariable> tensors = new HashMap<>();
        trunk.parameters().forEach(p -> tensors.put(p.name(), constant(graph, values.get(p.name()), p.shape())));

        double[] inGraph = trunk.forward(graph, constant(graph, z, Shape.of(3, 4)), tensors::get)
                .eval()
                .reshape(-1)
                .toDoubleVector();

        assertThat(inGraph).containsExactly(trunk.forward(z, values::get), within(1e-9));
    }

    private static Generator generator(HypernetSpec spec) {
        return ((GeneratedWeights) WeightSources.of(spec, Targets.of(TARGET))).generator();
    }

    /** Random numbers for each tensor of a generator. */
    private static Map<String, double[]> values(Generator generator, ConditionSpec spec) {
        SplittableRandom random = new SplittableRandom(1);
        Map<String, double[]> values = new HashMap<>();
        for (Parameter parameter : generator.parameters(Condition.of(spec, generator.vectors()))) {
            values.put(parameter.name(), normal(random, (int) parameter.shape().length()));
        }
        return values;
    }

    private static double[] flat(Generator generator, Map<String, double[]> values, double[] z, int zDim) {
        SameDiff graph = SameDiff.create();
        Condition condition = Condition.of(new ConditionSpec.Learned(zDim), generator.vectors());
        Map<String, SDVariable> tensors = new HashMap<>();
        for (Parameter parameter : generator.parameters(condition)) {
            tensors.put(parameter.name(), constant(graph, values.get(parameter.name()), parameter.shape()));
        }
        SDVariable vectors = constant(graph, z, Shape.of(z.length / zDim, zDim));
        return generator
                .flat(graph, vectors, tensors::get)
                .eval()
                .dup('c')
                .reshape(-1)
                .toDoubleVector();
    }

    private static SDVariable constant(SameDiff graph, double[] values, Shape shape) {
        return graph.constant(NativeArrays.of(values, DataType.DOUBLE, shape.toArray()));
    }

    private static double[] normal(SplittableRandom random, int length) {
        double[] values = new double[length];
        Arrays.setAll(values, i -> RandomStream.gaussian(random));
        return values;
    }

    private static int rank(double[] flat, Slot slot) {
        int columns = (int) slot.columns();
        double[][] rows = new double[(int) slot.rows()][];
        Arrays.setAll(
                rows,
                i -> Arrays.copyOfRange(
                        flat, (int) slot.offset() + i * columns, (int) slot.offset() + (i + 1) * columns));
        return new SingularValueDecomposition(MatrixUtils.createRealMatrix(rows)).getRank();
    }
}
