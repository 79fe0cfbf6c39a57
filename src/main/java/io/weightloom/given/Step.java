package io.weightloom.given;

import io.weightloom.spec.Activation;
import io.weightloom.spec.TargetSpec;
import java.util.Optional;

/** What is done to numbers on their way through a network. */
sealed interface Step {

    /** They come in. */
    record Input() implements Step {}

    /** {@code x f}. */
    record Times(Constant factor, Optional<Norm> norm) implements Step {

        /** Of no norm. */
        Times(Constant factor) {
            this(factor, Optional.empty());
        }
    }

    /**
     * What a norm multiplies by and adds once mean and variance are taken out.
     *
     * @param scale one for each channel
     * @param shift one for each channel
     */
    record Norm(double[] scale, double[] shift) {}

    /** {@code x / d}. */
    record Over(Constant divisor) implements Step {}

    /** {@code x + s}. */
    record Plus(Constant shift) implements Step {}

    /**
     * {@code x w}, a bias being a {@link Plus}.
     *
     * @param weights {@code [in, out]}
     */
    record Dense(Constant weights) implements Step {}

    /**
     * A convolution with zeros around, which keeps height and width but for its stride.
     *
     * @param kernel {@code [out, in, height, width]}
     * @param stride of rows and columns
     */
    record Convolution(Constant kernel, Optional<Constant> bias, int stride) implements Step {}

    /** The sum with what stands beside it. */
    record Sum() implements Step {}

    /** The mean of each channel over all pixels. */
    record Mean() implements Step {}

    /** An activation. */
    record Activate(Activation activation) implements Step {}

    /** The error function, a part of gelu. */
    record Erf() implements Step {}

    /** Twice what gelu is. */
    record TwiceGelu() implements Step {}

    /** Squares become single numbers. */
    record Pool(TargetSpec.Pooling pooling, int side) implements Step {}

    /** The same numbers in another shape. */
    record Shape() implements Step {}

    /** Probabilities, or their logarithms, of all outputs. */
    record Softmax() implements Step {}

    /** Of one probability p both, {@code [1 - p, p]}. */
    record BothClasses() implements Step {}
}
