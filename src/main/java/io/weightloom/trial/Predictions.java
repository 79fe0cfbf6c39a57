package io.weightloom.trial;

import io.weightloom.data.Predicted;
import io.weightloom.data.raw.Table;
import io.weightloom.spec.SequenceSpec;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a trained network tells of examples, or of the places of one sequence. Immutable by agreement: nobody writes
 * into the array.
 *
 * @param of what each number of a row is
 * @param values row-major {@code [rows, outputs]}: probabilities of classes in [0, 1], or numbers in the user's own
 *     units
 * @param sequence of which place each row is; empty if each is of an example
 */
public record Predictions(Predicted of, double[] values, Optional<Sequence> sequence) {

    /**
     * The places that are predicted of a sequence, one behind the other. Immutable by agreement: nobody writes into the
     * array.
     *
     * @param first place that the first row is for, counted from 0
     * @param actual what stands at each place, row-major: the number of a class, or as many numbers as are predicted;
     *     not a number behind the end of what was given
     */
    public record Sequence(int first, double[] actual) {

        /**
         * Of a sequence that is read from its first place on.
         *
         * @param raw the sequence, a row for each place
         * @param classes whether a row tells a class, by the column that holds 1
         */
        static Sequence of(Table raw, SequenceSpec asked, boolean classes) {
            int first = asked.unscored() + asked.horizon();
            int width = classes ? 1 : raw.columns();
            double[] actual = new double[(raw.rows() - asked.unscored()) * width];
            Arrays.fill(actual, Double.NaN);
            double[] row = new double[raw.columns()];
            for (int i = 0; first + i < raw.rows(); i++) {
                raw.read(first + i, row);
                if (classes) {
                    actual[i] = largest(row);
                } else {
                    System.arraycopy(row, 0, actual, i * width, width);
                }
            }
            return new Sequence(first, actual);
        }

        private static int largest(double[] row) {
            int best = 0;
            for (int i = 1; i < row.length; i++) {
                best = row[i] > row[best] ? i : best;
            }
            return best;
        }
    }

    /** Of examples. */
    public Predictions(Predicted of, double[] values) {
        this(of, values, Optional.empty());
    }

    /** Examples, or places. */
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
