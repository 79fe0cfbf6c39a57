package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import java.util.List;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * {@code (h - mean) / sqrt(variance + epsilon) (1 + scale) + shift}, with mean and biased variance of each channel over
 * batch and pixels; source: Ioffe, Szegedy 2015, arXiv 1502.03167, algorithm 1. The slot holds what the scale has more
 * than 1, so that tensors of zeros change nothing: where PyTorch starts, and where a generator without any better
 * knowledge starts too. Immutable.
 *
 * @param name of the norm
 * @param channels of the feature map
 */
record BatchNorm(String name, long channels) {

    /** As PyTorch's. */
    private static final double EPSILON = 1e-5;

    /** A layout with scales and shifts at its end. */
    Layout after(Layout layout) {
        return layout.with(scale(), Shape.of(channels), 1, 1, Slot.Role.SCALE)
                .with(shift(), Shape.of(channels), 1, 1, Slot.Role.SHIFT);
    }

    /** @param h {@code [batch, channels, height, width]}, as the result */
    SDVariable of(SameDiff graph, SDVariable h, Function<String, SDVariable> weights) {
        SDVariable centred = h.sub(h.mean(mean(), true, 0, 2, 3));
        SDVariable variance = centred.mul(centred).mean(variance(), true, 0, 2, 3); // [1, channels, 1, 1]
        SDVariable scale = weights.apply(scale()).reshape(1, channels, 1, 1).add(1);
        SDVariable shift = weights.apply(shift()).reshape(1, channels, 1, 1);
        return centred.div(graph.math().sqrt(variance.add(EPSILON))).mul(scale).add(shift);
    }

    /** The variables that are computed from a whole batch. */
    List<String> statistics() {
        return List.of(mean(), variance());
    }

    private String scale() {
        return name + "/scale";
    }

    private String shift() {
        return name + "/shift";
    }

    private String mean() {
        return Names.statistic(name + "/mean");
    }

    private String variance() {
        return Names.statistic(name + "/variance");
    }
}
