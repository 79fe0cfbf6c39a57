package io.weightloom.program.ir;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What is known of a named array before anything runs. Immutable.
 *
 * @param shape extents, outermost first; empty for a scalar
 * @param type of its elements
 * @param origin where its elements come from
 */
public record Value(long[] shape, DataType type, Origin origin) {

    /** Where elements come from. */
    public sealed interface Origin {}

    /**
     * They never change.
     *
     * @param array in {@code c} order; owned by the value
     */
    public record Constant(INDArray array) implements Origin {}

    /** The updater changes them. */
    public record Parameter() implements Origin {}

    /** The user loads them. */
    public record Input() implements Origin {}

    /** A node computes them. */
    public record Result() implements Origin {}

    /**
     * Number of elements; 1 for a scalar.
     *
     * @throws ArithmeticException if it is not below 2^31
     */
    public int size() {
        long size = 1;
        for (long extent : shape) {
            size = Math.multiplyExact(size, extent);
        }
        return Math.toIntExact(size);
    }

    /** Whether its elements never change. */
    public boolean isConstant() {
        return origin instanceof Constant;
    }
}
