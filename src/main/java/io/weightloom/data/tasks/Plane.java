package io.weightloom.data.tasks;

import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.Point;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.Table;
import io.weightloom.random.RandomStream;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Draws labelled points of the plane. */
final class Plane {

    /** Draws a point of one class. */
    interface Curve {
        Point point(int label, SplittableRandom random);
    }

    private Plane() {}

    /**
     * As many points of each class as of any other, within one.
     *
     * @param noise standard deviation added to both coordinates
     */
    static RawExamples draw(String origin, int samples, int classes, long seed, double noise, Curve curve) {
        double[] coordinates = new double[Table.length(origin, samples, 2)];
        int[] labels = new int[samples];
        for (int i = 0; i < samples; i++) {
            SplittableRandom random = RandomStream.DATA.generator(seed, i);
            labels[i] = i % classes;
            Point point = curve.point(labels[i], random);
            coordinates[2 * i] = point.x() + noise * RandomStream.gaussian(random);
            coordinates[2 * i + 1] = point.y() + noise * RandomStream.gaussian(random);
        }
        List<String> names =
                IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        return RawExamples.of(
                origin,
                new Table.Numbers(coordinates, List.of(origin + ": x", origin + ": y")),
                new Labels.Classes(labels, names));
    }
}
