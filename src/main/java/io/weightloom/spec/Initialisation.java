package io.weightloom.spec;

/** How the generator's weights are drawn. */
public enum Initialisation {
    /** As PyTorch's {@code Linear}: uniform in {@code +-1/sqrt(fan-in)}, biases too. */
    DEFAULT,
    /** Chang, Flokas, Lipson 2020: generated weights have variance c / fan-in. */
    HYPERFAN_IN,
    /** Chang, Flokas, Lipson 2020: generated weights have variance c / fan-out. */
    HYPERFAN_OUT
}
