package io.weightloom.program.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Against SameDiff's own {@code createGradFunction}: the same numbers to the last bit. */
class DifferentiationTests {

    private static final List<String> TRAINED = List.of("w", "v", "s");

    @Test
    void aVariableThatIsReadManyTimesAddsUpItsGradientsInSameDiffsOrder() {
        compare(graph -> {
            SDVariable w = graph.getVariable("w");
            SDVariable x = graph.getVariable("x");
            SDVariable h = x.mmul(w);
            SDVariable a = graph.math().tanh(h);
            SDVariable b = graph.math().sin(h).mul(graph.getVariable("s"));
            SDVariable c = graph.math().exp(h.mul(0.1)).add(a);
            return a.mul(b).add(c).add(h.mmul(graph.getVariable("v"))).mean();
        });
    }

    @Test
    void slicesOfOneVectorAndJoinedOnes() {
        compare(graph -> {
            SDVariable flat = graph.concat(
                    0, graph.getVariable("w").reshape(9), graph.getVariable("v").reshape(9));
            SDVariable h = graph.getVariable("x");
            for (int layer = 0; layer < 2; layer++) {
                SDVariable slice = flat.get(org.nd4j.autodiff.samediff.SDIndex.interval(9L * layer, 9L * layer + 9));
                h = graph.nn().relu(h.mmul(slice.reshape(3, 3)), 0).add(h);
            }
            return h.mul(h).sum().mul(graph.getVariable("s").sum());
        });
    }

    @Test
    void whatTheLossDoesNotReachHasNoGradient() {
        SameDiff graph = graph(g -> g.getVariable("x").mmul(g.getVariable("w")).mean());

        Differentiation.of(graph);

        SameDiff gradient = graph.getFunction("grad");
        assertThat(gradient.getVariable("w").hasGradient()).isTrue();
        assertThat(gradient.getVariable("v").hasGradient()).isFalse();
    }

    @Test
    void aLossThatNothingCanBeTrainedForCannotBeDifferentiated() {
        SameDiff graph = graph(g -> g.getVariable("x").mean());

        assertThatIllegalStateException()
                .isThrownBy(() -> Differentiation.of(graph))
                .withMessageContaining("no variable that can be trained reaches [loss]");
    }

    /** By counting calls instead of seconds: names in scopes of their own are what makes it linear. */
    @Test
    void everyOpHasAScopeOfNamesOfItsOwn() {
        SameDiff graph = graph(g -> {
            SDVariable h = g.getVariable("x");
            for (int layer = 0; layer < 20; layer++) {
                h = g.math().tanh(h.mmul(g.getVariable("w")));
            }
            return h.mean();
        });

        Differentiation.of(graph);

        assertThat(graph.getFunction("grad").getOps().keySet())
                .filteredOn(name -> name.contains("matmul_bp"))
                .hasSize(20)
                .allMatch(name -> name.matches("d\\d+/matmul_bp"));
    }

    @Test
    void aCopyHasTheVariablesAndTheOpsOfSameDiffsOwnCopy() {
        Function<SameDiff, SDVariable> loss = g -> {
            SDVariable h = g.getVariable("x");
            for (int layer = 0; layer < 3; layer++) {
                SDVariable both = g.concat(1, h.mmul(g.getVariable("w")), h.mul(g.getVariable("s")));
                h = g.math().tanh(g.slice(both, new int[] {0, layer}, -1, 3)).mul(g.constant(Nd4j.scalar(0.5)));
            }
            return g.math().pow(h.reshape(-1, 3, 1).add(2), -0.5).mean(true, 1).sum();
        };
        SameDiff own = SameDiff.create();
        graph(loss).invokeGraphOn(own);
        SameDiff ours = SameDiff.create();
        GraphCopy.of(graph(loss), ours);

        assertThat(told(ours)).isEqualTo(told(own)).hasSizeGreaterThan(30);
        Map<String, INDArray> inputs = Map.of("x", numbers(3, 4, 3));
        assertThat(ours.output(inputs, "loss").get("loss").getDouble(0))
                .isEqualTo(own.output(inputs, "loss").get("loss").getDouble(0));
    }

    /** All that a graph holds, in its order. */
    private static List<String> told(SameDiff graph) {
        List<String> told = new ArrayList<>();
        graph.getVariables()
                .forEach((name, variable) -> told.add("%s %s %s %s %s"
                        .formatted(
                                name,
                                variable.getVariable().getVariableType(),
                                variable.getVariable().dataType(),
                                variable.getOutputOfOp(),
                                variable.getInputsForOp())));
        graph.getOps()
                .forEach((name, op) -> told.add("%s %s %s %s %s"
                        .formatted(
                                name,
                                op.getOp().getClass(),
                                op.getInputsToOp(),
                                op.getOutputsOfOp(),
                                op.getOp().propertiesForFunction())));
        return told;
    }

    private static void compare(Function<SameDiff, SDVariable> loss) {
        Map<String, INDArray> inputs = Map.of("x", numbers(3, 4, 3));
        SameDiff ours = graph(loss);
        Differentiation.of(ours);
        SameDiff own = graph(loss);
        QuietOutput.run(own::createGradFunction);

        Map<String, INDArray> gradients = ours.calculateGradients(inputs, TRAINED);
        own.calculateGradients(inputs, TRAINED)
                .forEach((name, expected) -> assertThat(
                                gradients.get(name).data().asDouble())
                        .as(name)
                        .containsExactly(expected.data().asDouble()));
    }

    private static SameDiff graph(Function<SameDiff, SDVariable> loss) {
        SameDiff graph = SameDiff.create();
        graph.placeHolder("x", DataType.DOUBLE, -1, 3);
        graph.var("w", numbers(1, 3, 3));
        graph.var("v", numbers(2, 3, 3));
        graph.var("s", numbers(4, 1, 3));
        loss.apply(graph).rename("loss");
        graph.setLossVariables("loss");
        return graph;
    }

    private static INDArray numbers(int seed, long rows, long columns) {
        INDArray numbers = Nd4j.create(DataType.DOUBLE, rows, columns);
        for (int i = 0; i < rows * columns; i++) {
            numbers.putScalar(i, Math.sin(seed + 1.7 * i));
        }
        return numbers.get(NDArrayIndex.all(), NDArrayIndex.all());
    }
}
