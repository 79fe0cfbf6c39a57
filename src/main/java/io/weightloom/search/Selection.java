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
    private final Set<Map<String, Object>> seen = new HashSet<>();
    private final Set<Object> meanings = new HashSet<>();
    private final List<Map<String, Object>> points = new ArrayList<>();
    private final SortedMap<String, Integer> infeasible = new TreeMap<>();

    Selection(Feasibility feasibility, List<Observed> observed, int wanted) {
        this.feasibility = feasibility;
        this.wanted = wanted;
        observed.forEach(known -> {
            seen.add(known.point());
            meanings.add(feasibility.meaning(known.point()));
        });
    }

    /** Whether there are as many points as are wanted. */
    boolean isFull() {
        return points.size() >= wanted;
    }

    /** Whether the point was offered before, now or in an earlier round. */
    boolean knows(Map<String, Object> point) {
        return seen.contains(point);
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

    /** Forgets how many were infeasible: they came before a point that was proposed in an earlier round. */
    void forgetInfeasible() {
        infeasible.clear();
    }

    /** What was gathered. */
    Proposed proposed() {
        return new Proposed(points, infeasible);
    }
}
