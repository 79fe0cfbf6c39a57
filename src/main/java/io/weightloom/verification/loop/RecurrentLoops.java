package io.weightloom.verification.loop;

import io.weightloom.spec.RecurrentSpec;
import java.util.Arrays;

/**
 * A recurrent network by loops, one example and one step after the other. Weights come in this order: of each layer
 * those for what it reads, those for its state, biases; with norms the scales and shifts of the sums, then of an LSTM
 * those of what its output is made of; at last the dense layer. Of a norm the scale is what is more than 1.
 */
final class RecurrentLoops {

    /** As PyTorch's {@code LayerNorm}. */
    private static final double EPSILON = 1e-5;

    private final RecurrentSpec spec;
    private final Tape tape;
    private final double[] dropout;
    private final int parts;

    /**
     * @param dropout factors of what an LSTM's state is given anew, {@code [layers, steps, batch, units]}; of length 0
     *     if nothing is left out
     */
    RecurrentLoops(RecurrentSpec spec, Tape tape, double[] dropout) {
        this.spec = spec;
        this.tape = tape;
        this.dropout = dropout;
        this.parts = spec instanceof RecurrentSpec.Lstm ? 4 : 1;
    }

    /**
     * The outputs of the steps that are scored.
     *
     * @param x {@code [steps, batch, inputs]}
     * @return {@code [scored steps, batch, outputs]}
     */
    double[] output(double[] x, int batch) {
        double[] read = x;
        int width = spec.width();
        for (int layer = 0; layer < spec.depth(); layer++) {
            read = layer(layer, read, batch, width);
            width = spec.units();
        }
        double[] w = tape.next(width * spec.width());
        double[] b = tape.next(spec.width());
        int all = spec.unscored() + spec.steps();
        double[] output = new double[spec.steps() * batch * spec.width()];
        for (int t = spec.unscored(); t < all; t++) {
            for (int example = 0; example < batch; example++) {
                for (int j = 0; j < spec.width(); j++) {
                    double sum = b[j];
                    for (int i = 0; i < width; i++) {
                        sum += read[(t * batch + example) * width + i] * w[i * spec.width() + j];
                    }
                    output[((t - spec.unscored()) * batch + example) * spec.width() + j] = sum;
                }
            }
        }
        return output;
    }

    /** The outputs of a layer at all steps. */
    private double[] layer(int layer, double[] read, int batch, int width) {
        int units = spec.units();
        double[] wx = tape.next(width * parts * units);
        double[] wh = tape.next(units * parts * units);
        double[] b = tape.next(parts * units);
        boolean normed = spec.cellNorm() == RecurrentSpec.Norm.LAYER;
        double[] scale = normed ? tape.next(parts * units) : new double[0];
        double[] shift = normed ? tape.next(parts * units) : new double[0];
        boolean lstm = parts == 4;
        double[] outScale = normed && lstm ? tape.next(units) : new double[0];
        double[] outShift = normed && lstm ? tape.next(units) : new double[0];
        int steps = spec.unscored() + spec.steps();
        double[] all = new double[steps * batch * units];
        for (int example = 0; example < batch; example++) {
            double[] h = new double[units];
            double[] c = new double[units];
            for (int t = 0; t < steps; t++) {
                double[] y = new double[parts * units];
                for (int j = 0; j < y.length; j++) {
                    y[j] = b[j];
                    for (int i = 0; i < width; i++) {
                        y[j] += read[(t * batch + example) * width + i] * wx[i * parts * units + j];
                    }
                    for (int i = 0; i < units; i++) {
                        y[j] += h[i] * wh[i * parts * units + j];
                    }
                }
                for (int part = 0; normed && part < parts; part++) {
                    norm(y, part * units, units, scale, shift);
                }
                if (lstm) {
                    double[] factors = factors(dropout, (layer * steps + t) * batch + example, units);
                    advance(y, h, c, factors, outScale, outShift);
                } else {
                    for (int u = 0; u < units; u++) {
                        h[u] = Math.tanh(y[u]);
                    }
                }
                System.arraycopy(h, 0, all, (t * batch + example) * units, units);
            }
        }
        return all;
    }

    /** Those of one example at one step; none if there are none. */
    static double[] factors(double[] dropout, int place, int units) {
        return dropout.length == 0 ? dropout : Arrays.copyOfRange(dropout, place * units, (place + 1) * units);
    }

    /**
     * An LSTM's state, from its sums: input, forget, new, output.
     *
     * @param factors of what is new, one for each unit; of length 0 if nothing is left out
     * @param outScale of the norm of what the output is made of; of length 0 if there is none
     */
    static void advance(double[] y, double[] h, double[] c, double[] factors, double[] outScale, double[] outShift) {
        int units = h.length;
        for (int u = 0; u < units; u++) {
            double fresh = Math.tanh(y[2 * units + u]);
            double kept = factors.length == 0 ? fresh : fresh * factors[u];
            c[u] = sigmoid(y[units + u]) * c[u] + sigmoid(y[u]) * kept;
        }
        double[] shown = c.clone();
        if (outScale.length > 0) {
            norm(shown, 0, units, outScale, outShift);
        }
        for (int u = 0; u < units; u++) {
            h[u] = sigmoid(y[3 * units + u]) * Math.tanh(shown[u]);
        }
    }

    /** Some numbers shifted and scaled to mean 0 and variance 1, then scaled and shifted by as many numbers each. */
    static void norm(double[] y, int from, int count, double[] scale, double[] shift) {
        double mean = 0;
        for (int i = from; i < from + count; i++) {
            mean += y[i] / count;
        }
        double variance = 0;
        for (int i = from; i < from + count; i++) {
            variance += (y[i] - mean) * (y[i] - mean) / count;
        }
        for (int i = from; i < from + count; i++) {
            y[i] = (y[i] - mean) / Math.sqrt(variance + EPSILON) * (1 + scale[i]) + shift[i];
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
