package io.weightloom.verification;

import java.util.Locale;

/** The kinds of check. */
public enum CheckKind {
    /** Slots tile the flat vector, and the graph's tensors have the slots' shapes. */
    COVERAGE,
    /** A plain network given the generated numbers computes the same output and the same gradient. */
    EQUIVALENCE,
    /** Central differences agree with the analytic gradient. */
    FINITE_DIFFERENCES,
    /** Gradients reach every trainable. */
    GRADIENT_FLOW,
    /** Generated tensors and pre-activations start with the second moment that the initialisation intends. */
    SCALE,
    /** The compiled program, in single precision, computes the loss and the gradients that the others verify. */
    PROGRAM,
    /** Generated weights move with the condition. */
    CONDITION,
    /** The same as finite differences and program, of what holds the weights of tasks learned before. */
    REGULARISER,
    /** The target network computes what loops over the spec's layers do, which share no code with it. */
    TARGET,
    /** The first batch that is trained is loaded as it should be, and gradients reach every trainable in batches. */
    BATCH,
    /** The first updates are those of the optimiser's formula. */
    UPDATE,
    /** An evaluation computes the loss that was verified, and an example's output depends on no other example. */
    EVALUATION;

    /** Its name as words, such as "finite differences". */
    String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
