package io.weightloom.program.update;

import java.util.Arrays;
import java.util.List;

/**
 * What an updater keeps of each parameter between its steps: floats on the heap, in pages that start at index 0. It
 * knows of pages that hold nothing but zeros. Not thread-safe.
 */
final class Moments {

    /**
     * Steps from one {@link #settle} to the next: in as many, a moment shrinks by a thousandth at Adam's usual 0.9, so
     * that it is found before it, or its product with a learning rate, is subnormal.
     */
    static final int SETTLING = 64;

    /**
     * The least that first and second moments settle at. The square of a gradient below the first is no float's any
     * more; the root of the second is 1e-19, far below any epsilon.
     */
    private static final float[] LEAST = {0x1p-100f, Float.MIN_NORMAL};

    private final int page; // elements
    private final float[][][] numbers; // [moment][page][element]
    private final float[][] spare; // [moment][element]
    private final boolean[] zero; // [page]: all moments of it are known to be

    /**
     * Zeros.
     *
     * @param kinds how many of each parameter, 0 to 2
     * @param pages how many
     * @param page elements of one
     */
    Moments(int kinds, int pages, int page) {
        this.page = page;
        this.numbers = new float[kinds][pages][page];
        this.spare = new float[kinds][page];
        this.zero = new boolean[pages];
        Arrays.fill(zero, true);
    }

    int kinds() {
        return numbers.length;
    }

    /** A page to be updated in place. */
    float[] page(int kind, int number) {
        zero[number] = false;
        return numbers[kind][number];
    }

    /** A copy of it, until the next one of this kind. */
    float[] copy(int kind, int number) {
        System.arraycopy(numbers[kind][number], 0, spare[kind], 0, page);
        return spare[kind];
    }

    /** Whether all moments of a page are known to be zero. False says nothing. */
    boolean areZero(int number) {
        return zero[number];
    }

    /**
     * Makes moments zero that are too small to move anything. Those of a weight whose gradient has become zero for good
     * (a dead unit, a pixel that is on in few pictures) would shrink until they are subnormal and stay so, because 0.9
     * of the smallest float rounds to itself; Intel's processors take some 150 cycles for each vector with such a
     * number in it. By the number of the step alone, so that a run that goes on from a state does the same.
     *
     * @param steps done
     */
    void settle(long steps) {
        if (steps % SETTLING == 0) {
            for (int kind = 0; kind < numbers.length; kind++) {
                for (float[] each : numbers[kind]) {
                    settle(each, LEAST[kind]);
                }
            }
            lookForZeros();
        }
    }

    private static void settle(float[] page, float least) {
        for (int i = 0; i < page.length; i++) {
            if (Math.abs(page[i]) < least) {
                page[i] = 0;
            }
        }
    }

    private void lookForZeros() {
        Arrays.fill(zero, true);
        for (float[][] pages : numbers) {
            for (int number = 0; number < pages.length; number++) {
                zero[number] &= isZero(pages[number]);
            }
        }
    }

    /** By its bits, because a negative zero does not stay one. */
    private static boolean isZero(float[] page) {
        for (float number : page) {
            if (Float.floatToRawIntBits(number) != 0) {
                return false;
            }
        }
        return true;
    }

    /** All of a kind, end to end. */
    double[] values(int kind, int size) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = numbers[kind][i / page][i % page];
        }
        return values;
    }

    /** @param kinds of each, {@link #values} */
    void restore(List<double[]> kinds) {
        for (int kind = 0; kind < numbers.length; kind++) {
            double[] values = kinds.get(kind);
            for (int i = 0; i < values.length; i++) {
                numbers[kind][i / page][i % page] = (float) values[i];
            }
        }
        lookForZeros();
    }
}
