package io.weightloom.spec;

/**
 * What the labels of examples are, and so what a network is asked to predict; a spec file says it under {@code task}.
 */
public enum LabelKind {
    /** Names of classes. */
    CLASSIFICATION,
    /** Numbers. */
    REGRESSION
}
