package io.weightloom.verification;

import io.weightloom.layout.Shape;
import io.weightloom.text.Decimals;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.IntStream;

/** What is asked of arrays of numbers, and how numbers are written in sentences. */
final class Numbers {

    private Numbers() {}

    /** The Euclidean norm. */
    static double norm(double[] values) {
        return Math.sqrt(squares(values));
    }

    /** The mean of the squares; NaN of no numbers. */
    static double secondMoment(double[] values) {
        return squares(values) / values.length;
    }

    /** The largest absolute value; NaN if one of the numbers is NaN, 0 of no numbers. */
    static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /**
     * {@code max |a - b| / max(|a|, |b|)} over all elements: 0 if both are zero everywhere, NaN if a number is not
     * finite.
     *
     * @param b as long as {@code a}
     */
    static double relativeError(double[] a, double[] b) {
        double scale = Math.max(largest(a), largest(b));
        if (scale == 0) {
            return 0;
        }
        double difference = 0;
        for (int i = 0; i < a.length; i++) {
            difference = Math.max(difference, Math.abs(a[i] - b[i]));
        }
        return Double.isFinite(scale) ? difference / scale : Double.NaN;
    }

    /**
     * Whether a number is so much smaller than others that it is worth asking whether rounding is all of it.
     *
     * @param scale of the others
     */
    static boolean isSuspect(double value, double scale) {
        return value <= 1e-6 * scale;
    }

    /**
     * Whether a number in double precision is what rounding leaves where larger ones add up to nothing.
     *
     * @param scale of the larger ones
     */
    static boolean isRounding(double value, double scale) {
        return value < 1e-12 * scale;
    }

    /** How many are NaN or infinite. */
    static long nonFinite(double[] values) {
        long count = 0;
        for (double value : values) {
            count += Double.isFinite(value) ? 0 : 1;
        }
        return count;
    }

    /**
     * The share of elements, in [0, 1], that are zero in single precision, in which training runs; NaN of no numbers.
     */
    static double zeros(double[] values) {
        return (double) zeros(values, 0, values.length) / values.length;
    }

    /**
     * How many rows are zero everywhere in single precision.
     *
     * @param values row-major, {@code [rows, columns]}
     */
    static int zeroRows(double[] values, int rows) {
        int columns = values.length / rows;
        return (int) IntStream.range(0, rows)
                .filter(row -> zeros(values, row * columns, (row + 1) * columns) == columns)
                .count();
    }

    private static int zeros(double[] values, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += (float) values[i] == 0 ? 1 : 0;
        }
        return count;
    }

    /** All of them, end to end. */
    static double[] joined(Collection<double[]> parts) {
        int size = 0;
        for (double[] part : parts) {
            size += part.length;
        }
        double[] joined = new double[size];
        int at = 0;
        for (double[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    /** Three significant digits, in the same words everywhere. */
    static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6
                ? Decimals.fixed(0, value)
                : Decimals.significant(3, value);
    }

    /** A share in [0, 1] as a percentage. */
    static String percent(double share) {
        return text(Math.round(1000 * share) / 10.0) + " %";
    }

    /** The indices of one element of a tensor, such as {@code [2, 5]}. */
    static String position(Shape shape, int element) {
        long[] extents = shape.toArray();
        long[] indices = new long[extents.length];
        long rest = element;
        for (int axis = extents.length - 1; axis >= 0; axis--) {
            indices[axis] = rest % extents[axis];
            rest /= extents[axis];
        }
        return Arrays.toString(indices);
    }

    private static double squares(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }
}
