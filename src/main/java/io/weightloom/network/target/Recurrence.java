package io.weightloom.network.target;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * What a cell makes of its sums, once it has them: the state behind a step. One for all cells, those that generate
 * weights too.
 *
 * @param lstm whether the sums are {@code [i, f, g, o]}; else they are of one part
 * @param units of the state
 * @param sums norm of the sums
 * @param output norm of what an LSTM's output is made of
 */
record Recurrence(
        SameDiff graph, boolean lstm, int units, Optional<LayerNorm.InGraph> sums, Optional<LayerNorm.InGraph> output) {

    /**
     * The state of a cell.
     *
     * @param h its output, {@code [batch, units]}
     * @param c what an LSTM carries, {@code [batch, units]}
     */
    record State(SDVariable h, Optional<SDVariable> c) {}

    /**
     * The state behind a step.
     *
     * @param y sums before any norm, {@code [batch, parts units]}
     * @param before of the step before; empty at the first one, where it is zeros
     * @param dropout factors of what an LSTM's state is given anew, {@code [batch, units]}; empty if none is left out
     */
    State next(SDVariable y, Optional<State> before, Optional<SDVariable> dropout) {
        SDVariable normed = sums.map(norm -> norm.of(y)).orElse(y);
        if (!lstm) {
            return new State(graph.math().tanh(normed), Optional.empty());
        }
        SDVariable in = graph.nn().sigmoid(part(normed, 0));
        SDVariable fresh = graph.math().tanh(part(normed, 2));
        SDVariable added = in.mul(dropout.map(factors -> fresh.mul(factors)).orElse(fresh));
        SDVariable c = before.flatMap(State::c)
                .map(carried -> graph.nn().sigmoid(part(normed, 1)).mul(carried).add(added))
                .orElse(added);
        SDVariable shown = output.map(norm -> norm.of(c)).orElse(c);
        SDVariable h = graph.nn().sigmoid(part(normed, 3)).mul(graph.math().tanh(shown));
        return new State(h, Optional.of(c));
    }

    /** By the op {@code slice}, because the gradient of {@code strided_slice} fails where one axis is taken whole. */
    private SDVariable part(SDVariable y, int number) {
        return graph.slice(y, new int[] {0, number * units}, -1, units);
    }
}
