package io.weightloom.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which trials an experiment consists of.
 *
 * @param search how points are chosen
 * @param parameters what differs between points; empty if there is one point
 * @param repeats seeds per point, at least 1
 */
public record SweepSpec(Strategy search, List<Parameter> parameters, int repeats) {

    /** Copies the list. */
    public SweepSpec {
        parameters = List.copyOf(parameters);
    }

    /** The point of the parameters' first values, by their names. */
    public Map<String, Object> first() {
        Map<String, Object> first = new LinkedHashMap<>();
        parameters.forEach(
                parameter -> first.put(parameter.name(), parameter.values().get(0)));
        return first;
    }

    /** Every combination of one value per name; the first name changes slowest. */
    public static <T> List<Map<String, T>> combinations(Map<String, List<T>> values) {
        List<Map<String, T>> points = List.of(Map.of());
        for (Map.Entry<String, List<T>> parameter : values.entrySet()) {
            List<Map<String, T>> longer = new ArrayList<>();
            for (Map<String, T> point : points) {
                for (T value : parameter.getValue()) {
                    Map<String, T> more = new LinkedHashMap<>(point);
                    more.put(parameter.getKey(), value);
                    longer.add(more);
                }
            }
            points = longer;
        }
        return points;
    }

    /** How points are chosen. */
    public enum Strategy {
        /** Every combination of values. */
        GRID
    }

    /**
     * One swept setting.
     *
     * @param name path of the setting, such as {@code hypernet.z-dim}
     * @param values at least one; each a {@code Long}, {@code Double}, {@code String} or a list of these
     */
    public record Parameter(String name, List<Object> values) {

        /** Copies the list. */
        public Parameter {
            values = List.copyOf(values);
        }
    }
}
