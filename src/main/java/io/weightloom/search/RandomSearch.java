package io.weightloom.search;

import io.weightloom.random.RandomStream;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws each parameter for itself. The point number n of a sweep has a generator of its own, so that it is the same
 * whatever the size of a round.
 *
 * @param seed of the sweep
 */
record RandomSearch(Space space, Feasibility feasibility, long seed) implements Search {

    /** Points that are drawn in the place of one that was proposed before or cannot be trained, before it gives up. */
    static final int MOST_DRAWS = 10_000;

    @Override
    public Proposed propose(List<Observed> observed, int wanted) {
        Selection selection = new Selection(feasibility, observed, wanted);
        boolean found = true;
        for (int number = observed.size(); found && !selection.isFull(); number++) {
            found = draws(selection, number);
        }
        return selection.proposed();
    }

    private boolean draws(Selection selection, int number) {
        SplittableRandom random = RandomStream.SEARCH.generator(seed, number);
        for (int draw = 0; draw < MOST_DRAWS; draw++) {
            if (selection.offer(space.point(random::nextDouble))) {
                return true;
            }
        }
        return false;
    }
}
