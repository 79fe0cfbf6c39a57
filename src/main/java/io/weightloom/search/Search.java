package io.weightloom.search;

import java.util.List;

/**
 * Proposes points until it has nothing more to ask. The search itself is a value: what it knows is in the arguments, so
 * that after a restart it proposes what it would have.
 */
public interface Search {

    /**
     * The next points.
     *
     * @param observed all points that were proposed so far, in the order of their proposal
     * @param wanted most points to propose, at least 1
     * @return points that are not among those; fewer than wanted if the search is over
     */
    Proposed propose(List<Observed> observed, int wanted);
}
