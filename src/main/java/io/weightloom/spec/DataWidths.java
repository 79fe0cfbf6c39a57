package io.weightloom.spec;

import java.util.Optional;

/** Looks how wide examples are, where their spec alone does not tell it; the data side does. */
@FunctionalInterface
public interface DataWidths {

    /**
     * The widths of these data; empty if they cannot be used, which is told when they are to be used.
     *
     * @param data settings that go together
     * @param seed of the first trial that has them
     */
    Optional<Ends> of(DataSpec data, long seed);

    /**
     * Widths at both ends of a network.
     *
     * @param inputs features of an example, at least 1
     * @param outputs classes, or numbers to predict, at least 1; 0 where examples have no labels to tell it
     */
    record Ends(int inputs, int outputs) {}
}
