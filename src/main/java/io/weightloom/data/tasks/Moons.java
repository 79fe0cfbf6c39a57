package io.weightloom.data.tasks;

import io.weightloom.data.raw.Point;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.spec.SourceSpec;
import java.util.SplittableRandom;

/**
 * Two interleaved half circles of radius 1: the upper half around (0, 0), and the lower half around (1, 0.5). Points
 * are uniform in the angle; then noise is added. Example {@code i} belongs to class {@code i mod 2} and is a pure
 * function of seed and {@code i}. Immutable.
 */
public record Moons(SourceSpec.Moons spec) implements DrawnPoints {

    @Override
    public RawExamples read(long seed) {
        return Plane.draw("moons", spec.samples(), 2, seed, spec.noise(), Moons::point);
    }

    /** A point of one moon, without noise. */
    static Point point(int moon, SplittableRandom random) {
        double angle = StrictMath.PI * random.nextDouble();
        double x = StrictMath.cos(angle);
        double y = StrictMath.sin(angle);
        return moon == 0 ? new Point(x, y) : new Point(1 - x, 0.5 - y);
    }
}
