package io.weightloom.program.kernel;

import java.nio.FloatBuffer;

/**
 * Softmax cross-entropy of floats, some rows at a time in arrays on the heap, where exponentials are vectorised; what
 * {@link Kernels#loss} tells of it. All but these in double precision.
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
            largest = Math.max(largest, x[i]);
        }
        for (int i = from; i < to; i++) {
            x[i] -= largest;
        }
    }

    /**
     * Makes a row's gradient of its powers; its loss. Each sum is two, because an addition waits for the one before.
     */
    private double row(int from, int to) {
        double sum = 0;
        double mass = 0;
        double product = 0;
        double otherSum = 0;
        double otherMass = 0;
        double otherProduct = 0;
        int i = from;
        for (; i + 1 < to; i += 2) {
            sum += powers[i];
            mass += y[i];
            product += (double) y[i] * x[i];
            otherSum += powers[i + 1];
            otherMass += y[i + 1];
            otherProduct += (double) y[i + 1] * x[i + 1];
        }
        if (i < to) {
            sum += powers[i];
            mass += y[i];
            product += (double) y[i] * x[i];
        }
        sum += otherSum;
        mass += otherMass;
        product += otherProduct;
        share(from, to, mass / (sum * batch), 1.0 / batch);
        return mass * Math.log(sum) - product;
    }

    /** In double precision, because a row's gradient sums up to nothing, and what is off adds up further down. */
    private void share(int from, int to, double share, double each) {
        for (int i = from; i < to; i++) {
            powers[i] = (float) (powers[i] * share - y[i] * each);
        }
    }
}
