package io.weightloom.spec;

/** What is added to generated weights. */
public enum Residual {
    NONE,
    /** As many weights that are trained directly. */
    THETA0
}
