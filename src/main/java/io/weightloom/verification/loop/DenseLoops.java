package io.weightloom.verification.loop;

import io.weightloom.spec.Activation;
import org.apache.commons.math3.special.Erf;

/** What dense layers and activations compute, by loops. */
final class DenseLoops {

    private DenseLoops() {}

    /** {@code h w + b}, {@code w [in, out]} before {@code b [out]}. */
    static double[] affine(Tape tape, double[] h, int batch, int in, int out) {
        double[] w = tape.next(in * out);
        double[] b = tape.next(out);
        double[] sums = new double[batch * out];
        for (int row = 0; row < batch; row++) {
            for (int j = 0; j < out; j++) {
                double sum = b[j];
                for (int i = 0; i < in; i++) {
                    sum += h[row * in + i] * w[i * out + j];
                }
                sums[row * out + j] = sum;
            }
        }
        return sums;
    }

    /** In place. */
    static void activate(Activation activation, double[] values) {
        for (int i = 0; i < values.length; i++) {
            double x = values[i];
            values[i] = switch (activation) {
                case RELU -> x > 0 ? x : 0;
                case TANH -> Math.tanh(x);
                case SIGMOID -> 1 / (1 + Math.exp(-x));
                case GELU -> x / 2 * (1 + Erf.erf(x / Math.sqrt(2)));
                case SILU -> x / (1 + Math.exp(-x));
                case SINE -> Math.sin(x);
            };
        }
    }
}
