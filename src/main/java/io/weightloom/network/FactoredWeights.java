package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.MatrixProduct;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.Initializer;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Weights that the target network owns as products of two matrices, {@code W = L R}. They begin with the product of
 * that rank which is nearest to the weights before the cut (Eckart and Young 1936): the truncated singular value
 * decomposition {@code W = U S V^T}, with {@code L = U sqrt(S)} and {@code R = sqrt(S) V^T}.
 *
 * @param layout of the target
 * @param ranks of the products
 * @param parameters the factors, and the tensors that are stored whole
 */
record FactoredWeights(Layout layout, Ranks ranks, List<Parameter> parameters) implements WeightSource {

    /**
     * The cut in rank.
     *
     * @param flat the weights before the cut, end to end, {@code [theta]}
     */
    static FactoredWeights of(Layout layout, double[] flat, Ranks ranks) {
        List<Parameter> parameters = new ArrayList<>();
        for (Slot slot : layout.slots()) {
            double[] values = Arrays.copyOfRange(flat, (int) slot.offset(), (int) slot.end());
            Ranks.Matrix matrix = ranks.matrices().get(slot.name());
            if (matrix == null || matrix.whole()) {
                parameters.add(given(Names.target(slot.name()), slot.shape(), values));
            } else {
                parameters.addAll(factors(slot.name(), matrix, values));
            }
        }
        return new FactoredWeights(layout, ranks, List.copyOf(parameters));
    }

    /** The factors as they were trained. */
    static FactoredWeights trained(Layout layout, Map<String, double[]> trained, Ranks ranks) {
        List<Parameter> parameters = new ArrayList<>();
        for (Slot slot : layout.slots()) {
            Ranks.Matrix matrix = ranks.matrices().get(slot.name());
            if (matrix == null || matrix.whole()) {
                parameters.add(given(Names.target(slot.name()), slot.shape(), trained));
            } else {
                int rank = matrix.rank();
                parameters.add(given(Names.left(slot.name()), Shape.of(matrix.rows(), rank), trained));
                parameters.add(given(Names.right(slot.name()), Shape.of(rank, matrix.columns()), trained));
            }
        }
        return new FactoredWeights(layout, ranks, List.copyOf(parameters));
    }

    private static Parameter given(String name, Shape shape, Map<String, double[]> trained) {
        return given(name, shape, trained.getOrDefault(name, new double[0]));
    }

    private static List<Parameter> factors(String slot, Ranks.Matrix matrix, double[] values) {
        RealMatrix whole = new Array2DRowRealMatrix(matrix.rows(), matrix.columns());
        for (int i = 0; i < values.length; i++) {
            whole.setEntry(i / matrix.columns(), i % matrix.columns(), values[i]);
        }
        SingularValueDecomposition svd = new SingularValueDecomposition(whole);
        int rank = matrix.rank();
        double[] roots = Arrays.stream(svd.getSingularValues(), 0, rank)
                .map(StrictMath::sqrt)
                .toArray();
        double[] left = new double[matrix.rows() * rank];
        Arrays.setAll(left, i -> svd.getU().getEntry(i / rank, i % rank) * roots[i % rank]);
        double[] right = new double[rank * matrix.columns()];
        Arrays.setAll(
                right,
                i -> svd.getV().getEntry(i % matrix.columns(), i / matrix.columns()) * roots[i / matrix.columns()]);
        return List.of(
                given(Names.left(slot), Shape.of(matrix.rows(), rank), left),
                given(Names.right(slot), Shape.of(rank, matrix.columns()), right));
    }

    private static Parameter given(String name, Shape shape, double[] values) {
        return new Parameter(name, shape, LedgerColumn.SHARED, new Initializer.Given(values));
    }

    @Override
    public Function<String, SDVariable> weights(SameDiff graph, Function<String, SDVariable> tensors) {
        Map<String, SDVariable> weights = new HashMap<>();
        for (Slot slot : layout.slots()) {
            String name = slot.name();
            Ranks.Matrix matrix = ranks.matrices().get(name);
            if (matrix == null || matrix.whole()) {
                weights.put(name, tensors.apply(Names.target(name)));
            } else {
                SDVariable product = MatrixProduct.of(
                        tensors.apply(Names.left(name)),
                        tensors.apply(Names.right(name)),
                        matrix.rank(),
                        matrix.columns());
                boolean alike = slot.shape().equals(Shape.of(matrix.rows(), matrix.columns()));
                SDVariable shaped =
                        alike ? product : product.reshape(slot.shape().toArray());
                weights.put(name, shaped.rename(Names.target(name)));
            }
        }
        return weights::get;
    }
}
