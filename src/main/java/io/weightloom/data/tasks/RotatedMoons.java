package io.weightloom.data.tasks;

import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.Point;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.RawTasks;
import io.weightloom.data.raw.Table;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.SourceSpec;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * {@link Moons}, turned around the middle between them by an angle for each task: {@code 2 pi t / tasks} for those that
 * are trained on; held-out angles lie halfway between two of them, spread over the circle. Noise is added after
 * turning. Immutable.
 */
public record RotatedMoons(SourceSpec.RotatedMoons spec) implements DrawnPoints {

    private static final Point MIDDLE = new Point(0.5, 0.25);

    @Override
    public RawExamples read(long seed) {
        int all = spec.tasks() + spec.heldOut();
        int samples = spec.samplesPerTask();
        double[] descriptions = new double[2 * all];
        for (int task = 0; task < all; task++) {
            descriptions[2 * task] = StrictMath.cos(angle(task));
            descriptions[2 * task + 1] = StrictMath.sin(angle(task));
        }
        double[] coordinates =
                new double[Table.length("rotated-moons", Table.length("rotated-moons", all, samples), 2)];
        int[] labels = new int[all * samples];
        for (int i = 0; i < labels.length; i++) {
            SplittableRandom random = RandomStream.DATA.generator(seed, i);
            labels[i] = i % samples % 2;
            Point point = turned(Moons.point(labels[i], random), i / samples, descriptions);
            coordinates[2 * i] = point.x() + spec.noise() * RandomStream.gaussian(random);
            coordinates[2 * i + 1] = point.y() + spec.noise() * RandomStream.gaussian(random);
        }
        return RawExamples.of(
                "rotated-moons",
                new Table.Numbers(coordinates, List.of("rotated-moons: x", "rotated-moons: y")),
                new Labels.Classes(
                        labels,
                        IntStream.range(0, 2).mapToObj(Integer::toString).toList()),
                RawTasks.described(
                        spec.tasks(),
                        all,
                        samples,
                        Optional.of(new Table.Numbers(
                                descriptions,
                                List.of("rotated-moons: cosine of a task", "rotated-moons: sine of a task")))));
    }

    private double angle(int task) {
        if (task < spec.tasks()) {
            return 2 * StrictMath.PI * task / spec.tasks();
        }
        long before = (long) (task - spec.tasks()) * spec.tasks() / spec.heldOut(); // the angle trained on before it
        return 2 * StrictMath.PI * (before + 0.5) / spec.tasks();
    }

    private static Point turned(Point point, int task, double[] descriptions) {
        double cos = descriptions[2 * task];
        double sin = descriptions[2 * task + 1];
        double x = point.x() - MIDDLE.x();
        double y = point.y() - MIDDLE.y();
        return new Point(MIDDLE.x() + cos * x - sin * y, MIDDLE.y() + sin * x + cos * y);
    }
}
