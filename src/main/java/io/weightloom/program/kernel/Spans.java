package io.weightloom.program.kernel;

import java.util.Arrays;
import java.util.Optional;

/**
 * How the elements of a value share those of a smaller one, as broadcasting has it where the smaller one's last extents
 * are 1: each stretch of neighbours has one element in common, such as the places of a channel its scale. Immutable.
 *
 * @param length of a stretch, at least 1
 * @param shared for each stretch the number of the element that it has
 */
public record Spans(int length, int[] shared) {

    /**
     * The spans of these shapes; none if they do not broadcast like that.
     *
     * @param whole extents
     * @param shared as many extents, each the same or 1
     */
    public static Optional<Spans> of(long[] whole, long[] shared) {
        if (whole.length != shared.length || Arrays.equals(whole, shared)) {
            return Optional.empty();
        }
        int axes = whole.length;
        int length = 1;
        while (axes > 0 && shared[axes - 1] == 1) {
            length *= Math.toIntExact(whole[--axes]);
        }
        int[] numbers = {0};
        int elements = 1;
        for (int axis = axes - 1; axis >= 0; axis--) {
            if (shared[axis] != 1 && shared[axis] != whole[axis]) {
                return Optional.empty();
            }
            int stride = shared[axis] == 1 ? 0 : elements;
            int[] more = new int[Math.toIntExact(whole[axis]) * numbers.length];
            for (int i = 0; i < more.length; i++) {
                more[i] = i / numbers.length * stride + numbers[i % numbers.length];
            }
            numbers = more;
            elements *= Math.toIntExact(shared[axis]);
        }
        return Optional.of(new Spans(length, numbers));
    }

    /** {@code z = x + factor s}. */
    public Kernel add(Elements x, Elements s, double factor, Elements z) {
        return () -> {
            for (int span = 0; span < shared.length; span++) {
                double summand = factor * s.get(shared[span]);
                int end = (span + 1) * length;
                for (int i = span * length; i < end; i++) {
                    z.put(i, x.get(i) + summand);
                }
            }
        };
    }

    /** {@code z = x s}. */
    public Kernel multiply(Elements x, Elements s, Elements z) {
        return () -> {
            for (int span = 0; span < shared.length; span++) {
                double factor = s.get(shared[span]);
                int end = (span + 1) * length;
                for (int i = span * length; i < end; i++) {
                    z.put(i, x.get(i) * factor);
                }
            }
        };
    }

    /** {@code z = factor s}. */
    public Kernel spread(Elements s, double factor, Elements z) {
        return () -> {
            for (int span = 0; span < shared.length; span++) {
                double value = factor * s.get(shared[span]);
                int end = (span + 1) * length;
                for (int i = span * length; i < end; i++) {
                    z.put(i, value);
                }
            }
        };
    }

    /** {@code s = factor sum x}, of each element's own. */
    public Kernel sum(Elements x, double factor, Elements s) {
        return sums(factor, s, i -> x.get(i));
    }

    /** {@code s = factor sum x y}, of each element's own. */
    public Kernel dot(Elements x, Elements y, double factor, Elements s) {
        return sums(factor, s, i -> x.get(i) * y.get(i));
    }

    private Kernel sums(double factor, Elements s, Element element) {
        double[] sums = new double[s.size()];
        return () -> {
            Arrays.fill(sums, 0);
            for (int span = 0; span < shared.length; span++) {
                sums[shared[span]] += sum(element, span * length, (span + 1) * length);
            }
            for (int i = 0; i < sums.length; i++) {
                s.put(i, factor * sums[i]);
            }
        };
    }

    /** One number of many. */
    private interface Element {
        double at(int index);
    }

    /** Four sums at a time, because each addition waits for the one before. */
    private static double sum(Element element, int from, int to) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            a += element.at(i);
            b += element.at(i + 1);
            c += element.at(i + 2);
            d += element.at(i + 3);
        }
        for (; i < to; i++) {
            a += element.at(i);
        }
        return a + b + (c + d);
    }
}
