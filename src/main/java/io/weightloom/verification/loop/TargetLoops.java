package io.weightloom.verification.loop;

import io.weightloom.spec.Activation;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Loss;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.TargetSpec;
import java.util.List;

/**
 * What a target network computes, told a second time: by loops over numbers in double precision, from the spec and the
 * weights end to end, slowly and plainly. It has no line in common with what builds the graph: neither shapes, nor the
 * order of the tensors, nor the arithmetic. So a fault in either shows as a difference.
 */
public final class TargetLoops {

    private TargetLoops() {}

    /**
     * The output for a batch.
     *
     * @param theta the target weights end to end
     * @param x row-major, {@code [batch, inputs]}, or {@code [steps, batch, inputs]}
     * @return row-major, {@code [batch, outputs]}, or {@code [scored steps, batch, outputs]}
     * @throws IllegalArgumentException if there are more or fewer weights than the network has
     */
    public static double[] output(TargetSpec target, double[] theta, double[] x, int batch) {
        return output(target, theta, x, batch, new double[0]);
    }

    /**
     * The same of a network in training.
     *
     * @param dropout factors of what an LSTM's state is given anew, row-major, {@code [layers, steps, batch, units]};
     *     of length 0 if nothing is left out
     */
    public static double[] output(TargetSpec target, double[] theta, double[] x, int batch, double[] dropout) {
        Tape tape = new Tape(theta);
        double[] output;
        if (target instanceof TargetSpec.Mlp mlp) {
            output = dense(tape, mlp.layers(), mlp.activation(), x, batch);
        } else if (target instanceof TargetSpec.Siren siren) {
            output = sines(tape, siren, x, batch);
        } else if (target instanceof TargetSpec.Conv conv) {
            output = convolutions(tape, conv, x, batch);
        } else if (target instanceof TargetSpec.Residual residual) {
            output = new ResidualLoops(residual, tape).output(x, batch);
        } else if (target instanceof RecurrentSpec recurrent) {
            output = new RecurrentLoops(recurrent, tape, dropout).output(x, batch);
        } else {
            throw new IllegalStateException("No loops for " + target);
        }
        tape.atEnd();
        return output;
    }

    /**
     * The output of a recurrent network whose weights are others at each step.
     *
     * @param hypernet whose condition is recurrent
     * @param all the target weights that it has, end to end, then those of what makes them
     * @param x row-major, {@code [steps, batch, inputs]}
     * @param dropout as in {@link #output}
     * @return row-major, {@code [scored steps, batch, outputs]}
     * @throws IllegalArgumentException if there are more or fewer weights than the network has
     */
    public static double[] dynamic(
            RecurrentSpec target, HypernetSpec hypernet, double[] all, double[] x, int batch, double[] dropout) {
        Tape tape = new Tape(all);
        double[] output = new HyperLoops(target, hypernet, tape, dropout).output(x, batch);
        tape.atEnd();
        return output;
    }

    /**
     * What is minimised, without decay.
     *
     * @param output row-major, {@code [batch, outputs]}
     * @param y the same of what was wanted
     */
    public static double loss(Loss loss, double[] output, double[] y, int batch) {
        double sum = 0;
        int outputs = output.length / batch;
        for (int row = 0; row < output.length; row += outputs) {
            double largest = Double.NEGATIVE_INFINITY;
            double all = 0;
            for (int j = row; j < row + outputs; j++) {
                largest = Math.max(largest, output[j]);
            }
            for (int j = row; j < row + outputs; j++) {
                all += Math.exp(output[j] - largest);
            }
            for (int j = row; j < row + outputs; j++) {
                double error = output[j] - y[j];
                sum += switch (loss) {
                    case CROSS_ENTROPY -> y[j] * (largest + Math.log(all) - output[j]) / batch;
                    case MSE -> error * error / output.length;
                    case MAE -> Math.abs(error) / output.length;
                };
            }
        }
        return sum;
    }

    /** Layers with an activation between them. */
    private static double[] dense(Tape tape, List<Integer> widths, Activation activation, double[] x, int batch) {
        double[] h = x;
        for (int l = 1; l < widths.size(); l++) {
            h = DenseLoops.affine(tape, h, batch, widths.get(l - 1), widths.get(l));
            if (l + 1 < widths.size()) {
                DenseLoops.activate(activation, h);
            }
        }
        return h;
    }

    private static double[] sines(Tape tape, TargetSpec.Siren siren, double[] x, int batch) {
        List<Integer> widths = siren.layers();
        double[] h = x;
        for (int l = 1; l < widths.size(); l++) {
            h = DenseLoops.affine(tape, h, batch, widths.get(l - 1), widths.get(l));
            if (l + 1 < widths.size()) {
                for (int i = 0; i < h.length; i++) {
                    h[i] = Math.sin(siren.omega() * h[i]);
                }
            }
        }
        return h;
    }

    private static double[] convolutions(Tape tape, TargetSpec.Conv conv, double[] x, int batch) {
        FeatureMaps maps = new FeatureMaps(
                x,
                batch,
                conv.picture().get(0),
                conv.picture().get(1),
                conv.picture().get(2));
        for (TargetSpec.Convolution kernel : conv.convolutions()) {
            double[] w = tape.next(kernel.height() * kernel.width() * maps.channels() * kernel.channels());
            double[] b = tape.next(kernel.channels());
            maps = maps.convolved(w, kernel.height(), kernel.width(), kernel.channels(), 1)
                    .plus(b);
            DenseLoops.activate(conv.activation(), maps.values());
            maps = maps.pooled(conv.pool(), conv.pooling() == TargetSpec.Pooling.MAX);
        }
        double[] h = maps.values();
        for (int i = 0; i < conv.dense().size(); i++) {
            h = DenseLoops.affine(tape, h, batch, h.length / batch, conv.dense().get(i));
            if (i + 1 < conv.dense().size()) {
                DenseLoops.activate(conv.activation(), h);
            }
        }
        return h;
    }
}
