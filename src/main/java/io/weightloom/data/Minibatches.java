package io.weightloom.data;

import io.weightloom.spec.RandomStream;
import java.util.SplittableRandom;

/**
 * In which order the examples of the training split are seen. Each epoch has an order of its own, a pure function of
 * seed and epoch, so that a checkpoint needs to save no more than the position. Only whole batches are trained: the
 * examples that are left over at the end of an epoch's order wait for the next shuffle. Immutable.
 *
 * <p>Batch {@code b} of an epoch is made of the rows {@code order(epoch)[b * batchSize, (b + 1) * batchSize)}.
 *
 * @param seed the trial's
 * @param size examples of the training split, at least 1
 * @param batchSize examples per step, in [1, size]
 */
public record Minibatches(long seed, int size, int batchSize) {

    /**
     * Checks that at least one whole batch fits.
     *
     * @throws InvalidDataException if the batch is larger than the training split
     * @throws IllegalArgumentException if the batch is smaller than 1
     */
    public Minibatches {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batch-size must be at least 1 but is " + batchSize);
        }
        if (batchSize > size) {
            throw new InvalidDataException(
                    DataFault.BATCH_SIZE,
                    "batch-size is %d, but the training split has only %d examples: make the batch smaller or the data set larger"
                            .formatted(batchSize, size));
        }
    }

    /** Whole batches in one epoch, at least 1. */
    public int perEpoch() {
        return size / batchSize;
    }

    /**
     * The order of the examples in one epoch: a permutation of the numbers from 0 to {@code size - 1}, each equally
     * likely (a Fisher-Yates shuffle, from the last place to the first).
     *
     * @param epoch counted from 1, as everywhere; any number has its own order
     * @return a new array that the caller owns
     */
    public int[] order(int epoch) {
        return permutation(size, RandomStream.SHUFFLING.generator(seed, epoch));
    }

    static int[] permutation(int size, SplittableRandom random) {
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
}
