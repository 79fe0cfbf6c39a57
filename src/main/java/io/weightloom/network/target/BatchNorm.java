package io.weightloom.network.target;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.Names;
import java.util.List;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * {@code (h - mean) / sqrt(variance + epsilon) (1 + scale) + shift}, with mean and biased variance of each channel over
 * batch and pixels, of each task by itself if each has weights of its own; source: Ioffe, Szegedy 2015, arXiv
 * 1502.03167, algorithm 1. The slot holds what the scale has more than 1, so that tensors of zeros change nothing:
 * where PyTorch starts, and where a generator without any better knowledge starts too. Immutable.
 *
 * @param name of the norm
 * @param map extents of what is normed
 */
record BatchNorm(String name, FeatureMap map) {

    /** As PyTorch's. */
    private static final double EPSILON = 1e-5;

    /** A layout with scales and shifts at its end. */
    Layout after(Layout layout) {
        return layout.with(scale(), Shape.of(map.channels()), 1, 1, Slot.Role.SCALE)
                .with(shift(), Shape.of(map.channels()), 1, 1, Slot.Role.SHIFT);
    }

    /** @param h {@code [pictures, channels, height, width]}, as the result */
    SDVariable of(WeightSets sets, SDVariable h, Function<String, SDVariable> weights) {
        WeightSets.Channels of = sets.channels(h, map);
        SDVariable centred = of.pictures().sub(of.pictures().mean(mean(), true, of.axes()));
        SDVariable variance = centred.mul(centred).mean(variance(), true, of.axes()); // one number for each channel
        SDVariable scale = weights.apply(scale()).reshape(of.shape()).add(1);
        SDVariable shift = weights.apply(shift()).reshape(of.shape());
        SDVariable factor = sets.graph().math().pow(variance.add(EPSILON), -0.5).mul(scale);
        SDVariable normed = centred.mul(factor).add(shift);
        return sets.pictures(normed, map);
    }

    /** The variables that are computed from a whole batch. */
    List<String> statistics() {
        return List.of(mean(), variance());
    }

    /** Where its channels are told apart. */
    List<HiddenUnits.End> ends() {
        return List.of(HiddenUnits.End.of(scale(), 0), HiddenUnits.End.of(shift(), 0));
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
