package io.weightloom.spec;

import java.util.ArrayList;
import java.util.List;

/** The network whose weights are generated. */
public sealed interface TargetSpec {

    /** Width of the widest hidden layer; 0 if there is none. */
    int widest();

    /**
     * The same network with other hidden layers: the widest as wide as this, the others in proportion.
     *
     * @param widest at least 1
     */
    TargetSpec scaled(int widest);

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

        @Override
        public int widest() {
            return hidden().stream().mapToInt(width -> width).max().orElse(0);
        }

        @Override
        public Mlp scaled(int widest) {
            List<Integer> scaled = new ArrayList<>();
            scaled.add(layers.get(0));
            hidden().forEach(width -> scaled.add((int) Math.max(1, Math.round((double) width * widest / widest()))));
            scaled.add(layers.get(layers.size() - 1));
            return new Mlp(scaled, activation);
        }

        private List<Integer> hidden() {
            return layers.subList(1, layers.size() - 1);
        }
    }
}
