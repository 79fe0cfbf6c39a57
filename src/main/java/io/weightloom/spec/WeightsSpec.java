package io.weightloom.spec;

/** Where the target network's weights come from. */
public sealed interface WeightsSpec permits HypernetSpec, WeightsSpec.Plain {

    /** The target network owns its weights, drawn as PyTorch's {@code Linear}: the control called {@code plain}. */
    record Plain() implements WeightsSpec {}
}
