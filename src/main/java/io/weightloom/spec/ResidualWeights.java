package io.weightloom.spec;

/** What is added to generated weights. */
public enum ResidualWeights {
    NONE,
    /** As many weights that are trained directly. */
    THETA0
}
