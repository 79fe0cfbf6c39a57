package io.weightloom.search;

import io.weightloom.spec.SweepSpec.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The axes of a space, and points as places on them: NaN where a parameter is not active. Immutable. */
final class Axes {

    private final Space space;
    private final List<Axis> axes;

    Axes(Space space) {
        this.space = space;
        axes = space.parameters().stream()
                .map(parameter -> Axis.of(parameter.range()))
                .toList();
    }

    /** In the order of the space. */
    List<Axis> list() {
        return axes;
    }

    /** Where a point lies. */
    double[] places(Map<String, Object> point) {
        double[] places = new double[axes.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] =
                    space.active(space.parameters().get(i), point) ? axes.get(i).place(point) : Double.NaN;
        }
        return places;
    }

    /**
     * How far two points are from each other, along the axis on which they are farthest; along any but a continuous one
     * they are infinitely far, unless they have the same value.
     */
    double distance(double[] one, double[] other) {
        double distance = 0;
        for (int i = 0; i < one.length; i++) {
            if (Double.compare(one[i], other[i]) != 0) {
                double along = axes.get(i).isContinuous() ? Math.abs(one[i] - other[i]) : Double.POSITIVE_INFINITY;
                distance = Math.max(distance, Double.isNaN(along) ? Double.POSITIVE_INFINITY : along);
            }
        }
        return distance;
    }

    /** How many parameters of a point are continuous. */
    int continuous(double[] places) {
        return (int) IntStream.range(0, places.length)
                .filter(i -> !Double.isNaN(places[i]) && axes.get(i).isContinuous())
                .count();
    }

    /** The point at places, as far as there are any; those of parameters that are not active do not matter. */
    Map<String, Object> point(double[] places) {
        Map<String, Object> point = new LinkedHashMap<>();
        for (int i = 0; i < places.length; i++) {
            if (!Double.isNaN(places[i]) && space.active(space.parameters().get(i), point)) {
                point.putAll(axes.get(i).settings(places[i]));
            }
        }
        return point;
    }

    /** The numbers of the axes that are active together, because their conditions are the same; first ones first. */
    List<int[]> groups() {
        Map<Map<String, List<Object>>, List<Integer>> groups = new LinkedHashMap<>();
        List<Parameter> parameters = space.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            groups.computeIfAbsent(parameters.get(i).when(), when -> new ArrayList<>())
                    .add(i);
        }
        return groups.values().stream()
                .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    /** Whether a parameter is active, given the places of those before. */
    boolean active(int axis, double[] places) {
        return space.active(space.parameters().get(axis), point(places));
    }

    /**
     * Offers points that are drawn without regard to what is known, until one is taken.
     *
     * @return the one that was taken; empty if there seems to be none
     */
    Optional<Map<String, Object>> any(Selection selection, SplittableRandom random) {
        for (int draw = 0; draw < RandomSearch.MOST_DRAWS; draw++) {
            Map<String, Object> point = space.point(random::nextDouble);
            if (selection.offer(point)) {
                return Optional.of(point);
            }
        }
        return Optional.empty();
    }
}
