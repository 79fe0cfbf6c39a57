package io.weightloom.network.target;

import io.weightloom.spec.TargetSpec;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * What a target network computes where weights meet examples: with one set of weights, {@link OneSet}, or with one for
 * each of several tasks, {@link SetPerTask}. All the rest of a network is the same for both.
 *
 * <p>Examples are {@code [batch, ...]}, or {@code [tasks, batch, ...]} where each task has its own weights, which are
 * then {@code [tasks, ...]}; but pictures are always {@code [pictures, channels, height, width]}, those of the first
 * task first.
 */
interface WeightSets {

    /** The graph that it adds to. */
    SameDiff graph();

    /**
     * {@code h w + b}.
     *
     * @param name of the result
     * @param h {@code [(tasks,) batch, in]}
     * @param w {@code [(tasks,) in, out]}
     * @param b {@code [(tasks,) out]}
     * @param in inputs
     * @param out outputs
     * @return {@code [(tasks,) batch, out]}
     */
    SDVariable affine(String name, SDVariable h, SDVariable w, SDVariable b, long in, int out);

    /**
     * {@code h * w + b} with zeros around the pictures, so that a stride of 1 keeps their extents.
     *
     * @param name of the result
     * @param h {@code [pictures, in, height, width]}
     * @param w {@code [(tasks,) kernel height, kernel width, in, out]}
     * @param b {@code [(tasks,) out]}, if any
     * @param in extents of {@code h}
     * @return {@code [pictures, out, height / stride, width / stride]}
     */
    SDVariable convolution(
            String name,
            SDVariable h,
            SDVariable w,
            Optional<SDVariable> b,
            FeatureMap in,
            TargetSpec.Convolution convolution,
            int stride);

    /** Examples whose numbers are read as pictures. */
    default SDVariable pictures(SDVariable examples, FeatureMap map) {
        return examples.reshape(-1, map.channels(), map.height(), map.width());
    }

    /**
     * Pictures, or numbers of each, as rows.
     *
     * @param width numbers of each
     * @return {@code [(tasks,) batch, width]}
     */
    SDVariable rows(SDVariable pictures, long width);

    /**
     * Pictures in the shape in which means of channels are taken, and one number for each channel is multiplied.
     *
     * @return how to take the means of what {@link Channels#pictures()} are
     */
    Channels channels(SDVariable pictures, FeatureMap map);

    /**
     * Pictures of which each channel is looked at as a whole.
     *
     * @param pictures reshaped
     * @param axes over which a channel's mean is taken
     * @param shape of one number for each channel, -1 for what is as long as there are tasks
     */
    record Channels(SDVariable pictures, int[] axes, long[] shape) {}
}
