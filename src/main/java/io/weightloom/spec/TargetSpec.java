package io.weightloom.spec;

import java.util.List;

/** The network whose weights are generated. */
public sealed interface TargetSpec {

    /**
     * A multi-layer perceptron.
     *
     * @param layers widths from input to output, at least two, each at least 1
     * @param activation between layers; none after the last
     */
    record Mlp(List<Integer> layers, Activation activation) implements TargetSpec {

        /** Copies the list. */
        public Mlp {
            layers = List.copyOf(layers);
        }
    }
}
