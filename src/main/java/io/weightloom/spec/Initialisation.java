package io.weightloom.spec;

/** How the generator's weights are drawn. */
public enum Initialisation {
    /** As PyTorch's {@code Linear}: uniform in {@code +-1/sqrt(fan-in)}, biases too. */
    DEFAULT,
    /** He et al. 2015 in the hidden layers, and heads as PyTorch's {@code Linear}. */
    DEFAULT_HEADS,
    /** He et al. 2015 throughout, heads as if they were followed by a ReLU: variance 2 / fan-in. */
    KAIMING,
    /** Chang, Flokas, Lipson 2020: generated weights have variance c / fan-in. */
    HYPERFAN_IN,
    /** Chang, Flokas, Lipson 2020: generated weights have variance c / fan-out. */
    HYPERFAN_OUT,
    /** The harmonic mean of the two. */
    HARMONIC,
    /** Ortiz, Guttag, Dalca 2023: variance 2 / fan-out throughout, to go with an encoded descriptor and a residual. */
    MIP,
    /** Beck et al. 2022: heads emit the first weights of a plain network, whatever z is. */
    BIAS_HYPERINIT;

    /** Whether it makes sense for this kind of generator. */
    public boolean suits(GeneratorSpec generator) {
        return this != BIAS_HYPERINIT || !generator.repeatsItsHead();
    }
}
