package io.weightloom.data;

import java.util.Arrays;

/**
 * What columns of numbers are standardised by, {@code x' = (x - mean) / deviation}. Immutable by agreement: nobody
 * writes into the arrays.
 *
 * @param means one for each column
 * @param deviations one for each column, what 1 stands for; 0 of a column that did not vary, and is 0 everywhere
 */
public record Scale(double[] means, double[] deviations) {

    /** Checks that there are as many of the one as of the other. */
    public Scale {
        if (means.length != deviations.length) {
            throw new IllegalArgumentException(
                    "%s means, but %s deviations".formatted(means.length, deviations.length));
        }
    }

    /** Numbers as they are. */
    public static Scale none(int columns) {
        double[] ones = new double[columns];
        Arrays.fill(ones, 1);
        return new Scale(new double[columns], ones);
    }

    /** Columns. */
    public int columns() {
        return means.length;
    }

    /** A number of a column, standardised; not finite if it lies too far from the mean. */
    public float standardised(double x, int column) {
        return deviations[column] > 0 ? (float) ((x - means[column]) / deviations[column]) : 0;
    }

    /** What a standardised number of a column stands for. */
    public double raw(double standardised, int column) {
        return standardised * deviations[column] + means[column];
    }

    /** Whether any column varies. */
    boolean varies() {
        return Arrays.stream(deviations).anyMatch(deviation -> deviation > 0);
    }
}
