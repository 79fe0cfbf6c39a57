package io.weightloom.program;

import org.nd4j.autodiff.samediff.SameDiff;

/** Has SameDiff differentiate a graph, without what it prints on the terminal meanwhile. */
public final class Differentiation {

    private Differentiation() {}

    /** Gives the graph its gradient function, if it has none yet. Its loss variables must be set. */
    public static void of(SameDiff graph) {
        if (!graph.hasGradientFunction()) {
            QuietOutput.run(graph::createGradFunction);
        }
    }
}
