package io.weightloom.search;

import io.weightloom.spec.SweepSpec;
import java.util.List;
import java.util.Map;

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

    /** Whether a point has a parameter, told from what it has of those before. */
    public boolean active(SweepSpec.Parameter parameter, Map<String, Object> point) {
        return parameter.isActive(point);
    }
}
