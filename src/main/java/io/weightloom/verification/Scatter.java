package io.weightloom.verification;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.TrialSpec;

/**
 * How far the second moment {@code m} of one draw may lie from the intended one, {@code s}: it is the mean of squares
 * of {@code n} independent numbers, so that {@code n m / s} follows a chi-squared distribution with {@code n} degrees
 * of freedom. What is independent depends on the generator:
 *
 * <ul>
 *   <li>one head for all weights: each target weight is drawn on its own;
 *   <li>a head that chunks share: a tensor has as many independent columns of the head as it has elements in one chunk,
 *       and as many independent inputs of the head as it has chunks, and their scatters add, {@code 1/n = 1/columns +
 *       1/chunks};
 *   <li>pre-activations: one number for each unit; the scatters of its tensor and of the layer before add, and with
 *       chunks that of the directions of the head's inputs, of which there are no more than the trunk is wide.
 * </ul>
 *
 * Derived here. In 60 draws of each of 36 networks (the two hyperfan schemes, six generators, three targets, inputs
 * correlated as pictures are), 2 of some 15,000 second moments lay outside the band.
 */
final class Scatter {

    /** Of the normal distribution: leaves out one in a thousand, in both tails together. */
    private static final double QUANTILE = 3.2905;

    private final double chunkSize;
    private final double directions;

    private Scatter(double chunkSize, double directions) {
        this.chunkSize = chunkSize;
        this.directions = directions;
    }

    /**
     * Where 99.9 % of second moments lie.
     *
     * @param low at least 0
     * @param high at least {@code low}
     */
    record Band(double low, double high) {

        /** The band around a second moment of {@code intended} in place of 1. */
        Band around(double intended) {
            return new Band(intended * low, intended * high);
        }

        boolean contains(double value) {
            return low <= value && value <= high;
        }
    }

    static Scatter of(TrialSpec trial, Layout layout) {
        if (trial.weights() instanceof HypernetSpec hypernet
                && hypernet.generator() instanceof GeneratorSpec.Chunked chunked
                && chunked.chunkSize() < layout.size()) {
            int input = hypernet.condition().zDim() + chunked.chunkDim();
            int depth = hypernet.hidden().size();
            return new Scatter(
                    chunked.chunkSize(), depth == 0 ? input : hypernet.hidden().get(depth - 1));
        }
        return new Scatter(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /** How many independent numbers a tensor of the target holds. */
    double tensor(Slot slot) {
        double columns = Math.min((double) slot.shape().length(), chunkSize);
        double first = Math.floor(slot.offset() / chunkSize);
        double last = Math.floor((slot.end() - 1) / chunkSize);
        return Double.isInfinite(chunkSize) ? columns : sum(columns, last - first + 1);
    }

    /**
     * How many independent numbers a pre-activation holds.
     *
     * @param weight the slot of the layer's weights
     * @param outputs of the layer at one place
     * @param before how many that of the layer before holds; infinite for the first layer
     */
    double preActivation(Slot weight, int outputs, double before) {
        return sum(sum(Math.min(outputs, tensor(weight)), directions), before);
    }

    /** Two sources of scatter, each as the number of independent numbers that would cause it. */
    private static double sum(double one, double other) {
        return 1 / (1 / one + 1 / other);
    }

    /**
     * The band of a mean of {@code n} squares of unit second moment, by the approximation of Wilson and Hilferty (1931,
     * "The distribution of chi-square"): the cube root of {@code chi^2 / n} is nearly normal with mean {@code 1 -
     * 2/(9n)} and variance {@code 2/(9n)}.
     */
    static Band band(double n) {
        double variance = 2 / (9 * n);
        double low = Math.max(0, 1 - variance - QUANTILE * Math.sqrt(variance));
        double high = 1 - variance + QUANTILE * Math.sqrt(variance);
        return new Band(low * low * low, high * high * high);
    }
}
