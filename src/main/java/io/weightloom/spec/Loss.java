package io.weightloom.spec;

/** What training minimises, as a mean over the batch. */
public enum Loss {
    /** Softmax cross-entropy, for classes. */
    CROSS_ENTROPY,
    /** Mean squared error over batch and outputs, for regression. */
    MSE,
    /** Mean absolute error over batch and outputs, for regression. */
    MAE;

    /** What is minimised if nothing else is asked for. */
    public static Loss of(LabelKind kind) {
        return kind == LabelKind.CLASSIFICATION ? CROSS_ENTROPY : MSE;
    }
}
