package io.weightloom;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what knows itself, through others, in a graph. */
final class Circles {

    private Circles() {}

    /** One line for each circle: the names on its shortest way, from the first of them and back to it. */
    static List<String> in(Map<String, Set<String>> known) {
        List<String> circles = new ArrayList<>();
        Set<String> told = new LinkedHashSet<>();
        for (String start : known.keySet()) {
            List<String> way = wayBack(known, start);
            if (!way.isEmpty() && told.stream().noneMatch(way::contains)) {
                told.addAll(way);
                circles.add(String.join(" -> ", way));
            }
        }
        return circles;
    }

    private static List<String> wayBack(Map<String, Set<String>> known, String start) {
        Deque<List<String>> ways = new ArrayDeque<>(List.of(List.of(start)));
        Set<String> seen = new LinkedHashSet<>();
        while (!ways.isEmpty()) {
            List<String> way = ways.remove();
            for (String next : known.getOrDefault(way.get(way.size() - 1), Set.of())) {
                List<String> longer = new ArrayList<>(way);
                longer.add(next);
                if (next.equals(start)) {
                    return longer;
                }
                if (seen.add(next)) {
                    ways.add(longer);
                }
            }
        }
        return List.of();
    }
}
