package io.weightloom.spec;

import java.util.List;

/**
 * Which trials are halted before their end, by how they do at rungs.
 *
 * @param kind how it is told
 * @param rungs epochs after which trials are compared, ascending, each at least 1
 */
public record PruningSpec(Kind kind, List<Integer> rungs) {

    /** Copies the list. */
    public PruningSpec {
        rungs = List.copyOf(rungs);
    }

    /** How it is told which trials are halted. */
    public enum Kind {
        /** Those that do worse than the median of the others so far. */
        MEDIAN,
        /** At each rung all but a share of the best (Jamieson and Talwalkar 2016). */
        SUCCESSIVE_HALVING,
        /** The same, in several brackets that begin at different rungs (Li et al. 2018). */
        HYPERBAND
    }
}
