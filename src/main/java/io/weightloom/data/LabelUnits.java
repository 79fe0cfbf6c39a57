package io.weightloom.data;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * What standardised labels are in the units of the raw ones. Immutable by agreement: nobody writes into the array.
 *
 * @param deviations for each output what 1 stands for, above 0; 1 for classes
 * @param peak the largest difference between two labels, for peak signal-to-noise ratios; empty if none is known
 */
public record LabelUnits(double[] deviations, OptionalDouble peak) {

    /** Units of labels that are as they were found. */
    public static LabelUnits same(int outputs) {
        double[] ones = new double[outputs];
        Arrays.fill(ones, 1);
        return new LabelUnits(ones, OptionalDouble.empty());
    }
}
