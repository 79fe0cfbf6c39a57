package io.weightloom.network.graph;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Products of matrices, all of a network's: ND4J M2.1 computes those that make a single number, but cannot
 * differentiate them. Of {@code [1, 1] [1, 1]} its {@code matmul_bp} fails, and of a row by a row that is transposed,
 * {@code [1, k] [1, k]'}, it gives wrong gradients without a word. How many rows there are need not be known here, so
 * what could become such a product with one row is written in another way.
 */
public final class MatrixProduct {

    private MatrixProduct() {}

    /**
     * {@code a b}.
     *
     * @param a {@code [rows, inner]}
     * @param b {@code [inner, columns]}
     * @return {@code [rows, columns]}
     */
    public static SDVariable of(SDVariable a, SDVariable b, long inner, long columns) {
        return inner == 1 && columns == 1 ? a.mul(b) : a.mmul(b);
    }

    /**
     * {@code a b'}.
     *
     * @param a {@code [rows, inner]}
     * @param b {@code [columns, inner]}
     * @return {@code [rows, columns]}
     */
    public static SDVariable byTransposed(SameDiff graph, SDVariable a, SDVariable b, long inner, long columns) {
        return columns == 1 ? of(a, b.reshape(inner, 1), inner, 1) : graph.mmul(a, b, false, true, false);
    }

    /**
     * {@code a b} of as many matrices each, which ND4J differentiates whatever their extents.
     *
     * @param a {@code [matrices, rows, inner]}
     * @param b {@code [matrices, inner, columns]}
     * @return {@code [matrices, rows, columns]}
     */
    public static SDVariable ofEach(SDVariable a, SDVariable b) {
        return a.mmul(b);
    }
}
