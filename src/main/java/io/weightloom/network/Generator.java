package io.weightloom.network;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Maps the condition to all target weights. What it needs is a list; what it computes is a piece of graph. */
interface Generator {

    /** The tensors that it and its condition are made of, in the order in which they are drawn, counted and trained. */
    List<Parameter> parameters();

    /**
     * Makes the flat vector.
     *
     * @param tensors gives the variable of a parameter
     * @return the target weights end to end, {@code [theta]}
     */
    SDVariable flat(SameDiff graph, Function<String, SDVariable> tensors);

    /** How many numbers its hidden layers hold while it makes one flat vector. */
    double hiddenNumbers();

    /** The variance that the initialisation promises for each target tensor, by slot; empty if it promises none. */
    Map<String, Double> intendedVariances();
}
