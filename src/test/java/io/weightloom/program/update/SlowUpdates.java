package io.weightloom.program.update;

import java.util.ArrayList;
import java.util.List;

/** The formulas of {@link Updater} in double precision, one number after the other; knows nothing of programs. */
public final class SlowUpdates {

    private SlowUpdates() {}

    /** Before the first step. */
    public static State begin(double[] parameters, Updater updater) {
        List<double[]> moments = new ArrayList<>();
        int kept = updater instanceof Updater.Sgd sgd ? (sgd.momentum() == 0 ? 0 : 1) : 2;
        for (int i = 0; i < kept; i++) {
            moments.add(new double[parameters.length]);
        }
        return new State(0, parameters, moments);
    }

    /** Where one step leads. */
    public static State step(State from, double[] gradients, double lr, Updater updater) {
        double clip = clip(gradients, updater);
        long t = from.steps() + 1;
        double[] next = from.parameters().clone();
        List<double[]> moments = from.moments().stream().map(double[]::clone).toList();
        for (int i = 0; i < next.length; i++) {
            double w = from.parameters()[i];
            double g = clip * gradients[i];
            if (updater instanceof Updater.Sgd sgd) {
                double velocity = g + sgd.weightDecay() * w;
                if (!moments.isEmpty()) {
                    velocity += sgd.momentum() * moments.get(0)[i];
                    moments.get(0)[i] = velocity;
                }
                next[i] = w - lr * velocity;
            } else if (updater instanceof Updater.Adam adam) {
                double decayed = g + adam.weightDecay() * w;
                next[i] = w - lr * ratio(decayed, moments, i, t, adam.beta1(), adam.beta2(), adam.epsilon());
            } else if (updater instanceof Updater.AdamW adam) {
                double shrunk = w - lr * adam.weightDecay() * w;
                next[i] = shrunk - lr * ratio(g, moments, i, t, adam.beta1(), adam.beta2(), adam.epsilon());
            }
        }
        return new State(t, next, moments);
    }

    /** What the gradients are multiplied by. */
    static double clip(double[] gradients, Updater updater) {
        double squares = 0;
        for (double g : gradients) {
            squares += g * g;
        }
        return updater.clipNorm() == 0 ? 1 : Math.min(1, updater.clipNorm() / (Math.sqrt(squares) + 1e-6));
    }

    /** {@code m / (1-b1^t) / (sqrt(v / (1-b2^t)) + epsilon)}; updates the moments. */
    private static double ratio(double g, List<double[]> moments, int i, long t, double b1, double b2, double epsilon) {
        double[] m = moments.get(0);
        double[] v = moments.get(1);
        m[i] = b1 * m[i] + (1 - b1) * g;
        v[i] = b2 * v[i] + (1 - b2) * g * g;
        return m[i] / (1 - Math.pow(b1, (double) t)) / (Math.sqrt(v[i] / (1 - Math.pow(b2, (double) t))) + epsilon);
    }
}
