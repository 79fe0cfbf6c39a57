package io.weightloom.network.target;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * {@code (y - mean) / sqrt(variance + epsilon) (1 + scale) + shift}, with mean and biased variance over the units of
 * each part of each example; source: Ba, Kiros, Hinton 2016, "Layer normalization", arXiv 1607.06450, equations 3 and
 * 4. As of a {@link BatchNorm}, the slot holds what the scale has more than 1. Immutable.
 *
 * @param name of the norm
 * @param parts that are normed each by itself, side by side
 * @param units of each
 */
record LayerNorm(String name, int parts, int units) {

    /** As PyTorch's. */
    static final double EPSILON = 1e-5;

    /** Numbers of one example. */
    int width() {
        return parts * units;
    }

    String scale() {
        return name + "/scale";
    }

    String shift() {
        return name + "/shift";
    }

    /** A layout with scales and shifts at its end. */
    Layout after(Layout layout) {
        return layout.with(scale(), Shape.of(width()), 1, 1, Slot.Role.SCALE)
                .with(shift(), Shape.of(width()), 1, 1, Slot.Role.SHIFT);
    }

    /** The norm in a graph, to be used any number of times. */
    InGraph in(SameDiff graph, Function<String, SDVariable> weights) {
        return new InGraph(
                this,
                graph,
                weights.apply(scale()).reshape(1, width()).add(1),
                weights.apply(shift()).reshape(1, width()));
    }

    /**
     * A norm with its numbers.
     *
     * @param factor {@code [1, parts units]}
     * @param shift {@code [1, parts units]}
     */
    record InGraph(LayerNorm norm, SameDiff graph, SDVariable factor, SDVariable shift) {

        /** Of {@code y [batch, parts units]}. */
        SDVariable of(SDVariable y) {
            SDVariable rows = norm.parts == 1 ? y : y.reshape(-1, norm.units); // [batch parts, units]
            SDVariable centred = rows.sub(rows.mean(true, 1));
            SDVariable variance = centred.mul(centred).mean(true, 1); // [batch parts, 1]
            SDVariable standard = centred.mul(graph.math().pow(variance.add(EPSILON), -0.5));
            SDVariable whole = norm.parts == 1 ? standard : standard.reshape(-1, norm.width());
            return whole.mul(factor).add(shift);
        }
    }
}
