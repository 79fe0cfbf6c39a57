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
 * @param positionBytes bytes that say which of the target's weights the stored numbers are, where a cut by magnitude
 *     leaves some; no number, and so in no ratio
 * @param numberBytes bytes of the stored numbers at the width at which they are stored, scales included
 * @param base weights of a network that the user has and that stays as it is, of which all tasks are described as
 *     differences; not trained, and so in no ratio
 */
public record Ledger(
        long theta,
        long generated,
        long shared,
        long generator,
        long z,
        long tasks,
        long largestLayer,
        long positionBytes,
        long numberBytes,
        long base) {

    /** Of a network of which it is known where its numbers belong. */
    public Ledger(long theta, long generated, long shared, long generator, long z, long tasks, long largestLayer) {
        this(theta, generated, shared, generator, z, tasks, largestLayer, 0);
    }

    /** Of a network in single precision. */
    public Ledger(
            long theta,
            long generated,
            long shared,
            long generator,
            long z,
            long tasks,
            long largestLayer,
            long positionBytes) {
        this(
                theta,
                generated,
                shared,
                generator,
                z,
                tasks,
                largestLayer,
                positionBytes,
                Float.BYTES * (shared + generator + z),
                0);
    }

    /** Of a network that is no difference from another one. */
    public Ledger(
            long theta,
            long generated,
            long shared,
            long generator,
            long z,
            long tasks,
            long largestLayer,
            long positionBytes,
            long numberBytes) {
        this(theta, generated, shared, generator, z, tasks, largestLayer, positionBytes, numberBytes, 0);
    }

    /** The same counts, compared with another target network. */
    public Ledger withTheta(long other) {
        return new Ledger(
                other, generated, shared, generator, z, tasks, largestLayer, positionBytes, numberBytes, base);
    }

    /** The same counts of differences from a network of so many weights. */
    public Ledger withBase(long weights) {
        return new Ledger(
                theta, generated, shared, generator, z, tasks, largestLayer, positionBytes, numberBytes, weights);
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

    /** Bytes of the description as an export counts them: the stored numbers, and where they belong. */
    public long bytes() {
        return numberBytes + positionBytes;
    }

    /** Bytes of the largest layer's weights, gradients and two moments in single precision. */
    public long largestLayerBytes() {
        return 4L * Float.BYTES * largestLayer;
    }
}
