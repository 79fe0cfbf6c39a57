package io.weightloom.bench;

import java.util.Arrays;

/**
 * The times of all steps of an engine since it was made, in blocks of {@value #BLOCK}. Allocates nothing while it is
 * filled. Not thread-safe.
 */
final class Pace {

    static final int BLOCK = 10;

    /** Blocks whose median counts as the step time of the moment. */
    private static final int WINDOW = 10;

    private final long[] nanos = new long[1 << 20];
    private int blocks;

    /**
     * When an engine was fast.
     *
     * @param bestMicros the shortest step time of the moment
     * @param steps done before the step time was within 1.5 times of that
     * @param seconds that they took
     */
    record FullSpeed(double bestMicros, long steps, double seconds) {}

    void add(long nanosOfBlock) {
        if (blocks < nanos.length) {
            nanos[blocks++] = nanosOfBlock;
        }
    }

    FullSpeed fullSpeed() {
        double[] medians = new double[Math.max(1, blocks - WINDOW + 1)];
        for (int i = 0; i < medians.length; i++) {
            medians[i] = median(i, Math.min(blocks, i + WINDOW));
        }
        double best = Arrays.stream(medians).min().orElseThrow();
        int first = 0;
        while (medians[first] > 1.5 * best) {
            first++;
        }
        double seconds = Arrays.stream(nanos, 0, first).sum() / 1e9;
        return new FullSpeed(best / BLOCK / 1e3, (long) first * BLOCK, seconds);
    }

    private double median(int from, int to) {
        long[] window = Arrays.copyOfRange(nanos, from, to);
        Arrays.sort(window);
        return window[window.length / 2];
    }
}
