package io.weightloom.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weightloom.program.natives.QuietOutput;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Against SameDiff's own session: the same numbers to the last bit. */
class SessionTests {

    private static final List<String> TRAINED = List.of("w", "v");

    @Test
    void outputsAreThoseOfSameDiff() {
        SameDiff graph = graph();

        Map<String, double[]> computed =
                Session.output(graph, inputs(), List.of("h", "w", "loss", "x"), array -> numbers(array));

        assertThat(computed.keySet()).containsExactly("h", "w", "loss", "x");
        graph.output(inputs(), "h", "w", "loss", "x")
                .forEach((name, expected) ->
                        assertThat(computed.get(name)).as(name).containsExactly(numbers(expected)));
    }

    @Test
    void gradientsAreThoseOfSameDiff() {
        SameDiff graph = graph();
        Map<String, double[]> computed = Session.gradients(graph, inputs(), TRAINED, array -> numbers(array));
        SameDiff other = graph();
        QuietOutput.run(other::createGradFunction);

        assertThat(computed.keySet()).containsExactlyElementsOf(TRAINED);
        other.calculateGradients(inputs(), TRAINED)
                .forEach((name, expected) ->
                        assertThat(computed.get(name)).as(name).containsExactly(numbers(expected)));
    }

    /** Those of a loss that is linear in a variable, with its factors for the gradient by that variable. */
    @Test
    void gradientsOfOtherLossesFollowFromTheirGradientByAVariable() {
        SameDiff graph = graph();
        INDArray factors = waves(4, 4, 3);
        SameDiff linear = graph();
        linear.getVariable("h").mul(linear.constant(factors)).sum().rename("linear");
        linear.setLossVariables("linear");

        Map<String, double[]> computed =
                Session.gradients(graph, inputs(), Map.of("h", factors), TRAINED, array -> numbers(array));

        assertThat(computed.keySet()).containsExactlyElementsOf(TRAINED);
        Session.gradients(linear, inputs(), TRAINED, array -> numbers(array))
                .forEach((name, expected) ->
                        assertThat(computed.get(name)).as(name).containsExactly(expected));
    }

    /** As it is when a trainable was written after the graph was differentiated. */
    @Test
    void gradientsAreTakenAtTheGraphsPresentValues() {
        SameDiff graph = graph();
        double[] before = Session.gradients(graph, inputs(), TRAINED, array -> numbers(array))
                .get("v");

        graph.getVariable("w").getArr().muli(2);

        assertThat(Session.gradients(graph, inputs(), TRAINED, array -> numbers(array))
                        .get("v"))
                .isNotEqualTo(before);
    }

    @Test
    void nothingStaysInMemory() {
        SameDiff graph = graph();
        Map<String, INDArray> inputs = inputs();
        Session.gradients(graph, inputs, TRAINED, array -> numbers(array));

        assertThat(OpenArrays.bytesLeftBy(() -> Session.gradients(graph, inputs, TRAINED, array -> numbers(array))))
                .isZero();
    }

    @Test
    void aPlaceholderWithoutValueIsNamed() {
        SameDiff graph = graph();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Session.output(graph, Map.of(), List.of("h"), array -> numbers(array)))
                .withMessage("Variable 'x' has no value");
    }

    private static SameDiff graph() {
        SameDiff graph = SameDiff.create();
        SDVariable x = graph.placeHolder("x", DataType.DOUBLE, -1, 3);
        SDVariable w = graph.var("w", waves(1, 3, 5));
        SDVariable v = graph.var("v", waves(2, 5, 3));
        SDVariable h = graph.nn().relu(x.mmul(w), 0).mmul(v).rename("h");
        h.add(x).mul(graph.math().tanh(h)).mean().rename("loss");
        graph.setLossVariables("loss");
        return graph;
    }

    private static Map<String, INDArray> inputs() {
        return Map.of("x", waves(3, 4, 3));
    }

    private static INDArray waves(int seed, long rows, long columns) {
        double[] numbers = new double[Math.toIntExact(rows * columns)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Math.sin(seed + 1.7 * i);
        }
        return Nd4j.createFromArray(numbers).reshape(rows, columns);
    }

    private static double[] numbers(INDArray array) {
        try (INDArray rows = array.dup('c')) {
            return rows.data().asDouble();
        }
    }
}
