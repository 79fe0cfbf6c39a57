package io.weightloom.spec;

/** An element-wise non-linearity. */
public enum Activation {
    RELU,
    TANH,
    SIGMOID,
    /** {@code x Phi(x)} with the exact normal distribution function, as PyTorch's default. */
    GELU,
    SILU,
    SINE
}
