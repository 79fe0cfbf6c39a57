package io.weightloom.spec.read;

import io.weightloom.spec.SweepSpec;
import io.weightloom.spec.SweepSpec.Parameter;
import io.weightloom.spec.SweepSpec.Range;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The points of a sweep that are checked when it is read: all that a grid comes to. Of any other search, whose points
 * are checked when they are proposed, those at which one parameter after the other is at each of its ends, the others
 * at their first values, or at those that make it active.
 */
final class CheckedPoints {

    private CheckedPoints() {}

    static Stream<Map<String, Object>> of(SweepSpec sweep) {
        if (sweep.search() == SweepSpec.Strategy.GRID) {
            return sweep.grid().limit(sweep.mostPoints());
        }
        List<Parameter> parameters = sweep.parameters();
        return Stream.concat(
                        Stream.of(sweep.first()),
                        IntStream.range(0, parameters.size())
                                .boxed()
                                .flatMap(p -> ends(parameters.get(p).range()).map(end -> point(parameters, p, end))))
                .distinct();
    }

    private static Stream<Map<String, Object>> ends(Range range) {
        if (range instanceof Range.Choice choice) {
            return choice.options().stream();
        } else if (range instanceof Range.Whole whole) {
            return Stream.of(whole.min(), whole.max()).map(end -> Map.of(whole.setting(), end));
        } else if (range instanceof Range.Real real) {
            return Stream.of(real.min(), real.max()).map(end -> Map.of(real.setting(), end));
        }
        throw new IllegalArgumentException("No range: " + range);
    }

    private static Map<String, Object> point(List<Parameter> parameters, int p, Map<String, Object> end) {
        Map<String, List<Object>> needed = new HashMap<>();
        for (int other = p; other >= 0; other--) {
            Parameter parameter = parameters.get(other);
            if (other == p || parameter.range().settings().stream().anyMatch(needed::containsKey)) {
                parameter.when().forEach(needed::putIfAbsent);
            }
        }
        Map<String, Object> point = new LinkedHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            if (i == p) {
                point.putAll(end);
            } else if (parameters.get(i).isActive(point)) {
                point.putAll(option(parameters.get(i).range(), needed));
            }
        }
        return point;
    }

    /** The first option that has what is needed. */
    private static Map<String, Object> option(Range range, Map<String, List<Object>> needed) {
        if (range instanceof Range.Choice choice) {
            return choice.options().stream()
                    .filter(option -> option.entrySet().stream()
                            .allMatch(setting -> needed.getOrDefault(setting.getKey(), List.of(setting.getValue()))
                                    .contains(setting.getValue())))
                    .findFirst()
                    .orElse(range.first());
        }
        String setting = range.settings().get(0);
        return needed.containsKey(setting)
                ? Map.of(setting, needed.getOrDefault(setting, List.of()).get(0))
                : range.first();
    }
}
