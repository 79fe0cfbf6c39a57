package io.weightloom.program.update;

import io.weightloom.program.kernel.Elements;
import io.weightloom.program.kernel.Outer;
import java.util.List;

/**
 * All gradients of a program, end to end, of which those that are outer products are made only when they are read. Only
 * reads. Not thread-safe; must not be used after the arena of its elements has been closed.
 */
public final class Gradients {

    private final Elements assembled;
    private final Outer[] outers;
    private final boolean[] sparse; // of each outer product, from begin() on

    /**
     * Gradients of which parts are outer products that nobody has written out.
     *
     * @param assembled {@code [parameters]}
     * @param outers stand in place of what lies there in {@code assembled}
     */
    public Gradients(Elements assembled, List<Outer> outers) {
        this.assembled = assembled;
        this.outers = outers.toArray(Outer[]::new);
        this.sparse = new boolean[outers.size()];
    }

    /** Looks at what the program has left, for {@link #areZero}: once before all elements of a step are read. */
    void begin() {
        for (int outer = 0; outer < outers.length; outer++) {
            sparse[outer] = hasZero(outers[outer].column()) && isFinite(outers[outer].row());
        }
    }

    private static boolean hasZero(Elements column) {
        for (int i = 0; i < column.size(); i++) {
            if (column.get(i) == 0) {
                return true;
            }
        }
        return false;
    }

    /** Zero times what is not finite is not zero. */
    private static boolean isFinite(Elements row) {
        for (int i = 0; i < row.size(); i++) {
            if (!Double.isFinite(row.get(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether elements {@code [at, at + length)} are known to be zero: rows of an outer product whose factors are, as
     * of units that a ReLU holds at zero. False says nothing.
     */
    boolean areZero(int at, int length) {
        for (int number = 0; number < outers.length; number++) {
            Outer outer = outers[number];
            if (sparse[number] && at >= outer.offset() && at + length <= outer.end()) {
                int width = outer.row().size();
                int last = (at + length - 1 - outer.offset()) / width;
                for (int i = (at - outer.offset()) / width; i <= last; i++) {
                    if (outer.column().get(i) != 0) {
                        return false;
                    }
                }
                return true;
            }
        }
        return false;
    }

    /** Elements {@code [from, to)}, widened. */
    public double[] values(int from, int to) {
        double[] values = new double[to - from];
        for (int at = from; at < to; at++) {
            values[at - from] = assembled.get(at);
        }
        for (Outer outer : outers) {
            int end = Math.min(to, outer.end());
            for (int at = Math.max(from, outer.offset()); at < end; at++) {
                values[at - from] = outer.get(at - outer.offset());
            }
        }
        return values;
    }

    /** Fetches elements {@code [at, at + length)}, which must be floats, into the begin of a page. */
    void fetch(int at, int length, float[] g) {
        if (!isOuter(at, at + length)) {
            ((Elements.Floats) assembled).buffer.get(at, g, 0, length);
        }
        for (Outer outer : outers) {
            int end = Math.min(at + length, outer.end());
            for (int next = Math.max(at, outer.offset()); next < end; ) {
                int width = outer.row().size();
                int i = (next - outer.offset()) / width;
                int j = (next - outer.offset()) % width;
                int count = Math.min(end - next, width - j);
                ((Elements.Floats) outer.row()).buffer.get(j, g, next - at, count);
                scale(g, next - at, next - at + count, (float) outer.column().get(i));
                next += count;
            }
        }
    }

    /** Whether an interval lies in one outer product. */
    private boolean isOuter(int from, int to) {
        for (Outer outer : outers) {
            if (from >= outer.offset() && to <= outer.end()) {
                return true;
            }
        }
        return false;
    }

    private static void scale(float[] g, int from, int to, float factor) {
        for (int i = from; i < to; i++) {
            g[i] *= factor;
        }
    }
}
