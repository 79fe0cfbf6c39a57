package io.weightloom.search;

import java.util.Comparator;
import java.util.List;

/**
 * How much of a plane is worse than some points: the area of what is no better than one of them in either objective and
 * better than a reference point in both (Zitzler and Thiele 1999). The larger, the better are the points; one more
 * point never makes it smaller.
 *
 * @param first value of the reference point for the first objective, which is to be minimised
 * @param second the same for the second
 */
public record Hypervolume(double first, double second) {

    /**
     * The area, at least 0; 0 if no point is better than the reference point in both objectives.
     *
     * @param points two objectives each
     */
    public double of(List<List<Double>> points) {
        List<List<Double>> better = points.stream()
                .filter(point -> point.get(0) < first && point.get(1) < second)
                .sorted(Comparator.comparingDouble(point -> point.get(0)))
                .toList();
        double area = 0;
        double lowest = second;
        for (List<Double> point : better) {
            if (point.get(1) < lowest) {
                area += (first - point.get(0)) * (lowest - point.get(1));
                lowest = point.get(1);
            }
        }
        return area;
    }
}
