package io.weightloom.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.network.graph.MatrixProduct;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Bugs of ND4J M2.1 that {@link MatrixProduct} goes round, pinned: a release that mends one fails its test, and then
 * the way round can go. (https://github.com/deeplearning4j/deeplearning4j/issues/3443 is the first.)
 */
class Nd4jProductsTests {

    @Test
    void matmulBpFailsWhereBothFactorsAreOneByOne() {
        assertThatThrownBy(() -> gradients(new double[][] {{2}}, new double[][] {{3}}, SDVariable::mmul))
                .hasMessageContaining("matmul_bp")
                .hasMessageContaining("NDArray::mulRowVector: wrong arguments");
    }

    /** From {@code c = a b'} follows {@code dc/da = b}. */
    @Test
    void matmulBpIsWrongWhereARowMeetsATransposedRow() {
        double[][] a = {{2, 3}};
        double[][] b = {{5, 7}};

        Map<String, INDArray> own = gradients(a, b, (x, y) -> x.getSameDiff().mmul(x, y, false, true, false));
        Map<String, INDArray> ours = gradients(a, b, (x, y) -> MatrixProduct.byTransposed(x.getSameDiff(), x, y, 2, 1));

        assertThat(own.get("a").toDoubleVector()).doesNotContain(5, 7);
        assertThat(ours.get("a").toDoubleVector()).containsExactly(5, 7);
        assertThat(ours.get("b").toDoubleVector()).containsExactly(2, 3);
    }

    @Test
    void productsOfSingleNumbersHaveTheirGradients() {
        Map<String, INDArray> ours =
                gradients(new double[][] {{2}}, new double[][] {{3}}, (x, y) -> MatrixProduct.of(x, y, 1, 1));

        assertThat(ours.get("a").toDoubleVector()).containsExactly(3);
        assertThat(ours.get("b").toDoubleVector()).containsExactly(2);
    }

    private static Map<String, INDArray> gradients(double[][] a, double[][] b, BinaryOperator<SDVariable> product) {
        SameDiff graph = SameDiff.create();
        SDVariable x = graph.var("a", Nd4j.createFromArray(a));
        SDVariable y = graph.var("b", Nd4j.createFromArray(b));
        product.apply(x, y).sum().rename("loss");
        graph.setLossVariables("loss");
        return graph.calculateGradients(new HashMap<>(), "a", "b");
    }
}
