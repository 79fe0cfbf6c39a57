package io.weightloom.trial;

import io.weightloom.data.Predicted;

/**
 * What a trained network tells of examples. Immutable by agreement: nobody writes into the array.
 *
 * @param of what each number of a row is
 * @param values row-major {@code [rows, outputs]}: probabilities of classes in [0, 1], or numbers in the user's own
 *     units
 */
public record Predictions(Predicted of, double[] values) {

    /** Examples. */
    public int rows() {
        return values.length / of.outputs();
    }

    /** One number. */
    public double value(int row, int output) {
        return values[row * of.outputs() + output];
    }

    /** The first output of those that are largest: the class, if outputs are for classes. */
    public int largest(int row) {
        int best = 0;
        for (int output = 1; output < of.outputs(); output++) {
            best = value(row, output) > value(row, best) ? output : best;
        }
        return best;
    }
}
