package io.weightloom.data.picture;

import io.weightloom.data.raw.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of the pen, in coordinates of the unit square: x to the right, y down.
 *
 * @param points joined by straight segments, at least two
 */
record Stroke(List<Point> points) {

    private static final int DEGREES_PER_SEGMENT = 15;

    Stroke {
        points = List.copyOf(points);
    }

    /** Straight segments through {@code x0, y0, x1, y1, ...}. */
    static Stroke line(double... coordinates) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < coordinates.length; i += 2) {
            points.add(new Point(coordinates[i], coordinates[i + 1]));
        }
        return new Stroke(points);
    }

    /**
     * Part of an ellipse around (x, y), as a polyline.
     *
     * @param from angle in degrees; 0 is to the right, 90 is down
     * @param to angle in degrees, above {@code from} for a clockwise arc
     */
    static Stroke arc(double x, double y, double radiusX, double radiusY, double from, double to) {
        int segments = (int) StrictMath.ceil(StrictMath.abs(to - from) / DEGREES_PER_SEGMENT);
        List<Point> points = new ArrayList<>();
        for (int i = 0; i <= segments; i++) {
            double angle = StrictMath.toRadians(from + (to - from) * i / segments);
            points.add(new Point(x + radiusX * StrictMath.cos(angle), y + radiusY * StrictMath.sin(angle)));
        }
        return new Stroke(points);
    }
}
