package io.weightloom.program.kernel;

import io.weightloom.program.ir.Operation.Order;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Products of floats with data of which each row holds few numbers that are not 0, such as characters of which one of
 * many is 1: then {@code A B} is a few rows of B for each of A's, and {@code A' B} adds B's rows to a few rows each.
 * Whether the data are so is seen at each run; if they are not, the product is taken in full.
 */
public final class SparseRows implements Kernel {

    /** At most one number in so many may be other than 0. */
    private static final int SPARSITY = 16;

    /** Numbers of a single row below which calls take longer than arithmetic. */
    private static final int NARROW = 32;

    private final int rows;
    private final int width; // of a row of data
    private final int columns; // of B and C
    private final boolean transposed;
    private final FloatBuffer data;
    private final FloatBuffer b;
    private final FloatBuffer c;
    private final boolean added;
    private final Kernel full;

    private final float[] row;
    private final float[] other;
    private final float[][] matrix; // B, or C if the data are transposed
    private final int[] columnOf;
    private final float[] values;
    private final int[] ends; // of each row's numbers within the two before

    private SparseRows(
            int rows, int width, int columns, boolean transposed, Elements[] operands, boolean added, Kernel full) {
        this.rows = rows;
        this.width = width;
        this.columns = columns;
        this.transposed = transposed;
        this.data = ((Elements.Floats) operands[0]).buffer;
        this.b = ((Elements.Floats) operands[1]).buffer;
        this.c = ((Elements.Floats) operands[2]).buffer;
        this.added = added;
        this.full = full;
        this.row = new float[width];
        this.other = new float[columns];
        this.matrix = new float[width][columns];
        this.columnOf = new int[rows * width / SPARSITY];
        this.values = new float[columnOf.length];
        this.ends = new int[rows];
    }

    /**
     * The product itself, or one that looks at the data first where that may be worth it.
     *
     * @param data A, of which, as it is stored, rows are looked at
     * @param beta 1 if it is added to what lies there, 0 if not
     * @param full the same product of all numbers
     */
    public static Kernel product(Products.Sizes s, Elements data, Elements b, double beta, Elements c, Kernel full) {
        boolean transposed = s.a() == Order.TRANSPOSED;
        int rows = transposed ? s.k() : s.m();
        int width = transposed ? s.m() : s.k();
        boolean worth = data instanceof Elements.Floats
                && s.b() == Order.PLAIN
                && width >= NARROW
                && s.n() >= NARROW
                && rows >= width;
        return worth
                ? new SparseRows(rows, width, s.n(), transposed, new Elements[] {data, b, c}, beta != 0, full)
                : full;
    }

    @Override
    public void run() {
        if (!find()) {
            full.run();
        } else if (transposed) {
            transposed();
        } else {
            plain();
        }
    }

    /** Whether there are few enough numbers, and these. */
    private boolean find() {
        int found = 0;
        for (int i = 0; i < rows; i++) {
            data.get(i * width, row);
            for (int j = 0; j < width; j++) {
                if (row[j] != 0) {
                    if (found == values.length) {
                        return false;
                    }
                    columnOf[found] = j;
                    values[found] = row[j];
                    found++;
                }
            }
            ends[i] = found;
        }
        return true;
    }

    private void plain() {
        for (int j = 0; j < width; j++) {
            b.get(j * columns, matrix[j]);
        }
        int at = 0;
        for (int i = 0; i < rows; i++) {
            if (added) {
                c.get(i * columns, other);
            } else {
                Arrays.fill(other, 0);
            }
            for (; at < ends[i]; at++) {
                add(values[at], matrix[columnOf[at]], other);
            }
            c.put(i * columns, other);
        }
    }

    private void transposed() {
        for (int j = 0; j < width; j++) {
            if (added) {
                c.get(j * columns, matrix[j]);
            } else {
                Arrays.fill(matrix[j], 0);
            }
        }
        int at = 0;
        for (int i = 0; i < rows; i++) {
            if (at < ends[i]) {
                b.get(i * columns, other);
            }
            for (; at < ends[i]; at++) {
                add(values[at], other, matrix[columnOf[at]]);
            }
        }
        for (int j = 0; j < width; j++) {
            c.put(j * columns, matrix[j]);
        }
    }

    private static void add(float factor, float[] x, float[] sum) {
        for (int i = 0; i < x.length; i++) {
            sum[i] += factor * x[i];
        }
    }
}
