package io.weightloom.program.update;

/**
 * How gradients change trainables, with PyTorch's arithmetic; {@code w} a trainable, {@code g} its gradient, {@code lr}
 * the learning rate of the step, {@code t} the number of the step, from 1. Immutable.
 *
 * <p>Each clips first, if {@code clipNorm} is above 0: all gradients together are multiplied by {@code min(1, clipNorm
 * / (norm + 1e-6))}, norm being their Euclidean norm, as {@code torch.nn.utils.clip_grad_norm_} does.
 */
public sealed interface Updater {

    /** Largest Euclidean norm of the whole gradient, at least 0; 0 switches clipping off. */
    double clipNorm();

    /**
     * Stochastic gradient descent: {@code g += decay w; v = momentum v + g; w -= lr v}, with {@code v = g} at step 1,
     * as {@code torch.optim.SGD} without dampening.
     *
     * @param momentum in [0, 1)
     * @param weightDecay at least 0
     * @param clipNorm at least 0
     */
    record Sgd(double momentum, double weightDecay, double clipNorm) implements Updater {

        /** Checks the ranges. */
        public Sgd {
            require("momentum", momentum, momentum >= 0 && momentum < 1, "in [0, 1)");
            require("weightDecay", weightDecay, weightDecay >= 0, "at least 0");
            require("clipNorm", clipNorm, clipNorm >= 0, "at least 0");
        }
    }

    /**
     * Adam: {@code g += decay w; m = b1 m + (1-b1) g; v = b2 v + (1-b2) g^2; w -= lr / (1-b1^t) m / (sqrt(v) /
     * sqrt(1-b2^t) + epsilon)} (Kingma and Ba 2015, algorithm 1, arXiv 1412.6980), as {@code torch.optim.Adam}.
     *
     * @param beta1 in [0, 1)
     * @param beta2 in [0, 1)
     * @param epsilon above 0
     * @param weightDecay at least 0
     * @param clipNorm at least 0
     */
    record Adam(double beta1, double beta2, double epsilon, double weightDecay, double clipNorm) implements Updater {

        /** Checks the ranges. */
        public Adam {
            requireMoments(beta1, beta2, epsilon, weightDecay, clipNorm);
        }
    }

    /**
     * Adam whose decay does not pass through the moments: {@code w -= lr decay w} first, then Adam without decay
     * (Loshchilov and Hutter 2019, algorithm 2, arXiv 1711.05101, with decay scaled by the learning rate), as
     * {@code torch.optim.AdamW}.
     *
     * @param beta1 in [0, 1)
     * @param beta2 in [0, 1)
     * @param epsilon above 0
     * @param weightDecay at least 0
     * @param clipNorm at least 0
     */
    record AdamW(double beta1, double beta2, double epsilon, double weightDecay, double clipNorm) implements Updater {

        /** Checks the ranges. */
        public AdamW {
            requireMoments(beta1, beta2, epsilon, weightDecay, clipNorm);
        }
    }

    private static void requireMoments(
            double beta1, double beta2, double epsilon, double weightDecay, double clipNorm) {
        require("beta1", beta1, beta1 >= 0 && beta1 < 1, "in [0, 1)");
        require("beta2", beta2, beta2 >= 0 && beta2 < 1, "in [0, 1)");
        require("epsilon", epsilon, epsilon > 0, "above 0");
        require("weightDecay", weightDecay, weightDecay >= 0, "at least 0");
        require("clipNorm", clipNorm, clipNorm >= 0, "at least 0");
    }

    private static void require(String name, double value, boolean holds, String range) {
        if (!holds || !Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " must be " + range + " but is " + value);
        }
    }
}
