package io.weightloom.data;

/**
 * One split of a data set, in memory. Immutable by agreement: nobody writes into the arrays.
 *
 * @param features row-major {@code [size, inputs]}
 * @param labels row-major {@code [size, outputs]}: one-hot rows for classes, numbers for regression
 * @param size examples
 * @param inputs features of one example
 * @param outputs classes, or numbers to predict
 */
public record Examples(float[] features, float[] labels, int size, int inputs, int outputs) {

    /** Checks that the arrays have the promised lengths. */
    public Examples {
        if (features.length != Math.multiplyExact(size, inputs) || labels.length != Math.multiplyExact(size, outputs)) {
            throw new IllegalArgumentException("%d examples of %d features and %d labels do not fit arrays of %d and %d"
                    .formatted(size, inputs, outputs, features.length, labels.length));
        }
    }
}
