package io.weightloom.program.update;

/**
 * What the formulas of an updater come to at one step: the numbers that a loop over all parameters needs. Immutable.
 *
 * @param updater whose formulas
 */
record UpdateRule(Updater updater) {

    /** The numbers of one step. */
    sealed interface Step {}

    /** {@code g += decay w; v = momentum v + g; w -= learningRate v}. */
    record Velocity(double decay, double momentum, double learningRate) implements Step {}

    /**
     * {@code g += decay w; m = beta1 m + (1-beta1) g; v = beta2 v + (1-beta2) g^2; w = shrinkage w - stepSize m /
     * (sqrt(v) root + epsilon)}.
     *
     * @param stepSize {@code lr / (1 - beta1^t)}
     * @param root {@code 1 / sqrt(1 - beta2^t)}
     */
    record TwoMoments(
            double decay, double shrinkage, double stepSize, double beta1, double beta2, double root, double epsilon)
            implements Step {}

    /** How many moments the updater keeps, in [0, 2]. */
    int moments() {
        if (updater instanceof Updater.Sgd sgd) {
            return sgd.momentum() > 0 ? 1 : 0;
        }
        return 2;
    }

    boolean clips() {
        return updater.clipNorm() > 0;
    }

    /** The factor, at most 1, that brings the gradients' norm down to where it is clipped. */
    double clip(double squaredNorm) {
        return Math.min(1, updater.clipNorm() / (Math.sqrt(squaredNorm) + 1e-6));
    }

    /** @param number of the step, from 1 */
    Step step(double learningRate, long number) {
        if (updater instanceof Updater.Sgd sgd) {
            return new Velocity(sgd.weightDecay(), sgd.momentum(), learningRate);
        } else if (updater instanceof Updater.Adam adam) {
            return moments(learningRate, number, adam.weightDecay(), 1, adam.beta1(), adam.beta2(), adam.epsilon());
        } else if (updater instanceof Updater.AdamW adam) {
            double shrinkage = 1 - learningRate * adam.weightDecay();
            return moments(learningRate, number, 0, shrinkage, adam.beta1(), adam.beta2(), adam.epsilon());
        }
        throw new IllegalStateException("No rule for " + updater);
    }

    private static Step moments(
            double learningRate,
            long number,
            double decay,
            double shrinkage,
            double beta1,
            double beta2,
            double epsilon) {
        double correction1 = 1 - Math.pow(beta1, (double) number);
        double correction2 = 1 - Math.pow(beta2, (double) number);
        double root = 1 / Math.sqrt(correction2);
        return new TwoMoments(decay, shrinkage, learningRate / correction1, beta1, beta2, root, epsilon);
    }
}
