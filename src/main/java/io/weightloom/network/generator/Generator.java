package io.weightloom.network.generator;

import io.weightloom.network.init.Parameter;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Maps condition vectors to target weights. What it needs is a list; what it computes is a piece of graph, for as many
 * tasks at once as the vectors given to it are for.
 */
public interface Generator {

    /** How many condition vectors make one set of target weights. */
    long vectors();

    /**
     * The tensors that it is made of, in the order in which they are drawn, counted and trained.
     *
     * @param condition whose vectors it maps; its tensors are drawn before, so that draws can look at them
     */
    List<Parameter> parameters(Condition condition);

    /**
     * Makes the flat vectors.
     *
     * @param z {@code [tasks vectors(), z-dim]}, the vectors of one task end to end
     * @param tensors gives the variable of a parameter
     * @return for each task the target weights end to end, {@code [tasks, theta]}
     */
    SDVariable flat(SameDiff graph, SDVariable z, Function<String, SDVariable> tensors);

    /** How many numbers its hidden layers hold while it makes one flat vector. */
    double hiddenNumbers();

    /** The variance that the initialisation promises for each target tensor, by slot; empty if it promises none. */
    Map<String, Double> intendedVariances();
}
