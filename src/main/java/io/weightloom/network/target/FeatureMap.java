package io.weightloom.network.target;

import io.weightloom.layout.ExampleShape;
import java.util.List;

/**
 * The extents of a picture inside a network, {@code [batch, channels, height, width]}. Immutable.
 *
 * @param channels at least 1
 * @param height at least 1
 * @param width at least 1
 */
public record FeatureMap(long channels, long height, long width) {

    /** The picture of these extents: channels, height, width. */
    static FeatureMap of(List<Integer> extents) {
        return new FeatureMap(extents.get(0), extents.get(1), extents.get(2));
    }

    /** What it is as an example of a batch. */
    ExampleShape.Picture example() {
        return new ExampleShape.Picture(Math.toIntExact(channels), height, width);
    }

    /** Places in each channel. */
    public long places() {
        return height * width;
    }

    /** Numbers in all. */
    long numbers() {
        return channels * places();
    }

    /** What a convolution makes of it that keeps height and width, but for its stride. */
    public FeatureMap convolved(long channels, int stride) {
        return new FeatureMap(channels, (height + stride - 1) / stride, (width + stride - 1) / stride);
    }

    /** What is left of it if squares become single numbers. */
    public FeatureMap pooled(int side) {
        return new FeatureMap(channels, height / side, width / side);
    }

    /** The share of a kernel that lies inside the picture, not on the zeros around it, as a mean over all places. */
    double inside(int kernelHeight, int kernelWidth, int stride) {
        return inside(height, kernelHeight, stride) * inside(width, kernelWidth, stride);
    }

    /** Zeros around a row of numbers, as padding mode "same" has them: one less before than behind if odd. */
    public static int padding(long length, int kernel, int stride) {
        long outputs = (length + stride - 1) / stride;
        return Math.toIntExact(Math.max(0, (outputs - 1) * stride + kernel - length));
    }

    private static double inside(long length, int kernel, int stride) {
        long outputs = (length + stride - 1) / stride;
        long padding = padding(length, kernel, stride);
        long count = 0;
        for (long output = 0; output < outputs; output++) {
            long start = output * stride - padding / 2;
            count += Math.min(length, start + kernel) - Math.max(0, start);
        }
        return (double) count / (outputs * kernel);
    }
}
