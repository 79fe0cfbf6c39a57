package io.weightloom.data;

/**
 * What a condition knows tasks by: a description, or a one-hot row. Immutable by agreement: nobody writes into the
 * array.
 *
 * @param values row-major {@code [tasks, width]}
 * @param tasks rows
 * @param width numbers of a row
 */
public record TaskMatrix(float[] values, int tasks, int width) {

    /** Checks that the array has the promised length. */
    public TaskMatrix {
        if (values.length != Math.multiplyExact(tasks, width)) {
            throw new IllegalArgumentException(
                    "%d tasks of %d numbers do not fit an array of %d".formatted(tasks, width, values.length));
        }
    }
}
