package io.weightloom.verification.loop;

import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.RecurrentSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An LSTM of which a smaller one scales the rows, or makes the matrices, by loops, one example and one step after the
 * other, as Ha, Dai, Le 2016 (arXiv 1609.09106, equations 10 to 13, appendix A.2.3) have it, with the smaller one's
 * output of the same step. Weights come in this order: those of the larger one as {@link RecurrentLoops} reads them; of
 * each layer the smaller one's for what it reads, the larger one's state and its own; its norms, or biases; signals
 * with their biases for the state's sums, then for those of what is read, then signals for biases, which have none;
 * what scales the sums, in the same order.
 *
 * <p>Of matrices that are made whole, as in equation 5, the larger one has none of its own; in place of what scales
 * come those that these are made of, of each row all numbers of z one after the other. Signals stand in the other order
 * then: for each number of z those of the four parts.
 */
final class HyperLoops {

    private static final int PARTS = 4;

    private final RecurrentSpec spec;
    private final ConditionSpec.Recurrent condition;
    private final Tape tape;
    private final double[] dropout;
    private final boolean whole;

    /** @param dropout as {@link RecurrentLoops} have it */
    HyperLoops(RecurrentSpec spec, HypernetSpec hypernet, Tape tape, double[] dropout) {
        this.spec = spec;
        this.condition = (ConditionSpec.Recurrent) hypernet.condition();
        this.whole = hypernet.generator() instanceof GeneratorSpec.Full;
        this.tape = tape;
        this.dropout = dropout;
    }

    /** The larger LSTM's weights of a layer. */
    private record Main(
            double[] wx,
            double[] wh,
            double[] b,
            double[] scale,
            double[] shift,
            double[] outScale,
            double[] outShift) {}

    /** The smaller one's. */
    private record Small(
            double[] ux,
            double[] uh,
            double[] ue,
            double[] scale,
            double[] shift,
            double[] outScale,
            double[] outShift,
            double[] ub) {}

    /**
     * What scales.
     *
     * @param s signals, {@code [own units, parts z]}
     * @param b their biases, or zeros
     * @param d what rows are scaled by, {@code [z, parts units]}; or matrices, {@code [rows, z, parts units]}
     */
    private record Scale(double[] s, double[] b, double[] d) {}

    /**
     * The outputs of the steps that are scored.
     *
     * @param x {@code [steps, batch, width]}
     * @return {@code [scored steps, batch, width]}
     */
    double[] output(double[] x, int batch) {
        int units = spec.units();
        List<Main> mains = new ArrayList<>();
        for (int layer = 0; layer < spec.depth(); layer++) {
            int in = layer == 0 ? spec.width() : units;
            boolean normed = spec.cellNorm() == RecurrentSpec.Norm.LAYER;
            mains.add(new Main(
                    tape.next(whole ? 0 : in * PARTS * units),
                    tape.next(whole ? 0 : units * PARTS * units),
                    tape.next(PARTS * units),
                    tape.next(normed ? PARTS * units : 0),
                    tape.next(normed ? PARTS * units : 0),
                    tape.next(normed ? units : 0),
                    tape.next(normed ? units : 0)));
        }
        double[] w = tape.next(units * spec.width());
        double[] b = tape.next(spec.width());
        double[] read = x;
        int in = spec.width();
        for (int layer = 0; layer < mains.size(); layer++) {
            read = layer(layer, mains.get(layer), read, batch, in);
            in = units;
        }
        int rows = spec.steps() * batch;
        double[] output = new double[rows * spec.width()];
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < spec.width(); j++) {
                double sum = b[j];
                for (int u = 0; u < units; u++) {
                    sum += read[(spec.unscored() * batch + row) * units + u] * w[u * spec.width() + j];
                }
                output[row * spec.width() + j] = sum;
            }
        }
        return output;
    }

    private Small small(int in) {
        int own = condition.units();
        boolean normed = condition.norm() == RecurrentSpec.Norm.LAYER;
        return new Small(
                tape.next(in * PARTS * own),
                tape.next(spec.units() * PARTS * own),
                tape.next(own * PARTS * own),
                tape.next(normed ? PARTS * own : 0),
                tape.next(normed ? PARTS * own : 0),
                tape.next(normed ? own : 0),
                tape.next(normed ? own : 0),
                normed ? new double[PARTS * own] : tape.next(PARTS * own));
    }

    private double[] layer(int layer, Main main, double[] read, int batch, int in) {
        int units = spec.units();
        int own = condition.units();
        int signals = PARTS * condition.zDim();
        Small small = small(in);
        double[] sh = tape.next(own * signals);
        double[] bh = tape.next(signals);
        double[] sx = tape.next(own * signals);
        double[] bx = tape.next(signals);
        double[] sb = tape.next(own * signals);
        int rows = condition.zDim() * PARTS * units;
        Scale ofState = new Scale(sh, bh, tape.next(whole ? units * rows : rows));
        Scale ofRead = new Scale(sx, bx, tape.next(whole ? in * rows : rows));
        Scale ofBias = new Scale(sb, new double[signals], tape.next(rows));
        int steps = spec.unscored() + spec.steps();
        double[] all = new double[steps * batch * units];
        for (int example = 0; example < batch; example++) {
            double[] h = new double[units];
            double[] c = new double[units];
            double[] e = new double[own];
            double[] carried = new double[own];
            for (int t = 0; t < steps; t++) {
                double[] x = new double[in];
                System.arraycopy(read, (t * batch + example) * in, x, 0, in);
                double[] sums = small.ub().clone();
                add(sums, x, small.ux());
                add(sums, h, small.uh());
                add(sums, e, small.ue());
                norms(sums, own, small.scale(), small.shift());
                RecurrentLoops.advance(sums, e, carried, new double[0], small.outScale(), small.outShift());
                double[] ones = new double[PARTS * units];
                Arrays.fill(ones, 1);
                double[] y = scaled(main.b(), ofBias, e, ones);
                double[] first = product(ofState, main.wh(), e, h);
                double[] second = product(ofRead, main.wx(), e, x);
                for (int j = 0; j < y.length; j++) {
                    y[j] += first[j] + second[j];
                }
                norms(y, units, main.scale(), main.shift());
                double[] factors = RecurrentLoops.factors(dropout, (layer * steps + t) * batch + example, units);
                RecurrentLoops.advance(y, h, c, factors, main.outScale(), main.outShift());
                System.arraycopy(h, 0, all, (t * batch + example) * units, units);
            }
        }
        return all;
    }

    /** What the larger LSTM adds up of a vector, with weights of this step. */
    private double[] product(Scale scale, double[] w, double[] e, double[] x) {
        double[] sums = new double[PARTS * spec.units()];
        if (whole) {
            add(sums, x, made(scale, e, x.length));
            return sums;
        }
        add(sums, x, w);
        return scaled(new double[sums.length], scale, e, sums);
    }

    /** The matrix of this step, {@code [rows, parts units]}. */
    private double[] made(Scale scale, double[] e, int rows) {
        int sums = PARTS * spec.units();
        double[] w = new double[rows * sums];
        for (int k = 0; k < condition.zDim(); k++) {
            for (int part = 0; part < PARTS; part++) {
                double z = scale.b()[k * PARTS + part];
                for (int i = 0; i < e.length; i++) {
                    z += e[i] * scale.s()[(i * condition.zDim() + k) * PARTS + part];
                }
                for (int row = 0; row < rows; row++) {
                    for (int u = 0; u < spec.units(); u++) {
                        int column = part * spec.units() + u;
                        w[row * sums + column] += z * scale.d()[(row * condition.zDim() + k) * sums + column];
                    }
                }
            }
        }
        return w;
    }

    private static void norms(double[] y, int units, double[] scale, double[] shift) {
        for (int part = 0; scale.length > 0 && part < PARTS; part++) {
            RecurrentLoops.norm(y, part * units, units, scale, shift);
        }
    }

    /** {@code sums += x w}. */
    private static void add(double[] sums, double[] x, double[] w) {
        for (int j = 0; j < sums.length; j++) {
            for (int i = 0; i < x.length; i++) {
                sums[j] += x[i] * w[i * sums.length + j];
            }
        }
    }

    /** {@code start + d(z) factor}, part by part, each with signals of its own. */
    private double[] scaled(double[] start, Scale scale, double[] e, double[] factor) {
        int n = condition.zDim();
        int units = spec.units();
        double[] y = start.clone();
        for (int part = 0; part < PARTS; part++) {
            for (int k = 0; k < n; k++) {
                double z = scale.b()[part * n + k];
                for (int i = 0; i < e.length; i++) {
                    z += e[i] * scale.s()[i * PARTS * n + part * n + k];
                }
                for (int u = 0; u < units; u++) {
                    int j = part * units + u;
                    y[j] += z * scale.d()[k * PARTS * units + j] * factor[j];
                }
            }
        }
        return y;
    }
}
