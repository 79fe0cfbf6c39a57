package io.weightloom.verification;

import io.weightloom.layout.Shape;
import java.util.Map;

/** Tensors of a graph by name, as they were computed. Immutable by agreement: nobody writes into the arrays. */
record Tensors(Map<String, Tensor> all) {

    /**
     * One of them.
     *
     * @param shape of the array
     * @param values row-major
     */
    record Tensor(Shape shape, double[] values) {

        /** Along its first axis. */
        int rows() {
            return shape.extents().get(0).intValue();
        }
    }

    /**
     * The tensor of this name.
     *
     * @throws IllegalArgumentException if it was not asked for
     */
    Tensor of(String name) {
        Tensor tensor = all.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("No tensor '%s' in %s".formatted(name, all.keySet()));
        }
        return tensor;
    }

    /** Its numbers, row-major. */
    double[] values(String name) {
        return of(name).values();
    }
}
