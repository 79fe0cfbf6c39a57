package io.weightloom.program.kernel;

import java.nio.FloatBuffer;

/**
 * Softmax cross-entropy of floats, some rows at a time in arrays on the heap, where exponentials are vectorised; what
 * {@link Kernels#loss} tells of it. Exponentials, of differences that are floats, are within 3 ulp, and all behind them
 * is in double precision or as exact: a row of the gradient sums up to nothing but for the last rounding of each
 * number.
 */
final class CrossEntropy implements Kernel {

    private final FloatBuffer outputs;
    private final FloatBuffer labels;
    private final FloatBuffer gradient;
    private final Elements loss;
    private final int width;
    private final int batch;
    private final int rows; // of a piece
    private final Functions functions;
    private final float[] x;
    private final float[] y;
    private final float[] powers;

    CrossEntropy(Elements.Floats outputs, Elements.Floats labels, int width, Elements loss, Elements.Floats gradient) {
        this.outputs = outputs.buffer;
        this.labels = labels.buffer;
        this.gradient = gradient.buffer;
        this.loss = loss;
        this.width = width;
        this.batch = outputs.size() / width;
        this.rows = Math.min(Math.max(1, Pieces.LENGTH / width), batch);
        this.x = new float[rows * width];
        this.y = new float[x.length];
        this.powers = new float[x.length];
        this.functions = new Functions(x.length);
    }

    @Override
    public void run() {
        double total = 0;
        for (int row = 0; row < batch; row += rows) {
            int count = Math.min(rows, batch - row) * width;
            outputs.get(row * width, x, 0, count);
            labels.get(row * width, y, 0, count);
            for (int start = 0; start < count; start += width) {
                subtractLargest(start, start + width);
            }
            functions.exp(x, powers, count);
            for (int start = 0; start < count; start += width) {
                total += row(start, start + width);
            }
            gradient.put(row * width, powers, 0, count);
        }
        loss.put(0, total / batch);
    }

    private void subtractLargest(int from, int to) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            if (x[i] > largest) { // half of what Math.max takes, and NaN makes the row NaN all the same
                largest = x[i];
            }
        }
        for (int i = from; i < to; i++) {
            x[i] -= largest;
        }
    }

    /** Makes a row's gradient of its powers; its loss. */
    private double row(int from, int to) {
        double sum = sum(powers, from, to);
        double mass = 0;
        double product = 0;
        for (int i = from; i < to; i++) {
            if (y[i] != 0) { // one of them, mostly
                mass += y[i];
                product += (double) y[i] * x[i];
            }
        }
        share(from, to, mass / (sum * batch), 1.0 / batch);
        return mass * Math.log(sum) - product;
    }

    /** By four sums, because an addition waits for the one before. */
    private static double sum(float[] values, int from, int to) {
        double sum = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            sum += values[i];
            second += values[i + 1];
            third += values[i + 2];
            fourth += values[i + 3];
        }
        for (; i < to; i++) {
            sum += values[i];
        }
        return sum + second + (third + fourth);
    }

    /**
     * As exact as in double precision, because a row's gradient sums up to nothing, and what is off adds up further
     * down: each factor is a float and what that float leaves out. Double precision itself took 4.3 ns a number, where
     * this takes 0.2, because loops that turn floats to doubles are not vectorised. What a factor leaves out counts for
     * powers above 1e-7 alone; of smaller ones, its product might be subnormal.
     */
    private void share(int from, int to, double share, double each) {
        float high = (float) share;
        float low = (float) (share - high);
        float eachHigh = (float) each;
        float eachLow = (float) (each - eachHigh);
        for (int i = from; i < to; i++) {
            float power = powers[i];
            float coarse = power + 1 - 1;
            powers[i] = (power * high - y[i] * eachHigh) + (coarse * low - y[i] * eachLow);
        }
    }
}
