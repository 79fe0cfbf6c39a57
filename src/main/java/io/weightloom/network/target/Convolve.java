package io.weightloom.network.target;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.spec.TargetSpec;
import java.util.Optional;

/** What a convolution with zeros around its picture takes and holds. */
final class Convolve {

    private Convolve() {}

    /** A layout with the kernel at its end, {@code [height, width, in, out]}. */
    static Layout with(Layout layout, String name, FeatureMap in, TargetSpec.Convolution convolution) {
        Shape shape = Shape.of(convolution.height(), convolution.width(), in.channels(), convolution.channels());
        return layout.with(name, shape, fanIn(in, convolution), fanOut(convolution), Slot.Role.WEIGHT);
    }

    /** Inputs that one output sums over. */
    static long fanIn(FeatureMap in, TargetSpec.Convolution convolution) {
        return field(convolution) * in.channels();
    }

    /** Outputs that one input goes to, with a stride of 1. */
    static long fanOut(TargetSpec.Convolution convolution) {
        return field(convolution) * convolution.channels();
    }

    /** The layer of this kernel. */
    static TargetNetwork.Layer layer(
            String weight,
            Optional<String> bias,
            String preActivation,
            FeatureMap in,
            TargetSpec.Convolution convolution,
            int stride,
            TargetNetwork.Signal signal) {
        FeatureMap out = in.convolved(convolution.channels(), stride);
        return new TargetNetwork.Layer(
                weight,
                bias,
                preActivation,
                out.example(),
                out.numbers() + fanIn(in, convolution) * out.places(),
                signal.inside(in.inside(convolution.height(), convolution.width(), stride)));
    }

    private static long field(TargetSpec.Convolution convolution) {
        return (long) convolution.height() * convolution.width();
    }
}
