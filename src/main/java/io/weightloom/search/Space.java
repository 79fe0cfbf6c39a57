package io.weightloom.search;

import io.weightloom.spec.SweepSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * What a search chooses points from. A point is one option for each parameter that is active, as settings by path in
 * the order of the sweep.
 *
 * @param parameters in the order of the sweep, each after those that make it active; none if there is one point
 */
public record Space(List<SweepSpec.Parameter> parameters) {

    /** Copies the list. */
    public Space {
        parameters = List.copyOf(parameters);
    }

    /** The space of a sweep. */
    public static Space of(SweepSpec sweep) {
        return new Space(sweep.parameters());
    }

    /**
     * The point of these numbers, one in [0, 1) for each parameter; those of inactive parameters do not count. The
     * first number that is asked for is that of the first parameter.
     */
    Map<String, Object> point(DoubleSupplier units) {
        Map<String, Object> point = new LinkedHashMap<>();
        for (SweepSpec.Parameter parameter : parameters) {
            double unit = units.getAsDouble();
            if (active(parameter, point)) {
                point.putAll(Units.option(parameter.range(), unit));
            }
        }
        return point;
    }

    /** Whether a point has a parameter, told from what it has of those before. */
    public boolean active(SweepSpec.Parameter parameter, Map<String, Object> point) {
        return parameter.isActive(point);
    }
}
