package io.weightloom.verification.loop;

import io.weightloom.spec.OptimizerSpec;
import io.weightloom.spec.ScheduleSpec;
import io.weightloom.spec.TrainingSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * One update by the formula of the spec's optimiser, number by number in double precision: clipping by the norm of the
 * whole gradient, as {@code torch.nn.utils.clip_grad_norm_}; then {@code torch.optim.SGD}, {@code Adam} or
 * {@code AdamW} (documentation of PyTorch 2.7).
 *
 * @param parameters after the update
 * @param moments after it: none, the velocity, or first and second moments
 */
public record UpdateLoops(double[] parameters, List<double[]> moments) {

    /**
     * The update.
     *
     * @param number of the step, counted from 0
     * @param w parameters before it
     * @param memory moments before it
     * @param gradient unclipped
     */
    public static UpdateLoops of(
            TrainingSpec spec, long number, double rate, double[] w, List<double[]> memory, double[] gradient) {
        double squares = 0;
        for (double g : gradient) {
            squares += g * g;
        }
        double norm = Math.sqrt(squares);
        double clip = spec.clipNorm() > 0 && norm > spec.clipNorm() ? spec.clipNorm() / (norm + 1e-6) : 1;
        List<double[]> moments = new ArrayList<>();
        memory.forEach(moment -> moments.add(moment.clone()));
        double[] next = w.clone();
        if (spec.optimizer() instanceof OptimizerSpec.Sgd sgd) {
            for (int i = 0; i < w.length; i++) {
                double g = clip * gradient[i] + sgd.weightDecay() * w[i];
                if (sgd.momentum() > 0) {
                    g += sgd.momentum() * moments.get(0)[i];
                    moments.get(0)[i] = g;
                }
                next[i] = w[i] - rate * g;
            }
        } else if (spec.optimizer() instanceof OptimizerSpec.Adam adam) {
            Moments both = Moments.of(adam.beta1(), adam.beta2(), adam.epsilon(), number, moments);
            for (int i = 0; i < w.length; i++) {
                next[i] = w[i] - rate * both.step(i, clip * gradient[i] + adam.weightDecay() * w[i]);
            }
        } else if (spec.optimizer() instanceof OptimizerSpec.AdamW adam) {
            Moments both = Moments.of(adam.beta1(), adam.beta2(), adam.epsilon(), number, moments);
            for (int i = 0; i < w.length; i++) {
                double step = both.step(i, clip * gradient[i]);
                next[i] = w[i] - rate * adam.weightDecay() * w[i] - rate * step;
            }
        } else {
            throw new IllegalStateException("No formula for " + spec.optimizer());
        }
        return new UpdateLoops(next, moments);
    }

    /**
     * The moments of Adam.
     *
     * @param correction1 of the first, for it begins at zero
     * @param correction2 of the second
     */
    private record Moments(
            double beta1,
            double beta2,
            double epsilon,
            double correction1,
            double correction2,
            double[] first,
            double[] second) {

        static Moments of(double beta1, double beta2, double epsilon, long number, List<double[]> moments) {
            double t = number + 1.0;
            return new Moments(
                    beta1,
                    beta2,
                    epsilon,
                    1 - Math.pow(beta1, t),
                    1 - Math.pow(beta2, t),
                    moments.get(0),
                    moments.get(1));
        }

        /** By this gradient of a parameter. */
        double step(int i, double g) {
            double m = beta1 * first[i] + (1 - beta1) * g;
            double v = beta2 * second[i] + (1 - beta2) * g * g;
            first[i] = m;
            second[i] = v;
            return m / correction1 / (Math.sqrt(v / correction2) + epsilon);
        }
    }

    /**
     * The learning rate of a step.
     *
     * @param number of the step, counted from 0
     * @param perEpoch steps
     */
    public static double rate(TrainingSpec spec, long number, long perEpoch) {
        ScheduleSpec schedule = spec.schedule();
        int warmUp = schedule.warmUpSteps();
        double rising = number < warmUp ? (number + 1.0) / warmUp : 1;
        double share = 1;
        if (schedule instanceof ScheduleSpec.Cosine && number >= warmUp) {
            long left = Math.max(1, perEpoch * spec.epochs() - warmUp);
            share = 0.5 + 0.5 * Math.cos(Math.PI * (number - warmUp) / left);
        } else if (schedule instanceof ScheduleSpec.Step steps) {
            share = Math.pow(steps.factor(), Math.floor((double) number / perEpoch / steps.everyEpochs()));
        }
        return spec.learningRate() * rising * share;
    }
}
