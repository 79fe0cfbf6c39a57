package io.weightloom.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.loss.LossReduce;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Graphs at the edges of what the passes know. In each, a is [3, 4], b is [4, 3], v is [12], and x is a [3, 4] input.
 */
class OddGraphsTests {

    private record Leaves(SDVariable a, SDVariable b, SDVariable v, SDVariable x) {}

    static Stream<Arguments> graphs() {
        return Stream.of(
                graph(
                        "slices that overlap are summed",
                        (g, t) -> slice(t.v(), 0, 7)
                                .mul(slice(t.v(), 5, 12))
                                .sum()
                                .add(slice(t.v(), 5, 12).mul(3).sum())),
                graph(
                        "a slice of a slice",
                        (g, t) -> slice(slice(t.v(), 2, 11), 3, 7).mul(2).sum()),
                graph(
                        "a vector of which a part is unused",
                        (g, t) -> g.math().tanh(slice(t.v(), 3, 6)).sum()),
                graph(
                        "one gradient for two trainables",
                        (g, t) -> g.math().tanh(t.a().add(g.transpose(t.b()))).sum()),
                graph(
                        "a trainable is the loss's only term",
                        (g, t) -> t.a().sum().add(t.b().mul(t.b()).sum())),
                graph("a trainable is used again and again", (g, t) -> {
                    SDVariable square = t.a().mmul(t.b()); // [3, 3]
                    return square.mmul(square).add(square).mmul(t.a()).sum().mul(0.1);
                }),
                graph("all ways to transpose a product", (g, t) -> {
                    SDVariable c = g.linalg().mmul(t.a(), t.b(), false, false, false); // [3, 3]
                    SDVariable d = g.linalg().mmul(t.a(), t.a(), false, true, false); // [3, 3]
                    SDVariable e = g.linalg().mmul(t.b(), t.b(), true, false, false); // [3, 3]
                    SDVariable f = g.linalg().mmul(t.b(), t.a(), true, true, false); // [3, 3]
                    return c.mul(d).add(e.mul(f)).sum();
                }),
                graph(
                        "one column",
                        (g, t) -> t.x().mmul(t.v().get(SDIndex.interval(0L, 4L)).reshape(4, 1))
                                .mul(2)
                                .sum()),
                graph(
                        "one row",
                        (g, t) -> g.math()
                                .tanh(t.v().get(SDIndex.interval(0L, 3L))
                                        .reshape(1, 3)
                                        .mmul(t.a()))
                                .sum()),
                graph("an outer product of two trainables", (g, t) -> {
                    SDVariable outer = slice(t.v(), 0, 3)
                            .reshape(3, 1)
                            .mmul(slice(t.v(), 4, 8).reshape(1, 4));
                    return g.math().sin(outer.mul(t.a())).sum();
                }),
                graph(
                        "a row added on the left",
                        (g, t) -> g.math()
                                .tanh(slice(t.v(), 0, 4).reshape(1, 4).add(t.a()))
                                .sum()),
                graph(
                        "a column added",
                        (g, t) -> g.math()
                                .tanh(t.a().add(slice(t.v(), 0, 3).reshape(3, 1)))
                                .sum()),
                graph("a product whose pre-activation is read twice", (g, t) -> {
                    SDVariable product = t.x().mmul(t.b()); // [3, 3]
                    SDVariable sum = product.add(slice(t.v(), 0, 3).reshape(1, 3));
                    return sum.mul(product).sum();
                }),
                graph("matrices joined along either axis", (g, t) -> {
                    SDVariable wide = g.concat(1, t.a(), t.x(), t.a()); // [3, 12]
                    SDVariable tall = g.concat(0, t.a(), t.x()); // [6, 4]
                    return g.math().tanh(wide).sum().add(g.math().sin(tall).sum());
                }),
                graph("columns of several rows, and of one", (g, t) -> {
                    SDVariable some = g.slice(t.a(), new int[] {0, 1}, -1, 2); // [3, 2]
                    SDVariable last = g.slice(t.a(), new int[] {0, 2}, -1, 2); // [3, 2]
                    SDVariable row = g.slice(t.v().reshape(1, 12), new int[] {0, 5}, -1, 4); // [1, 4]
                    return some.mul(last).sum().add(row.mul(row).sum());
                }),
                graph("each row multiplied by one, on either side", (g, t) -> {
                    SDVariable row = slice(t.v(), 0, 4).reshape(1, 1, 4);
                    SDVariable stack = t.v().reshape(1, 3, 4);
                    return g.math()
                            .tanh(stack.mul(row))
                            .sum()
                            .add(slice(t.v(), 4, 8).mul(t.a()).sum());
                }),
                graph("axes in another order", (g, t) -> {
                    SDVariable cube = t.v().reshape(2, 3, 2);
                    return g.math()
                            .sin(cube.permute(2, 0, 1).reshape(3, 4))
                            .mul(t.a())
                            .sum();
                }),
                graph("single rows and vectors end to end", (g, t) -> {
                    SDVariable row = t.a().reshape(1, 12);
                    SDVariable wide =
                            g.concat(1, row, t.v().reshape(1, 12), row).reshape(6, 6);
                    SDVariable tall = g.concat(0, t.v(), t.b().reshape(12)).reshape(6, 4);
                    return wide.mmul(tall).sum();
                }),
                graph("a product in a stack of one", (g, t) -> {
                    SDVariable product = t.a().reshape(1, 3, 4).mmul(t.b().reshape(1, 4, 3)); // [1, 3, 3]
                    return g.math().tanh(product).sum();
                }),
                graph(
                        "stacked and reduced",
                        (g, t) -> g.stack(0, t.a(), t.x()).mean(1, 2).mul(3).sum()),
                graph(
                        "softmax and its logarithm written out",
                        (g, t) -> g.nn().logSoftmax(t.x().mmul(t.b()))
                                .mul(-1)
                                .add(g.nn().softmax(t.a().mmul(t.b())))
                                .mean()),
                graph(
                        "soft labels whose sums are not 1",
                        (g, t) -> g.loss()
                                .softmaxCrossEntropy(
                                        "l", t.x(), t.a(), null, LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT, 0)),
                graph(
                        "label smoothing",
                        (g, t) -> g.loss()
                                .softmaxCrossEntropy(
                                        "l", t.x(), t.a(), null, LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT, 0.1)),
                graph("a summed loss", (g, t) -> g.loss().meanSquaredError("l", t.x(), t.a(), null, LossReduce.SUM)),
                graph("a mean and a sum of the same errors", (g, t) -> {
                    SDVariable one = g.constant(Nd4j.scalar(1.0));
                    return g.loss()
                            .meanSquaredError("m", t.x(), t.a(), one, LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT)
                            .add(g.loss().meanSquaredError("s", t.x(), t.a(), one, LossReduce.SUM));
                }),
                graph("a sum and a mean of the same errors", (g, t) -> {
                    SDVariable one = g.constant(Nd4j.scalar(1.0));
                    return g.loss()
                            .meanSquaredError("s", t.x(), t.a(), one, LossReduce.SUM)
                            .add(g.loss()
                                    .meanSquaredError("m", t.x(), t.a(), one, LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT));
                }),
                graph("the same errors with and without smoothed labels", (g, t) -> {
                    SDVariable one = g.constant(Nd4j.scalar(1.0));
                    return g.loss()
                            .softmaxCrossEntropy("s", t.x(), t.a(), one, LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT, 0.1)
                            .add(g.loss()
                                    .softmaxCrossEntropy(
                                            "m", t.x(), t.a(), one, LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT, 0));
                }),
                graph(
                        "a weighted loss",
                        (g, t) -> g.loss()
                                .absoluteDifference(
                                        "l",
                                        t.x(),
                                        t.a(),
                                        g.constant(Nd4j.scalar(2.5)),
                                        LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT)),
                graph(
                        "labels that are trained too",
                        (g, t) -> g.loss()
                                .meanSquaredError(
                                        "l",
                                        slice(t.v(), 0, 12).reshape(3, 4),
                                        t.a(),
                                        null,
                                        LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT)),
                graph(
                        "a leaky and a shifted ReLU",
                        (g, t) -> g.nn().relu(t.a(), 0.3)
                                .add(g.nn().leakyRelu(t.a(), 0.2))
                                .mul(t.x())
                                .sum()),
                graph(
                        "other functions",
                        (g, t) -> g.math()
                                .exp(t.a())
                                .add(g.math().abs(t.x().mul(t.a())))
                                .add(g.math().square(t.a()))
                                .add(g.math().cos(t.a()))
                                .add(g.math().log(t.a().mul(t.a()).add(1)))
                                .add(g.nn().gelu(t.a()))
                                .add(g.nn().swish(t.a()))
                                .sub(t.x())
                                .div(3)
                                .sum()));
    }

    private static Arguments graph(String name, BiFunction<SameDiff, Leaves, SDVariable> loss) {
        return Arguments.of(name, loss);
    }

    private static SDVariable slice(SDVariable vector, long from, long to) {
        return vector.get(SDIndex.interval(from, to));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("graphs")
    void lossAndGradientsEqualThoseOfSameDiff(String name, BiFunction<SameDiff, Leaves, SDVariable> build) {
        Random random = new Random(1);
        SameDiff graph = SameDiff.create();
        Leaves leaves = new Leaves(
                graph.var("a", numbers(random, 3, 4)),
                graph.var("b", numbers(random, 4, 3)),
                graph.var("v", numbers(random, 12)),
                graph.placeHolder("x", DataType.DOUBLE, -1, 4));
        build.apply(graph, leaves).rename("loss");
        graph.setLossVariables("loss");
        List<String> trainables = List.of("v", "a", "b");
        float[] x = numbers(random, 12).toFloatVector();

        try (GradientProgram program =
                GradientProgram.compile(graph, "loss", trainables, Map.of("x", new long[] {3, 4}))) {
            boolean read = graph.getVariables().get("x").getInputsForOp() != null;
            for (int run = 0; run < 3; run++) {
                if (read) {
                    program.load("x", x, 4, new int[] {0, 1, 2}, 0, 3);
                }
                double loss = program.gradients();

                Map<String, INDArray> inputs = new HashMap<>();
                inputs.put("x", Nd4j.createFromArray(x).castTo(DataType.DOUBLE).reshape(3, 4));
                Map<String, INDArray> gradients = graph.calculateGradients(inputs, trainables);
                assertThat(Math.abs(loss - graph.outputSingle(inputs, "loss").getDouble(0)))
                        .isLessThan(1e-12);
                for (String trainable : trainables) {
                    double[] actual = program.gradient(trainable);
                    double[] expected = gradients.containsKey(trainable)
                            ? gradients.get(trainable).dup('c').reshape(-1).toDoubleVector()
                            : new double[12]; // SameDiff leaves out what the loss does not reach
                    double difference = IntStream.range(0, 12)
                            .mapToDouble(i -> Math.abs(actual[i] - expected[i]))
                            .reduce(0, Math::max);
                    assertThat(difference).as(trainable).isLessThan(1e-12);
                }
            }
        }
    }

    @Test
    void loopsAndTensorArraysAreRefused() {
        SameDiff graph = SameDiff.create();
        SDVariable w = graph.var("w", Nd4j.createFromArray(1.0, 2));
        SDVariable[] outputs = graph.whileLoop(
                new SDVariable[] {w}, (g, in) -> in[0].sum().lt(10), (g, in) -> new SDVariable[] {in[0].mul(2)});
        outputs[0].sum().rename("out");

        assertThatThrownBy(() -> InferenceProgram.compile(graph, List.of("w"), List.of("out"), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only graphs without loops, branches and tensor arrays have a fixed list of ops");
    }

    private static INDArray numbers(Random random, long... shape) {
        return Nd4j.createFromArray(
                        random.doubles(Nd4j.createUninitialized(shape).length())
                                .map(value -> 2 * value - 1)
                                .toArray())
                .reshape(shape);
    }
}
