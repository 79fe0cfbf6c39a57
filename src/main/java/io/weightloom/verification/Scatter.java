package io.weightloom.verification;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.TrialSpec;
import java.util.function.ToDoubleFunction;

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
 *   <li>tiles: as chunks, with the columns of both layers in place of the head's;
 *   <li>factors of low rank {@code r}: a matrix {@code m x n} scatters as its factors do, {@code 1/n = 1/(r m) + 1/(r
 *       n)}, and its columns lie in {@code r} directions, as with singular values and with templates;
 *   <li>coordinates: hardly anything, since neighbours are alike; its tensors have the second moment exactly;
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

    private final ToDoubleFunction<Slot> tensors;
    private final ToDoubleFunction<Slot> directions;

    /** With the independent numbers in a tensor of the target, and the independent directions of its columns. */
    private Scatter(ToDoubleFunction<Slot> tensors, ToDoubleFunction<Slot> directions) {
        this.tensors = tensors;
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
        if (!(trial.weights() instanceof HypernetSpec hypernet)) {
            return new Scatter(Scatter::elements, slot -> Double.POSITIVE_INFINITY);
        }
        GeneratorSpec generator = hypernet.generator();
        if (generator instanceof GeneratorSpec.Chunked chunked && chunked.chunkSize() < layout.size()) {
            double width = width(hypernet, hypernet.condition().zDim() + chunked.chunkDim());
            return new Scatter(slot -> chunks(slot, chunked.chunkSize()), slot -> width);
        } else if (generator instanceof GeneratorSpec.Tile tile) {
            double width = width(hypernet, hypernet.condition().zDim());
            double dim = tile.tileDim() == 0 ? width : tile.tileDim();
            return new Scatter(
                    slot -> sum(
                            sum(dim * tile.inputs(), dim * tile.outputs()),
                            sum(elements(slot) / tile.inputs() / tile.outputs(), width)),
                    slot -> Math.min(width, dim));
        } else if (generator instanceof GeneratorSpec.LowRank low && low.base() == GeneratorSpec.LowRank.Base.NONE) {
            return new Scatter(
                    slot -> slot.isMatrix()
                            ? sum((double) low.rank() * slot.rows(), (double) low.rank() * slot.columns())
                            : elements(slot),
                    slot -> low.rank());
        } else if (generator instanceof GeneratorSpec.Svd svd) {
            return new Scatter(Scatter::elements, slot -> svd.rank());
        } else if (generator instanceof GeneratorSpec.Templates templates) {
            return new Scatter(Scatter::elements, slot -> templates.count());
        } else if (generator instanceof GeneratorSpec.Coordinates) {
            return new Scatter(Scatter::elements, slot -> 1);
        }
        return new Scatter(Scatter::elements, slot -> Double.POSITIVE_INFINITY);
    }

    private static double width(HypernetSpec hypernet, int input) {
        int depth = hypernet.hidden().size();
        return depth == 0 ? input : hypernet.hidden().get(depth - 1);
    }

    private static double elements(Slot slot) {
        return (double) slot.shape().length();
    }

    private static double chunks(Slot slot, double chunkSize) {
        double first = Math.floor(slot.offset() / chunkSize);
        double last = Math.floor((slot.end() - 1) / chunkSize);
        return sum(Math.min(elements(slot), chunkSize), last - first + 1);
    }

    /** How many independent numbers a tensor of the target holds. */
    double tensor(Slot slot) {
        return tensors.applyAsDouble(slot);
    }

    /**
     * How many independent numbers a pre-activation holds.
     *
     * @param weight the slot of the layer's weights
     * @param before how many that of the layer before holds; infinite for the first layer
     */
    double preActivation(Slot weight, double before) {
        return sum(sum(Math.min((double) weight.fanOut(), tensor(weight)), directions.applyAsDouble(weight)), before);
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
