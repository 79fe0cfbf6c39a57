package io.weightloom.random;

import io.weightloom.text.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.SplittableRandom;

/**
 * The named random streams of a trial or a sweep. A stream is a pure function of seed, name and index, so that its
 * whole state is its index: a checkpoint saves the epoch, and shuffling goes on as if never interrupted.
 *
 * <p>The generator is the JDK's {@link SplittableRandom}, whose algorithm is part of its specification; normal deviates
 * are made here, because the JDK may change how it makes its own.
 */
public enum RandomStream {
    INITIALISATION,
    DATA,
    SPLIT,
    SHUFFLING,
    VERIFICATION,
    PROBES,
    /** What sets the tasks of a data set apart. */
    TASKS,
    /** Conditions that are drawn anew. */
    NOISE,
    /** How pictures are changed that are trained on, an index for each epoch and example. */
    AUGMENTATION,
    /** What training leaves out of states, an index for each epoch and example. */
    DROPOUT,
    /** What controls confuse. */
    DAMAGE,
    /** Where a search looks, an index for each point. */
    SEARCH;

    /** The generator number {@code index} of this stream, for the trial with this seed. */
    public SplittableRandom generator(long seed, long index) {
        ByteBuffer key = ByteBuffer.allocate(2 * Long.BYTES).putLong(seed).putLong(index);
        MessageDigest digest = Sha256.digest();
        digest.update(name().getBytes(StandardCharsets.US_ASCII));
        return new SplittableRandom(ByteBuffer.wrap(digest.digest(key.array())).getLong());
    }

    /** A standard normal deviate (Box and Muller 1958), with the same bits on every JDK. */
    public static double gaussian(SplittableRandom random) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
    }

    /**
     * The numbers below {@code size} in an order of which each is equally likely: Fisher and Yates, from the last
     * place.
     */
    public static int[] permutation(int size, SplittableRandom random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        for (int last = size - 1; last > 0; last--) {
            int other = random.nextInt(last + 1);
            int kept = order[last];
            order[last] = order[other];
            order[other] = kept;
        }
        return order;
    }

    /** As many standard normal deviates, in single precision, of generator number {@code index}. */
    public float[] gaussians(long seed, long index, int count) {
        SplittableRandom random = generator(seed, index);
        float[] deviates = new float[count];
        for (int i = 0; i < count; i++) {
            deviates[i] = (float) gaussian(random);
        }
        return deviates;
    }
}
