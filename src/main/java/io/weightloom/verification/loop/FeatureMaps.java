package io.weightloom.verification.loop;

import java.util.Arrays;

/**
 * Feature maps of a batch and what is done with them, by loops.
 *
 * @param values row-major, {@code [batch, channels, height, width]}
 */
record FeatureMaps(double[] values, int batch, int channels, int height, int width) {

    /** 0 on the zeros around a map. */
    private double at(int example, int channel, int row, int column) {
        return row < 0 || column < 0 || row >= height || column >= width
                ? 0
                : values[((example * channels + channel) * height + row) * width + column];
    }

    /**
     * A convolution with zeros around, so many that as many places are left as a stride makes of the extent, rounded
     * up; half of the zeros before, and behind the half that may be one more.
     *
     * @param w row-major, {@code [height, width, in, out]}
     */
    FeatureMaps convolved(double[] w, int kernelHeight, int kernelWidth, int out, int stride) {
        int rows = (height + stride - 1) / stride;
        int columns = (width + stride - 1) / stride;
        int above = Math.max(0, (rows - 1) * stride + kernelHeight - height) / 2;
        int left = Math.max(0, (columns - 1) * stride + kernelWidth - width) / 2;
        double[] sums = new double[batch * out * rows * columns];
        int place = 0;
        for (int example = 0; example < batch; example++) {
            for (int o = 0; o < out; o++) {
                for (int row = 0; row < rows; row++) {
                    for (int column = 0; column < columns; column++) {
                        double sum = 0;
                        for (int i = 0; i < kernelHeight; i++) {
                            for (int j = 0; j < kernelWidth; j++) {
                                for (int c = 0; c < channels; c++) {
                                    sum += at(example, c, row * stride + i - above, column * stride + j - left)
                                            * w[((i * kernelWidth + j) * channels + c) * out + o];
                                }
                            }
                        }
                        sums[place++] = sum;
                    }
                }
            }
        }
        return new FeatureMaps(sums, batch, out, rows, columns);
    }

    /** With a number added to each channel. */
    FeatureMaps plus(double[] b) {
        double[] sums = new double[values.length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = values[i] + b[i / (height * width) % channels];
        }
        return new FeatureMaps(sums, batch, channels, height, width);
    }

    /** With other maps of the same extents added. */
    FeatureMaps plus(FeatureMaps others) {
        double[] sums = new double[values.length];
        Arrays.setAll(sums, i -> values[i] + others.values[i]);
        return new FeatureMaps(sums, batch, channels, height, width);
    }

    /** Squares become one number each: the largest, or the mean. */
    FeatureMaps pooled(int side, boolean largest) {
        int rows = height / side;
        int columns = width / side;
        double[] pooled = new double[batch * channels * rows * columns];
        Arrays.fill(pooled, largest ? Double.NEGATIVE_INFINITY : 0);
        for (int i = 0; i < values.length; i++) {
            int map = i / (height * width);
            int row = i / width % height / side;
            int column = i % width / side;
            int to = (map * rows + row) * columns + column;
            pooled[to] = largest ? Math.max(pooled[to], values[i]) : pooled[to] + values[i] / (side * side);
        }
        return new FeatureMaps(pooled, batch, channels, rows, columns);
    }

    /**
     * Each channel shifted and scaled to mean 0 and variance 1 over batch and places, with this added to the variance.
     */
    FeatureMaps standardised(double epsilon) {
        double[] mean = new double[channels];
        double[] variance = new double[channels];
        double count = (double) batch * height * width;
        for (int i = 0; i < values.length; i++) {
            mean[channel(i)] += values[i] / count;
        }
        for (int i = 0; i < values.length; i++) {
            double distance = values[i] - mean[channel(i)];
            variance[channel(i)] += distance * distance / count;
        }
        double[] standard = new double[values.length];
        for (int i = 0; i < standard.length; i++) {
            standard[i] = (values[i] - mean[channel(i)]) / Math.sqrt(variance[channel(i)] + epsilon);
        }
        return new FeatureMaps(standard, batch, channels, height, width);
    }

    /** With each channel multiplied by a number, and another one added. */
    FeatureMaps scaled(double[] factors, double[] shifts) {
        double[] scaled = new double[values.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = values[i] * factors[channel(i)] + shifts[channel(i)];
        }
        return new FeatureMaps(scaled, batch, channels, height, width);
    }

    /** The mean of each map, {@code [batch, channels]}. */
    double[] means() {
        double[] means = new double[batch * channels];
        for (int i = 0; i < values.length; i++) {
            means[i / (height * width)] += values[i] / (height * width);
        }
        return means;
    }

    FeatureMaps copy() {
        return new FeatureMaps(values.clone(), batch, channels, height, width);
    }

    private int channel(int i) {
        return i / (height * width) % channels;
    }
}
