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
    private final List<Observed> observed;
    private final Set<Map<String, Object>> ahead = new HashSet<>();
    private final Set<Map<String, Object>> seen = new HashSet<>();
    private final Set<Object> meanings = new HashSet<>();
    private final List<Map<String, Object>> points = new ArrayList<>();
    private final SortedMap<String, Integer> infeasible = new TreeMap<>();

    Selection(Feasibility feasibility, List<Observed> observed, int wanted) {
        this.feasibility = feasibility;
        this.wanted = wanted;
        this.observed = observed;
        observed.forEach(known -> ahead.add(known.point()));
        seen.addAll(ahead);
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
        return objection.isEmpty() && isNew(feasibility.meaning(point)) && points.add(point);
    }

    private boolean isNew(Object meaning) {
        if (meanings.isEmpty()) { // not before one is asked for, which at a grid's end none is
            observed.forEach(known -> meanings.add(feasibility.meaning(known.point())));
        }
        return meanings.add(meaning);
    }

    /** What was gathered. */
    Proposed proposed() {
        return new Proposed(points, infeasible);
    }
}
