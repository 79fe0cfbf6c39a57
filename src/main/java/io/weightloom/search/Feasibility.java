package io.weightloom.search;

import java.util.Map;
import java.util.Optional;

/** Whether a point can be trained: a pure function of the point. */
@FunctionalInterface
public interface Feasibility {

    /** Why a point cannot be trained, the same words for points with the same reason; empty if it can. */
    Optional<String> objection(Map<String, Object> point);

    /** What a point comes to. Of points that come to the same, one is proposed. */
    default Object meaning(Map<String, Object> point) {
        return point;
    }
}
