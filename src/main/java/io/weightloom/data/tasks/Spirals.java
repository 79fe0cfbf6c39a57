package io.weightloom.data.tasks;

import io.weightloom.data.raw.Point;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.spec.SourceSpec;
import java.util.SplittableRandom;

/**
 * Two-dimensional spirals, one arm per class. A point of arm {@code k} has radius {@code r}, uniform in [0, 1), and
 * lies at the angle {@code 2 pi (turns r + k / classes)}; then noise is added. Example {@code i} belongs to class
 * {@code i mod classes} and is a pure function of seed and {@code i}. Immutable.
 */
public record Spirals(SourceSpec.Spirals spec) implements DrawnPoints {

    @Override
    public RawExamples read(long seed) {
        return Plane.draw("spirals", spec.samples(), spec.classes(), seed, spec.noise(), this::point);
    }

    private Point point(int arm, SplittableRandom random) {
        double radius = random.nextDouble();
        double angle = 2 * StrictMath.PI * (spec.turns() * radius + (double) arm / spec.classes());
        return new Point(radius * StrictMath.cos(angle), radius * StrictMath.sin(angle));
    }
}
