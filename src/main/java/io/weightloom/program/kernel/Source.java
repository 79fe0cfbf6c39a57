package io.weightloom.program.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Where {@link Pieces} find the elements that they begin with. */
@FunctionalInterface
public interface Source {

    /**
     * Gives a piece.
     *
     * @param at number of its first element
     * @param into filled from index 0 on
     * @param count of elements
     */
    void read(int at, float[] into, int count);

    /** All elements of a value, in order. */
    static Source all(Elements elements) {
        FloatBuffer buffer = floats(elements);
        return (at, into, count) -> buffer.get(at, into, 0, count);
    }

    /**
     * Rows, each of which stands for as many rows of a matrix, in turn.
     *
     * @param width of a row
     * @param each how often each row comes
     */
    static Source rows(Elements rows, int width, int each) {
        return stretches(rows, width, row -> row / each * width);
    }

    /** {@code factor s}, for all that share it. */
    static Source shared(Spans spans, Elements s, double factor) {
        return (at, into, count) -> {
            int filled = 0;
            while (filled < count) {
                int span = (at + filled) / spans.length();
                int length = Math.min((span + 1) * spans.length() - at, count);
                Arrays.fill(into, filled, length, (float) (factor * s.get(spans.shared()[span])));
                filled = length;
            }
        };
    }

    /**
     * Some columns of a matrix, row by row.
     *
     * @param width of the matrix
     * @param column the first one
     * @param columns how many
     */
    static Source columns(Elements matrix, int width, int column, int columns) {
        return stretches(matrix, columns, row -> row * width + column);
    }

    /** Rows of a width that lie anywhere, by the number of each. */
    private static Source stretches(Elements elements, int width, IntUnaryOperator begin) {
        FloatBuffer buffer = floats(elements);
        return (at, into, count) -> {
            int filled = 0;
            while (filled < count) {
                int row = (at + filled) / width;
                int skipped = (at + filled) % width;
                int length = Math.min(width - skipped, count - filled);
                buffer.get(begin.applyAsInt(row) + skipped, into, filled, length);
                filled += length;
            }
        };
    }

    private static FloatBuffer floats(Elements elements) {
        return ((Elements.Floats) elements).buffer;
    }
}
