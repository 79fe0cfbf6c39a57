package io.weightloom.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gathers what a search proposes: points that can be trained, none that was proposed before or comes to the same as
 * one. Not thread-safe.
 */
final class Selection {

    private final Feasibility feasibility;
    private final int wanted;
    private final Set<Map<String, Object>> ahead = new HashSet<>();
    private final Set<Map<String, Object>> seen = new HashSet<>();
    private final Set<Object> meanings = new HashSet<>();
    private final List<Map<String, Object>> points = new ArrayList<>();
    private final SortedMap<String, Integer> infeasible = new TreeMap<>();

    Selection(Feasibility feasibility, List<Observed> observed, int wanted) {
        this.feasibility = feasibility;
        this.wanted = wanted;
        observed.forEach(known -> {
            ahead.add(known.point());
            seen.add(known.point());
            meanings.add(feasibility.meaning(known.point()));
        });
    }

    /** Whether there are as many points as are wanted. */
    boolean isFull() {
        return points.size() >= wanted;
    }

    /**
     * Passes by a point that was proposed in an earlier round, once, and forgets how many were infeasible before it;
     * whether it was such a point. For searches that walk the same way again.
     */
    boolean passes(Map<String, Object> point) {
        boolean proposed = ahead.remove(point);
        if (proposed) {
            infeasible.clear();
        }
        return proposed;
    }

    /** Takes a point unless something is against it; whether it was taken. */
    boolean offer(Map<String, Object> point) {
        if (isFull() || !seen.add(point)) {
            return false;
        }
        Optional<String> objection = feasibility.objection(point);
        objection.ifPresent(reason -> infeasible.merge(reason, 1, Integer::sum));
        return objection.isEmpty() && meanings.add(feasibility.meaning(point)) && points.add(point);
    }

    /** What was gathered. */
    Proposed proposed() {
        return new Proposed(points, infeasible);
    }
}
