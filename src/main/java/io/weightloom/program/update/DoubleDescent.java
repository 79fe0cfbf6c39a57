package io.weightloom.program.update;

import io.weightloom.program.kernel.Elements;
import io.weightloom.program.kernel.Outer;
import java.nio.DoubleBuffer;
import java.util.List;

/** The updates of doubles. Not thread-safe. */
final class DoubleDescent extends UpdateRule {

    private final Elements.Doubles own;
    private final DoubleBuffer parameters;
    private final DoubleBuffer gradients;
    private final Outer[] outers;
    private final double[][][] moments; // [moment][page][element]
    private final double[] w = new double[PAGE];
    private final double[] g = new double[PAGE];
    private final double[][] spare; // [moment][element]

    DoubleDescent(Updater updater, Elements.Doubles own, DoubleBuffer gradients, List<Outer> outers) {
        super(updater, own);
        this.own = own;
        this.parameters = own.buffer;
        this.gradients = gradients;
        this.outers = outers.toArray(Outer[]::new);
        int pages = (parameters.capacity() + PAGE - 1) / PAGE;
        this.moments = new double[moments(updater)][pages][PAGE];
        this.spare = new double[moments(updater)][PAGE];
    }

    /** Fetches gradients into the page. */
    private void fetch(int at, int length) {
        if (!outer(at, at + length)) {
            gradients.get(at, g, 0, length);
        }
        for (Outer outer : outers) {
            int end = Math.min(at + length, outer.end());
            for (int next = Math.max(at, outer.offset()); next < end; ) {
                int width = outer.row().size();
                int i = (next - outer.offset()) / width;
                int j = (next - outer.offset()) % width;
                int count = Math.min(end - next, width - j);
                row(outer, j, next - at, count);
                scale(g, next - at, next - at + count, outer.column().get(i));
                next += count;
            }
        }
    }

    /** Fetches gradients into the page, others added. */
    private void fetch(int at, int length, List<UpdateRule> added) {
        fetch(at, length);
        for (UpdateRule other : added) {
            DoubleDescent of = (DoubleDescent) other;
            of.fetch(at, length);
            add(g, of.g, length);
        }
    }

    private static void add(double[] g, double[] other, int n) {
        for (int i = 0; i < n; i++) {
            g[i] += other[i];
        }
    }

    /** A page of a moment to update; a copy of it on the way elsewhere. */
    private double[] moment(int number, int page, Way way) {
        double[] kept = moments[number][page];
        if (way.into() == own) {
            return kept;
        }
        System.arraycopy(kept, 0, spare[number], 0, PAGE);
        return spare[number];
    }

    /** Whether a stretch lies in one outer product. */
    private boolean outer(int from, int to) {
        for (Outer outer : outers) {
            if (from >= outer.offset() && to <= outer.end()) {
                return true;
            }
        }
        return false;
    }

    private void row(Outer outer, int from, int at, int count) {
        ((Elements.Doubles) outer.row()).buffer.get(from, g, at, count);
    }

    @Override
    public double[] gradients(int from, int to) {
        double[] all = new double[to - from];
        for (int at = from; at < to; at += PAGE) {
            int length = Math.min(PAGE, to - at);
            fetch(at, length);
            for (int i = 0; i < length; i++) {
                all[at - from + i] = g[i];
            }
        }
        return all;
    }

    private static void scale(double[] g, int from, int to, double factor) {
        for (int i = from; i < to; i++) {
            g[i] *= factor;
        }
    }

    private int length(int page) {
        return Math.min(PAGE, parameters.capacity() - page * PAGE);
    }

    private int pages() {
        return (parameters.capacity() + PAGE - 1) / PAGE;
    }

    @Override
    double squaredNorm(List<UpdateRule> added) {
        double sum = 0;
        for (int page = 0; page < pages(); page++) {
            fetch(page * PAGE, length(page), added);
            sum += squaredNorm(g, length(page));
        }
        return sum;
    }

    @Override
    void sgd(double scale, double decay, double momentum, double learningRate, Way way) {
        for (int page = 0; page < pages(); page++) {
            int length = length(page);
            parameters.get(page * PAGE, w, 0, length);
            fetch(page * PAGE, length, way.added());
            if (moments.length == 0) {
                plain(w, g, length, scale, decay, learningRate);
            } else {
                sgd(w, g, moment(0, page, way), length, scale, decay, momentum, learningRate);
            }
            ((Elements.Doubles) way.into()).buffer.put(page * PAGE, w, 0, length);
        }
    }

    @Override
    void adam(double scale, double decay, double shrinkage, Rates rates, Way way) {
        for (int page = 0; page < pages(); page++) {
            int length = length(page);
            parameters.get(page * PAGE, w, 0, length);
            fetch(page * PAGE, length, way.added());
            prepare(w, g, length, scale, decay, shrinkage);
            adam(
                    w,
                    g,
                    moment(0, page, way),
                    moment(1, page, way),
                    length,
                    rates.beta1(),
                    (1 - rates.beta1()),
                    rates.beta2(),
                    (1 - rates.beta2()),
                    rates.stepSize(),
                    rates.root(),
                    rates.epsilon());
            ((Elements.Doubles) way.into()).buffer.put(page * PAGE, w, 0, length);
        }
    }

    @Override
    double[] moment(int number) {
        double[] all = new double[parameters.capacity()];
        for (int i = 0; i < all.length; i++) {
            all[i] = moments[number][i / PAGE][i % PAGE];
        }
        return all;
    }

    @Override
    void restoreMoment(int number, double[] values) {
        for (int i = 0; i < values.length; i++) {
            moments[number][i / PAGE][i % PAGE] = values[i];
        }
    }

    /** Four sums side by side, because the CPU can add them at the same time. */
    private static double squaredNorm(double[] g, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i < n - 3; i += 4) {
            s0 += g[i] * g[i];
            s1 += g[i + 1] * g[i + 1];
            s2 += g[i + 2] * g[i + 2];
            s3 += g[i + 3] * g[i + 3];
        }
        for (; i < n; i++) {
            s0 += g[i] * g[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    private static void plain(double[] w, double[] g, int n, double scale, double decay, double rate) {
        for (int i = 0; i < n; i++) {
            w[i] -= rate * (scale * g[i] + decay * w[i]);
        }
    }

    private static void sgd(
            double[] w, double[] g, double[] v, int n, double scale, double decay, double momentum, double rate) {
        for (int i = 0; i < n; i++) {
            double velocity = momentum * v[i] + (scale * g[i] + decay * w[i]);
            v[i] = velocity;
            w[i] -= rate * velocity;
        }
    }

    private static void prepare(double[] w, double[] g, int n, double scale, double decay, double shrinkage) {
        if (scale != 1 || decay != 0) {
            for (int i = 0; i < n; i++) {
                g[i] = scale * g[i] + decay * w[i];
            }
        }
        if (shrinkage != 1) {
            for (int i = 0; i < n; i++) {
                w[i] *= shrinkage;
            }
        }
    }

    /** @param c1 {@code 1 - b1}, rounded once; {@code c2} in the same way */
    private static void adam(
            double[] w,
            double[] g,
            double[] m,
            double[] v,
            int n,
            double b1,
            double c1,
            double b2,
            double c2,
            double stepSize,
            double root,
            double epsilon) {
        for (int i = 0; i < n; i++) {
            double first = b1 * m[i] + c1 * g[i];
            double second = b2 * v[i] + c2 * g[i] * g[i];
            m[i] = first;
            v[i] = second;
            w[i] -= stepSize * first / (Math.sqrt(second) * root + epsilon);
        }
    }
}
