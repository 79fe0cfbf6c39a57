package io.weightloom.search;

import io.weightloom.spec.SweepSpec;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Walks all of the space, the first parameter slowest.
 *
 * @param space whose parameters all have options
 */
record GridSearch(Space space, Feasibility feasibility) implements Search {

    @Override
    public Proposed propose(List<Observed> observed, int wanted) {
        Selection selection = new Selection(feasibility, observed, wanted);
        Iterator<Map<String, Object>> points =
                SweepSpec.grid(space.parameters()).iterator();
        while (points.hasNext() && !selection.isFull()) {
            Map<String, Object> point = points.next();
            if (!selection.passes(point)) {
                selection.offer(point);
            }
        }
        return selection.proposed();
    }
}
