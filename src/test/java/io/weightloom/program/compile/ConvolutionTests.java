package io.weightloom.program.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.program.GradientProgram;
import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.natives.QuietOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/** Convolutions and pooling, by our own kernels, compute what SameDiff computes. */
class ConvolutionTests {

    enum Pool {
        NONE,
        MAX,
        MEAN
    }

    enum Bias {
        NONE,
        ADDED
    }

    /**
     * A convolution, a ReLU and perhaps pooling, of images that are trained too.
     *
     * @param images {@code [batch, channels, rows, columns]}
     * @param kernel rows and columns
     * @param strides of rows and columns
     * @param dilations of rows and columns
     * @param pooled rows and columns of the pooling's window, which is its stride too
     */
    record Layer(
            DataType type,
            List<Integer> images,
            List<Integer> kernel,
            List<Integer> strides,
            List<Integer> dilations,
            PaddingMode padding,
            int outputs,
            Bias bias,
            Pool pool,
            List<Integer> pooled,
            long seed) {

        SameDiff graph() {
            Random random = new Random(seed);
            SameDiff graph = SameDiff.create();
            long[] extents = images.stream().mapToLong(extent -> extent).toArray();
            SDVariable x = graph.placeHolder("x", type, extents[0], extents[1] * extents[2] * extents[3])
                    .reshape(extents)
                    .add(graph.var("image", numbers(random, type, extents)));
            SDVariable w = graph.var("w", numbers(random, type, kernel.get(0), kernel.get(1), images.get(1), outputs));
            SDVariable b = bias == Bias.ADDED ? graph.var("b", numbers(random, type, outputs)) : null;
            SDVariable h = graph.nn().relu(graph.cnn().conv2d(x, w, b, convolution()), 0);
            h = switch (pool) {
                case NONE -> h;
                case MAX -> graph.cnn().maxPooling2d(h, pooling());
                case MEAN -> graph.cnn().avgPooling2d(h, pooling());
            };
            graph.math().tanh(h.mul(0.3)).sum().rename("loss");
            graph.setLossVariables("loss");
            return graph;
        }

        private Conv2DConfig convolution() {
            return Conv2DConfig.builder()
                    .kH(kernel.get(0))
                    .kW(kernel.get(1))
                    .sH(strides.get(0))
                    .sW(strides.get(1))
                    .dH(dilations.get(0))
                    .dW(dilations.get(1))
                    .paddingMode(padding)
                    .build();
        }

        private Pooling2DConfig pooling() {
            return Pooling2DConfig.builder()
                    .kH(pooled.get(0))
                    .kW(pooled.get(1))
                    .sH(pooled.get(0))
                    .sW(pooled.get(1))
                    .paddingMode(PaddingMode.VALID)
                    .build();
        }

        List<String> trainables() {
            return bias == Bias.ADDED ? List.of("image", "w", "b") : List.of("image", "w");
        }

        int width() {
            return images.get(1) * images.get(2) * images.get(3);
        }
    }

    static Stream<Layer> layers() {
        Random random = new Random(5);
        List<Layer> layers = new ArrayList<>();
        for (Pool pool : Pool.values()) {
            for (Bias bias : Bias.values()) {
                for (PaddingMode padding : List.of(PaddingMode.SAME, PaddingMode.VALID)) {
                    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
                        for (int i = 0; i < 6; i++) {
                            layers.add(layer(random, type, padding, bias, pool));
                        }
                    }
                }
            }
        }
        return layers.stream();
    }

    private static Layer layer(Random random, DataType type, PaddingMode padding, Bias bias, Pool pool) {
        boolean point = random.nextInt(4) == 0; // kernels of 1x1
        List<Integer> kernel = point ? List.of(1, 1) : List.of(1 + random.nextInt(5), 1 + random.nextInt(7));
        List<Integer> strides = List.of(1 + random.nextInt(2), 1 + random.nextInt(2));
        boolean sparse = type == DataType.DOUBLE
                && strides.equals(List.of(1, 1))
                && random.nextInt(3) == 0; // oneDNN has not all of them
        return new Layer(
                type,
                List.of(
                        random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(4),
                        1 + random.nextInt(3),
                        10 + random.nextInt(6),
                        14 + random.nextInt(6)),
                kernel,
                strides,
                sparse ? List.of(2, 2) : List.of(1, 1),
                padding,
                1 + random.nextInt(5),
                bias,
                pool,
                random.nextBoolean() ? List.of(2, 2) : List.of(1 + random.nextInt(2), 2),
                random.nextLong());
    }

    /** In single precision both round, and sums over all pixels of a batch are long. */
    @ParameterizedTest
    @MethodSource("layers")
    void lossAndGradientsEqualThoseOfSameDiff(Layer layer) {
        SameDiff graph = layer.graph();
        int batch = layer.images().get(0);
        float[] x = numbers(new Random(layer.seed() + 1), DataType.FLOAT, batch, layer.width())
                .reshape(-1)
                .toFloatVector();
        Map<String, INDArray> inputs =
                Map.of("x", Nd4j.createFromArray(x).castTo(layer.type()).reshape(batch, layer.width()));
        double tolerance = layer.type() == DataType.FLOAT ? 1e-5 : 1e-12;

        try (GradientProgram program = compile(layer, graph)) {
            for (int run = 0; run < 2; run++) { // what the first leaves in the scratch must not matter
                program.load("x", x, layer.width(), IntStream.range(0, batch).toArray(), 0, batch);
                double loss = program.gradients();

                Map<String, INDArray> gradients = graph.calculateGradients(inputs, layer.trainables());
                double expected = graph.outputSingle(inputs, "loss").getDouble(0);
                assertThat(Math.abs(loss - expected)).isLessThanOrEqualTo(10 * tolerance * (1 + Math.abs(expected)));
                for (String trainable : layer.trainables()) {
                    assertClose(
                            program.gradient(trainable),
                            gradients.get(trainable),
                            tolerance,
                            trainable + " of " + layer);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void nothingOfALayerIsLeftToNd4j(Layer layer) {
        SameDiff graph = layer.graph();
        QuietOutput.run(graph::createGradFunction);
        SameDiff gradient = graph.getFunction("grad");
        List<String> wanted = List.of("loss", gradient.getGradForVariable("w").name());
        OpList folded = ConstantFolding.fold(
                gradient,
                Ordering.nodes(gradient, wanted, Set.of()),
                wanted,
                name -> gradient.getVariable(name).getArr(),
                Set.copyOf(layer.trainables()),
                Map.of("x", new long[] {layer.images().get(0), layer.width()}));

        OpList list = Pruning.prune(KernelSelection.select(folded, layer.type(), Set.copyOf(wanted)), wanted);

        assertThat(list.nodes()).extracting(Node::operation).noneMatch(Operation.Generic.class::isInstance);
        assertThat(list.nodes())
                .as("nobody wants the images' gradient")
                .extracting(Node::operation)
                .noneMatch(Operation.ImageGradient.class::isInstance);
    }

    private static GradientProgram compile(Layer layer, SameDiff graph) {
        return GradientProgram.compile(graph, "loss", layer.trainables(), Map.of("x", new long[] {
            layer.images().get(0), layer.width()
        }));
    }

    private static void assertClose(double[] actual, INDArray expected, double tolerance, String name) {
        double[] numbers = expected.dup('c').reshape(-1).toDoubleVector();
        double largest = expected.amaxNumber().doubleValue();
        assertThat(largest).as(name).isFinite();
        assertThat(actual).as(name).hasSameSizeAs(numbers);
        double difference = IntStream.range(0, numbers.length)
                .mapToDouble(i -> Math.abs(actual[i] - numbers[i]))
                .reduce(0, Math::max);
        assertThat(difference).as(name).isLessThanOrEqualTo(tolerance * Math.max(largest, 1e-3));
    }

    private static INDArray numbers(Random random, DataType type, long... shape) {
        long size = 1;
        for (long extent : shape) {
            size *= extent;
        }
        double[] values = random.doubles(size).map(value -> 2 * value - 1).toArray();
        return Nd4j.createFromArray(values).castTo(type).reshape(shape);
    }
}
