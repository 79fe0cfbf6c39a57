package io.weightloom.bench;

/**
 * What a step of a cell cannot do without, whoever does it. It takes no less time than the larger of {@code bytes /
 * bandwidth} and {@code operations / GEMM rate}: both could go on at once.
 *
 * @param bytes that must be read or written, each array once for each time that the order of things demands: the
 *     trainables in the forward pass, and with both moments read and written in the update (28 bytes each); the
 *     generated weights made, used, and their gradients made and used (16 bytes each); the batch in both passes; what
 *     the layers of V pass on, alike (a convolution need not leave what its pooling drops)
 * @param operations in the matrix products and convolutions, padding among them: forward, for each weight gradient, and
 *     for each input's gradient that something trained waits for
 * @param workingSet bytes that lie in memory between steps: trainables and moments, generated weights and their
 *     gradients, and the batch
 */
record Floor(long bytes, long operations, long workingSet) {

    static Floor of(Cell cell) {
        return cell.isConvolutional() ? convolutions(cell) : hypernetwork(cell);
    }

    private static Floor convolutions(Cell cell) {
        long trainable = cell.trainable();
        long examples = (long) cell.batch() * cell.inputs();
        long first = examples * Cell.KERNEL * Cell.KERNEL * cell.hidden();
        long pooled = examples / 4 * cell.hidden();
        long second = pooled * Cell.KERNEL * Cell.KERNEL * cell.hidden();
        long last = pooled / 4;
        return new Floor(
                28 * trainable + 16 * (pooled + last) + 8 * examples,
                2 * (2 * first + 3 * second + 3 * last * cell.outputs()),
                12 * trainable + 8 * (pooled + last) + 4 * examples);
    }

    private static Floor hypernetwork(Cell cell) {
        long trainable = cell.trainable();
        long generated = cell.generated();
        long examples = (long) cell.batch() * cell.inputs();
        long trunk = (long) cell.rows() * Cell.Z_DIM * Cell.TRUNK;
        long head = (long) cell.rows() * Cell.TRUNK * cell.width();
        long first = examples * cell.hidden();
        long second = (long) cell.batch() * cell.hidden() * cell.outputs();
        return new Floor(
                28 * trainable + 16 * generated + 8 * examples,
                2 * (3 * trunk + 3 * head + 2 * first + 3 * second),
                12 * trainable + 8 * generated + 4 * examples);
    }

    /** Microseconds. */
    double micros(double bandwidth, double gemmRate) {
        return 1e6 * Math.max(bytes / bandwidth, operations / gemmRate);
    }
}
