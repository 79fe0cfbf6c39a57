package io.weightloom.layout;

import java.util.Arrays;

/**
 * What one example is, where many of them lie in one array: which axes are its own, behind those that count examples,
 * and what its numbers are. Axes that count examples are nobody's but the batch's: one for examples that share their
 * weights, {@code [batch, ...]}, two where each task has weights of its own, {@code [tasks, batch, ...]}. So what an
 * axis means is said by this and by the batch, and never by how many axes there are. Of sequences the axis of time is
 * in front of those, {@code [steps, batch, width]}, so that a step of all examples is one stretch of the array.
 * Immutable.
 *
 * <p>Whoever adds a kind adds a record here, and targets that take or make it.
 */
public sealed interface ExampleShape {

    /** Extents of its own axes in the arrays of a batch. */
    Shape axes();

    /** Numbers at one place: those of a vector, or the channels of a picture; at least 1. */
    int channels();

    /**
     * Which channel a number belongs to.
     *
     * @param number counted from 0 from the beginning of any example, as they lie in the array
     * @return in {@code [0, channels())}
     */
    int channel(long number);

    /** Numbers of one example, at least 1. */
    default long numbers() {
        return axes().length();
    }

    /**
     * In how many stretches of equal length the numbers of an example lie, where many lie in one array: the first
     * stretches of all examples, then their second ones, and so on. 1 where an example's numbers lie side by side.
     */
    default int stretches() {
        return 1;
    }

    /** Numbers of an example that lie side by side, at least 1. */
    default int stretch() {
        return Math.toIntExact(numbers() / stretches());
    }

    /**
     * Extents of an array of such examples.
     *
     * @param counts extents of the axes that count them, outermost first; -1 where that is not known yet
     * @return counts, then its own axes; of a sequence the axis of time is in front
     */
    default long[] batch(long... counts) {
        long[] own = axes().toArray();
        long[] extents = Arrays.copyOf(counts, counts.length + own.length);
        System.arraycopy(own, 0, extents, counts.length, own.length);
        return extents;
    }

    /**
     * Extents of the axes that count the examples of an array.
     *
     * @param batch extents of all its axes, as {@link #batch} tells them
     */
    default long[] counts(long... batch) {
        return Arrays.copyOf(batch, batch.length - axes().toArray().length);
    }

    /**
     * Numbers that have no place among each other: features, outputs, the units of a dense layer.
     *
     * @param width at least 1
     */
    record Vector(int width) implements ExampleShape {

        @Override
        public Shape axes() {
            return Shape.of(width);
        }

        @Override
        public int channels() {
            return width;
        }

        @Override
        public int channel(long number) {
            return Math.toIntExact(number % width);
        }
    }

    /**
     * A picture as data have it: one row of numbers, channel by channel, each row by row. A network that looks at
     * places reads it as {@code [channels, height, width]}.
     *
     * @param channels at least 1
     * @param height at least 1
     * @param width at least 1
     */
    record Picture(int channels, long height, long width) implements ExampleShape {

        @Override
        public Shape axes() {
            return Shape.of(channels * height * width);
        }

        @Override
        public int channel(long number) {
            return Math.toIntExact(number / (height * width) % channels);
        }
    }

    /**
     * Steps of equally many numbers, one behind the other in time.
     *
     * @param steps at least 1
     * @param width numbers of a step, at least 1
     */
    record Sequence(int steps, int width) implements ExampleShape {

        @Override
        public Shape axes() {
            return Shape.of(steps, width);
        }

        @Override
        public int channels() {
            return width;
        }

        @Override
        public int channel(long number) {
            return Math.toIntExact(number % width);
        }

        @Override
        public int stretches() {
            return steps;
        }

        @Override
        public long[] batch(long... counts) {
            long[] extents = new long[counts.length + 2];
            extents[0] = steps;
            System.arraycopy(counts, 0, extents, 1, counts.length);
            extents[counts.length + 1] = width;
            return extents;
        }

        @Override
        public long[] counts(long... batch) {
            return Arrays.copyOfRange(batch, 1, batch.length - 1);
        }
    }
}
