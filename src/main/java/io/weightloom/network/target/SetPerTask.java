package io.weightloom.network.target;

import io.weightloom.network.graph.MatrixProduct;
import io.weightloom.spec.TargetSpec;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.PadMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A set of weights for each task, by products of several matrices at once. A convolution is the product of each
 * picture's patches with its task's kernel; the program makes a convolution of it again and holds no patches.
 *
 * @param shape {@code [tasks, batch, ...]}, of which neither need be known
 * @param ones {@code [tasks, batch, 1]}
 */
public record SetPerTask(SameDiff graph, SDVariable shape, SDVariable ones) implements WeightSets {

    /** Of the tasks of the examples {@code x}, {@code [tasks, batch, inputs]}. */
    public static SetPerTask of(SameDiff graph, SDVariable x) {
        return new SetPerTask(graph, graph.shape(x), graph.onesLike(x.sum(true, 2)));
    }

    @Override
    public SDVariable affine(String name, SDVariable h, SDVariable w, SDVariable b, long in, int out) {
        return MatrixProduct.ofEach(h, w).add(name, b.reshape(-1, 1, out));
    }

    /**
     * The patches of a picture are {@code [in kernel-height kernel-width, places]}. Zeros around it are half before and
     * half behind; the op puts equally many on both sides, so where their number is odd, one more is added.
     */
    @Override
    public SDVariable convolution(
            String name,
            SDVariable h,
            SDVariable w,
            Optional<SDVariable> b,
            FeatureMap in,
            TargetSpec.Convolution convolution,
            int stride) {
        FeatureMap out = in.convolved(convolution.channels(), stride);
        int vertical = FeatureMap.padding(in.height(), convolution.height(), stride);
        int horizontal = FeatureMap.padding(in.width(), convolution.width(), stride);
        Conv2DConfig config = Conv2DConfig.builder()
                .kH(convolution.height())
                .kW(convolution.width())
                .sH(stride)
                .sW(stride)
                .pH(vertical / 2)
                .pW(horizontal / 2)
                .paddingMode(PaddingMode.VALID)
                .build();
        long depth = in.channels() * convolution.height() * convolution.width();
        SDVariable patches = graph.cnn()
                .im2Col(padded(h, vertical % 2, horizontal % 2), config)
                .reshape(-1, depth, out.places());
        SDVariable kernel = w.permute(0, 4, 3, 1, 2).reshape(-1, 1, out.channels() * depth);
        SDVariable kernels = MatrixProduct.ofEach(ones, kernel).reshape(-1, out.channels(), depth);
        SDVariable y = MatrixProduct.ofEach(kernels, patches); // [pictures, out, places]
        if (b.isPresent()) {
            Channels of = channels(y, out);
            y = of.pictures().add(b.get().reshape(of.shape()));
        }
        return y.reshape(-1, out.channels(), out.height(), out.width()).rename(name);
    }

    private SDVariable padded(SDVariable h, int below, int right) {
        return below + right == 0
                ? h
                : graph.nn()
                        .pad(
                                h,
                                graph.constant(
                                        Nd4j.createFromArray(new int[][] {{0, 0}, {0, 0}, {0, below}, {0, right}})),
                                PadMode.CONSTANT,
                                0);
    }

    @Override
    public SDVariable rows(SDVariable pictures, long width) {
        return shaped(pictures, width);
    }

    @Override
    public Channels channels(SDVariable pictures, FeatureMap map) {
        return new Channels(
                shaped(pictures, map.channels(), map.places()), new int[] {1, 3}, new long[] {-1, 1, map.channels(), 1
                });
    }

    /** Reshapes to {@code [tasks, batch, ...]}, with these last extents. */
    private SDVariable shaped(SDVariable pictures, long... last) {
        SDVariable leading = graph.stridedSlice(shape, new long[] {0}, new long[] {2}, 1);
        return graph.reshape(pictures, graph.concat(0, leading, graph.constant(Nd4j.createFromArray(last))));
    }
}
