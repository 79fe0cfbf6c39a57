package io.weightloom.program.kernel;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sums over all elements that share another one, as {@link Spans} has it, such as those that batch norm takes over the
 * places of a channel. Elements are read as they lie, because memory is slow to anybody who jumps; and floats go
 * through arrays on the heap, piece by piece: the JIT compiler vectorises loops over these, and not over native memory.
 *
 * <p>Where stretches share the same elements in the same order again and again, as those of the channels of each
 * picture do, a few of such repeats are added up place by place, in single precision, and then all places of an element
 * in double precision.
 */
public final class SharedSums {

    /** Floats of a piece. */
    private static final int PIECE = 512;

    /** Repeats that are added up in single precision: each sum is then of so few floats. */
    private static final int REPEATS = 64;

    /** Repeats of fewer floats are not worth a copy. */
    private static final int SHORT = 8;

    private SharedSums() {}

    /** {@code s = factor sum x}, of each element's own. */
    public static Kernel sum(Spans spans, Elements x, double factor, Elements s) {
        return x instanceof Elements.Floats floats && isWorth(spans)
                ? new Sums(spans, floats.buffer, floats.buffer, false, factor, s)
                : spans.sum(x, factor, s);
    }

    /** {@code s = factor sum x y}, of each element's own. */
    public static Kernel dot(Spans spans, Elements x, Elements y, double factor, Elements s) {
        return x instanceof Elements.Floats a && y instanceof Elements.Floats b && isWorth(spans)
                ? new Sums(spans, a.buffer, b.buffer, true, factor, s)
                : spans.dot(x, y, factor, s);
    }

    private static boolean isWorth(Spans spans) {
        return repeats(spans.shared()).stream().allMatch(repeat -> repeat.spans() * spans.length() >= SHORT);
    }

    /**
     * Stretches that share the same elements several times in a row.
     *
     * @param begin number of the first stretch
     * @param spans of one repeat
     * @param count of repeats
     */
    private record Repeat(int begin, int spans, int count) {}

    /** All stretches. */
    private static List<Repeat> repeats(int[] shared) {
        List<Repeat> repeats = new ArrayList<>();
        int begin = 0;
        while (begin < shared.length) {
            int end = begin + 1;
            while (end < shared.length && shared[end] != shared[begin]) {
                end++;
            }
            int spans = end - begin;
            while (end + spans <= shared.length
                    && Arrays.equals(shared, begin, begin + spans, shared, end, end + spans)) {
                end += spans;
            }
            repeats.add(new Repeat(begin, spans, (end - begin) / spans));
            begin = end;
        }
        return repeats;
    }

    private static final class Sums implements Kernel {

        private final int length;
        private final int[] shared;
        private final Repeat[] repeats;
        private final FloatBuffer x;
        private final FloatBuffer y;
        private final boolean products;
        private final double factor;
        private final Elements s;
        private final double[] totals; // of each element that is shared
        private final float[][] sums; // of each place of a repeat, in pieces
        private final float[] first = new float[PIECE];
        private final float[] second = new float[PIECE];

        Sums(Spans spans, FloatBuffer x, FloatBuffer y, boolean products, double factor, Elements s) {
            this.length = spans.length();
            this.shared = spans.shared();
            this.repeats = repeats(shared).toArray(Repeat[]::new);
            this.x = x;
            this.y = y;
            this.products = products;
            this.factor = factor;
            this.s = s;
            this.totals = new double[s.size()];
            int longest = Arrays.stream(repeats).mapToInt(Repeat::spans).max().orElse(0) * length;
            this.sums = new float[(longest + PIECE - 1) / PIECE][PIECE];
        }

        @Override
        public void run() {
            Arrays.fill(totals, 0);
            for (Repeat repeat : repeats) {
                for (int number = 0; number < repeat.count(); number += REPEATS) {
                    int end = Math.min(repeat.count(), number + REPEATS);
                    add(repeat, number, end);
                    total(repeat);
                }
            }
            for (int i = 0; i < totals.length; i++) {
                s.put(i, factor * totals[i]);
            }
        }

        /** Adds some repeats up, place by place. */
        private void add(Repeat repeat, int from, int to) {
            int size = repeat.spans() * length;
            int at = repeat.begin() * length + from * size;
            for (int number = from; number < to; number++) {
                for (int begin = 0; begin < size; begin += PIECE) {
                    int count = Math.min(PIECE, size - begin);
                    x.get(at + begin, first, 0, count);
                    if (products) {
                        y.get(at + begin, second, 0, count);
                        multiply(first, second, count);
                    }
                    if (number == from) {
                        System.arraycopy(first, 0, sums[begin / PIECE], 0, count);
                    } else {
                        add(sums[begin / PIECE], first, count);
                    }
                }
                at += size;
            }
        }

        private static void multiply(float[] x, float[] y, int count) {
            for (int i = 0; i < count; i++) {
                x[i] *= y[i];
            }
        }

        private static void add(float[] sums, float[] x, int count) {
            for (int i = 0; i < count; i++) {
                sums[i] += x[i];
            }
        }

        /** Adds the places of each element to what it has. */
        private void total(Repeat repeat) {
            int at = 0;
            for (int span = repeat.begin(); span < repeat.begin() + repeat.spans(); span++) {
                double total = 0;
                for (int end = at + length; at < end; ) {
                    int from = at % PIECE;
                    int count = Math.min(PIECE - from, end - at);
                    total += total(sums[at / PIECE], from, from + count);
                    at += count;
                }
                totals[shared[span]] += total;
            }
        }

        /** Four sums at a time, because each addition waits for the one before. */
        private static double total(float[] sums, int from, int to) {
            double a = 0;
            double b = 0;
            double c = 0;
            double d = 0;
            int i = from;
            for (; i + 3 < to; i += 4) {
                a += sums[i];
                b += sums[i + 1];
                c += sums[i + 2];
                d += sums[i + 3];
            }
            for (; i < to; i++) {
                a += sums[i];
            }
            return a + b + (c + d);
        }
    }
}
