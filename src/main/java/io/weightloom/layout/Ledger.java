package io.weightloom.layout;

/**
 * The counts of one hypernetwork, made without a graph.
 *
 * @param theta weights of the plain target network; of a control, of the target that it is compared on
 * @param generated target weights that come out of the generator
 * @param shared target weights that are trained directly
 * @param generator weights of the generator
 * @param z numbers in all trained condition vectors and chunk embeddings
 * @param tasks target networks described, at least 1
 * @param largestLayer weights of the generator's largest layer, its bias included; of the target's for a plain network
 */
public record Ledger(long theta, long generated, long shared, long generator, long z, long tasks, long largestLayer) {

    /** The same counts, compared with another target network. */
    public Ledger withTheta(long other) {
        return new Ledger(other, generated, shared, generator, z, tasks, largestLayer);
    }

    /** All numbers that are trained, and so have to be stored. */
    public long trainable() {
        return shared + generator + z;
    }

    /** {@code theta / trainable}: above 1, the description is smaller than the network. */
    public double compressionRatio() {
        return (double) theta / trainable();
    }

    /** {@code tasks * theta / trainable}. */
    public double taskCompressionRatio() {
        return (double) tasks * theta / trainable();
    }

    /** Bytes of the trainables in single precision. */
    public long bytes() {
        return Float.BYTES * trainable();
    }

    /** Bytes of the largest layer's weights, gradients and two moments in single precision. */
    public long largestLayerBytes() {
        return 4L * Float.BYTES * largestLayer;
    }
}
