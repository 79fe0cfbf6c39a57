package io.weightloom.program.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Sums over all elements that share another one, as {@link Spans} has it, such as those that batch norm takes over the
 * places of a channel. Floats go through arrays on the heap, piece by piece: the JIT compiler vectorises loops over
 * these, and not over native memory. Pieces are added up as they lie, in single precision, a few at a time, and these
 * sums in double precision.
 */
public final class SharedSums {

    /** Floats of a piece. */
    private static final int PIECE = 256;

    /** Pieces that are added up in single precision: each sum is then of so few floats. */
    private static final int PIECES = 64;

    /** Stretches of fewer floats are not worth a copy. */
    private static final int SHORT = 8;

    private SharedSums() {}

    /** {@code s = factor sum x}, of each element's own. */
    public static Kernel sum(Spans spans, Elements x, double factor, Elements s) {
        return x instanceof Elements.Floats floats && spans.length() >= SHORT
                ? new Sums(spans, floats.buffer, floats.buffer, false, factor, s)
                : spans.sum(x, factor, s);
    }

    /** {@code s = factor sum x y}, of each element's own. */
    public static Kernel dot(Spans spans, Elements x, Elements y, double factor, Elements s) {
        return x instanceof Elements.Floats a && y instanceof Elements.Floats b && spans.length() >= SHORT
                ? new Sums(spans, a.buffer, b.buffer, true, factor, s)
                : spans.dot(x, y, factor, s);
    }

    private static final class Sums implements Kernel {

        private final int length;
        private final int[][] spans; // of each element that is shared
        private final FloatBuffer x;
        private final FloatBuffer y;
        private final boolean products;
        private final double factor;
        private final Elements s;
        private final float[] sums;
        private final float[] first;
        private final float[] second;

        Sums(Spans spans, FloatBuffer x, FloatBuffer y, boolean products, double factor, Elements s) {
            this.length = spans.length();
            this.x = x;
            this.y = y;
            this.products = products;
            this.factor = factor;
            this.s = s;
            this.sums = new float[Math.min(length, PIECE)];
            this.first = new float[sums.length];
            this.second = new float[sums.length];
            this.spans = own(spans.shared(), s.size());
        }

        /** The stretches of each element. */
        private static int[][] own(int[] shared, int elements) {
            int[] counts = new int[elements];
            for (int number : shared) {
                counts[number]++;
            }
            int[][] own = Arrays.stream(counts).mapToObj(int[]::new).toArray(int[][]::new);
            for (int span = shared.length - 1; span >= 0; span--) {
                counts[shared[span]]--;
                own[shared[span]][counts[shared[span]]] = span;
            }
            return own;
        }

        @Override
        public void run() {
            for (int number = 0; number < spans.length; number++) {
                s.put(number, factor * sum(spans[number]));
            }
        }

        private double sum(int[] own) {
            double sum = 0;
            int pieces = 0;
            Arrays.fill(sums, 0);
            for (int span : own) {
                int end = (span + 1) * length;
                for (int at = span * length; at < end; at += PIECE) {
                    int count = Math.min(PIECE, end - at);
                    x.get(at, first, 0, count);
                    if (products) {
                        y.get(at, second, 0, count);
                        addProducts(count);
                    } else {
                        add(count);
                    }
                    pieces++;
                    if (pieces == PIECES) {
                        sum += all();
                        pieces = 0;
                        Arrays.fill(sums, 0);
                    }
                }
            }
            return sum + all();
        }

        private void add(int count) {
            for (int i = 0; i < count; i++) {
                sums[i] += first[i];
            }
        }

        private void addProducts(int count) {
            for (int i = 0; i < count; i++) {
                sums[i] += first[i] * second[i];
            }
        }

        /** Four sums at a time, because each addition waits for the one before. */
        private double all() {
            double a = 0;
            double b = 0;
            double c = 0;
            double d = 0;
            int i = 0;
            for (; i + 3 < sums.length; i += 4) {
                a += sums[i];
                b += sums[i + 1];
                c += sums[i + 2];
                d += sums[i + 3];
            }
            for (; i < sums.length; i++) {
                a += sums[i];
            }
            return a + b + (c + d);
        }
    }
}
