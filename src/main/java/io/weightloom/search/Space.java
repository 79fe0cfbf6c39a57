package io.weightloom.search;

import io.weightloom.spec.SweepSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a search chooses points from: dimensions, each of which is chosen in without regard to the others. A point is
 * one value per dimension.
 *
 * @param dimensions in the order of the sweep; none if there is one point
 */
public record Space(List<Dimension> dimensions) {

    /** Copies the list. */
    public Space {
        dimensions = List.copyOf(dimensions);
    }

    /** What is chosen independently of everything else. */
    public sealed interface Dimension permits Choice {

        /** What a grid tries in it, in order: each the settings that it comes to, by path. */
        List<Map<String, Object>> steps();
    }

    /**
     * One of several values of a setting.
     *
     * @param setting path of the setting, such as {@code hypernet.z-dim}
     * @param values at least one
     */
    public record Choice(String setting, List<Object> values) implements Dimension {

        /** Copies the list. */
        public Choice {
            values = List.copyOf(values);
        }

        @Override
        public List<Map<String, Object>> steps() {
            return values.stream().map(value -> Map.of(setting, value)).toList();
        }
    }

    /** The space of a sweep. */
    public static Space of(SweepSpec sweep) {
        return new Space(sweep.parameters().stream()
                .<Dimension>map(parameter -> new Choice(parameter.name(), parameter.values()))
                .toList());
    }

    /** Every combination of the dimensions' steps, as settings by path; the first dimension changes slowest. */
    public List<Map<String, Object>> grid() {
        List<Map<String, Object>> points = List.of(Map.of());
        for (Dimension dimension : dimensions) {
            List<Map<String, Object>> longer = new ArrayList<>();
            for (Map<String, Object> point : points) {
                for (Map<String, Object> step : dimension.steps()) {
                    Map<String, Object> more = new LinkedHashMap<>(point);
                    more.putAll(step);
                    longer.add(more);
                }
            }
            points = longer;
        }
        return points;
    }
}
