package io.weightloom.spec;

/** What a network is asked to predict. */
public enum LabelKind {
    CLASSIFICATION,
    REGRESSION
}
