package io.weightloom.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a search proposes.
 *
 * @param points the swept settings by path, in the order of the sweep; those of inactive parameters are absent
 * @param infeasible how many points were passed over since the last one that was proposed before, by reason
 */
public record Proposed(List<Map<String, Object>> points, SortedMap<String, Integer> infeasible) {

    /** Copies list and map. */
    public Proposed {
        List<Map<String, Object>> copies = new ArrayList<>();
        points.forEach(point -> copies.add(Collections.unmodifiableMap(new LinkedHashMap<>(point))));
        points = Collections.unmodifiableList(copies);
        infeasible = Collections.unmodifiableSortedMap(new TreeMap<>(infeasible));
    }
}
