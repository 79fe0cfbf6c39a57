package io.weightloom.spec;

/** How gradients change the trainables. Weight decay is the one on the trainables themselves. */
public sealed interface OptimizerSpec {

    /** Decay per step; coupled (added to the gradient) for SGD and Adam, decoupled for AdamW; at least 0. */
    double weightDecay();

    /** The same by the simplest name: without decay, AdamW is Adam. */
    default OptimizerSpec simplest() {
        return this instanceof AdamW adam && adam.weightDecay() == 0
                ? new Adam(adam.beta1(), adam.beta2(), adam.epsilon(), 0)
                : this;
    }

    /**
     * Stochastic gradient descent, {@code v = momentum v + g, w = w - lr v}, as PyTorch's {@code SGD}.
     *
     * @param momentum in [0, 1)
     * @param weightDecay at least 0
     */
    record Sgd(double momentum, double weightDecay) implements OptimizerSpec {}

    /**
     * Adam (Kingma and Ba 2015).
     *
     * @param beta1 in [0, 1)
     * @param beta2 in [0, 1)
     * @param epsilon above 0
     * @param weightDecay at least 0
     */
    record Adam(double beta1, double beta2, double epsilon, double weightDecay) implements OptimizerSpec {

        /** With the numbers of the paper, without decay. */
        public Adam() {
            this(0.9, 0.999, 1e-8, 0);
        }
    }

    /**
     * Adam with decoupled weight decay (Loshchilov and Hutter 2019).
     *
     * @param beta1 in [0, 1)
     * @param beta2 in [0, 1)
     * @param epsilon above 0
     * @param weightDecay at least 0
     */
    record AdamW(double beta1, double beta2, double epsilon, double weightDecay) implements OptimizerSpec {}
}
