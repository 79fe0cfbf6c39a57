package io.weightloom.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A program computes what SameDiff computes. */
class EqualityTests {

    /** Every way to make weights, with every activation and loss, in both precisions, on random shapes. */
    static Stream<Arguments> graphs() {
        Random random = new Random(1);
        List<Arguments> all = new ArrayList<>();
        for (Graphs.Weights weights : Graphs.Weights.values()) {
            for (Graphs.Function function : Graphs.Function.values()) {
                for (Graphs.Loss loss : Graphs.Loss.values()) {
                    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
                        int[] layers = {1 + random.nextInt(9), 1 + random.nextInt(9), 2 + random.nextInt(5)};
                        int batch = random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(20);
                        double decay = random.nextBoolean() ? 0 : 0.1;
                        all.add(Arguments.of(weights, function, loss, type, layers, batch, decay, random.nextLong()));
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void gradientsEqualThoseOfSameDiffWhereverTheTrainablesAre(
            Graphs.Weights weights,
            Graphs.Function function,
            Graphs.Loss loss,
            DataType type,
            int[] layers,
            int batch,
            double decay,
            long seed) {
        Graphs.Example example = Graphs.mlp(weights, function, loss, type, layers, batch, decay, seed);
        Random random = new Random(seed);

        try (GradientProgram program = example.gradients()) {
            for (int step = 0; step < 3; step++) {
                float[] x = example.rows("x", random);
                float[] y = loss == Graphs.Loss.CROSS_ENTROPY ? example.oneHot(random) : example.rows("y", random);
                example.load(program, x, y);

                program.gradients();

                Map<String, INDArray> reference = example.reference(program::value, x, y);
                for (String trainable : example.trainables()) {
                    assertClose(program.gradient(trainable), reference.get(trainable), type, trainable);
                }
                program.parameters(example.trainables().stream()
                        .flatMapToDouble(name -> moved(program.value(name), program.gradient(name)))
                        .toArray());
            }
        }
    }

    private static DoubleStream moved(double[] value, double[] gradient) {
        return IntStream.range(0, value.length).mapToDouble(i -> value[i] - 0.01 * Math.signum(gradient[i]));
    }

    /** Relative to the largest element of a tensor, because the smallest may cancel to nothing. */
    private static void assertClose(double[] actual, INDArray expected, DataType type, String name) {
        double[] numbers = expected.dup('c').reshape(-1).toDoubleVector();
        double largest = expected.amaxNumber().doubleValue();
        assertThat(largest).as(name).isFinite(); // nothing is far from NaN
        double tolerance = (type == DataType.FLOAT ? 1e-5 : 1e-12) * Math.max(largest, 1e-3);
        assertThat(actual).as(name).hasSameSizeAs(numbers);
        double difference = IntStream.range(0, numbers.length)
                .mapToDouble(i -> Math.abs(actual[i] - numbers[i]))
                .reduce(0, Math::max);
        assertThat(difference).as(name).isLessThanOrEqualTo(tolerance);
    }
}
