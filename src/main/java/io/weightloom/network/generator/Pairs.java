package io.weightloom.network.generator;

import io.weightloom.network.graph.MatrixProduct;
import io.weightloom.network.graph.NativeArrays;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Puts each of some vectors beside each row of a table: the rows {@code [v1 r1], [v1 r2], ..., [v2 r1], ...}. Products
 * with parts of the unit matrix widen both, and their sum broadcasts, so that the number of vectors need not be known.
 *
 * @param width of a vector
 * @param rows of the table
 * @param rowWidth width of a row
 */
record Pairs(int width, long rows, int rowWidth) {

    /** Width of a pair. */
    int pairWidth() {
        return width + rowWidth;
    }

    /**
     * In the graph.
     *
     * @param vectors {@code [n, width]}
     * @param table {@code [rows, rowWidth]}
     * @return {@code [n rows, pairWidth()]}
     */
    SDVariable of(SameDiff graph, SDVariable vectors, SDVariable table) {
        SDVariable left = MatrixProduct.of(vectors, unit(graph, vectors, width, 0), width, pairWidth())
                .reshape(-1, 1, pairWidth());
        SDVariable right = MatrixProduct.of(table, unit(graph, vectors, rowWidth, width), rowWidth, pairWidth())
                .reshape(1, rows, pairWidth());
        return left.add(right).reshape(-1, pairWidth());
    }

    /** The same with numbers, row-major. */
    double[] of(double[] vectors, double[] table) {
        int count = vectors.length / width;
        int height = Math.toIntExact(rows);
        double[] pairs = new double[Math.multiplyExact(Math.multiplyExact(count, height), pairWidth())];
        for (int i = 0; i < count * height; i++) {
            System.arraycopy(vectors, i / height * width, pairs, i * pairWidth(), width);
            System.arraycopy(table, i % height * rowWidth, pairs, i * pairWidth() + width, rowWidth);
        }
        return pairs;
    }

    /** {@code [size, pairWidth()]} with ones at {@code (i, first + i)}. */
    private SDVariable unit(SameDiff graph, SDVariable like, int size, int first) {
        double[] unit = new double[size * pairWidth()];
        for (int i = 0; i < size; i++) {
            unit[i * pairWidth() + first + i] = 1;
        }
        return graph.constant(NativeArrays.of(unit, like.dataType(), size, pairWidth()));
    }
}
