package io.weightloom.spec;

import java.util.List;

/**
 * A hypernetwork: condition and generator.
 *
 * @param generator what maps the condition to target weights
 * @param condition the generator's input
 * @param hidden widths of the generator's hidden layers, each at least 1; empty for a linear generator
 * @param activation between the generator's layers
 * @param init how the generator's weights are drawn
 */
public record HypernetSpec(
        GeneratorSpec generator,
        ConditionSpec condition,
        List<Integer> hidden,
        Activation activation,
        Initialisation init)
        implements WeightsSpec {

    /** Copies the list. */
    public HypernetSpec {
        hidden = List.copyOf(hidden);
    }
}
