package io.weightloom.network.generator;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Columns of a matrix of which the number of rows need not be known. By the op {@code slice}, because the gradient of
 * {@code strided_slice} fails in ND4J M2.1 where one axis is taken whole.
 */
public final class Columns {

    private Columns() {}

    /**
     * Cuts out columns that lie side by side.
     *
     * @param matrix {@code [rows, columns]}
     * @param first of them
     * @param count how many
     * @return {@code [rows, count]}
     */
    public static SDVariable of(SameDiff graph, SDVariable matrix, long first, long count) {
        return graph.slice(matrix, new int[] {0, Math.toIntExact(first)}, -1, Math.toIntExact(count));
    }

    /** Matrices of the same number of rows side by side. */
    public static SDVariable join(SameDiff graph, List<SDVariable> matrices) {
        return matrices.size() == 1 ? matrices.get(0) : graph.concat(1, matrices.toArray(SDVariable[]::new));
    }
}
