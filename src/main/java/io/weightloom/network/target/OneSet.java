package io.weightloom.network.target;

import io.weightloom.network.graph.MatrixProduct;
import io.weightloom.spec.TargetSpec;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;

/** One set of weights for all examples. */
public record OneSet(SameDiff graph) implements WeightSets {

    @Override
    public SDVariable affine(String name, SDVariable h, SDVariable w, SDVariable b, long in, int out) {
        return MatrixProduct.of(h, w, in, out).add(name, b.reshape(1, out));
    }

    @Override
    public SDVariable convolution(
            String name,
            SDVariable h,
            SDVariable w,
            Optional<SDVariable> b,
            FeatureMap in,
            TargetSpec.Convolution convolution,
            int stride) {
        Conv2DConfig config = Conv2DConfig.builder()
                .kH(convolution.height())
                .kW(convolution.width())
                .sH(stride)
                .sW(stride)
                .paddingMode(PaddingMode.SAME)
                .build();
        return b.isPresent()
                ? graph.cnn().conv2d(name, h, w, b.get(), config)
                : graph.cnn().conv2d(name, h, w, config);
    }

    @Override
    public SDVariable rows(SDVariable pictures, long width) {
        return pictures.reshape(-1, width);
    }

    @Override
    public Channels channels(SDVariable pictures, FeatureMap map) {
        return new Channels(pictures, new int[] {0, 2, 3}, new long[] {1, map.channels(), 1, 1});
    }
}
