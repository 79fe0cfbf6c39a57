package io.weightloom.data.tasks;

import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.RawTasks;
import io.weightloom.data.raw.Table;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.SourceSpec;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/** Three polynomials; {@code x} is uniform in the interval of each, and labels are noisy. Immutable. */
public record Polynomials(SourceSpec.Polynomials spec) implements DrawnPoints {

    private static final List<Task> TASKS = List.of(
            new Task(-4, -2, x -> x + 3),
            new Task(-1, 1, x -> 2 * x * x - 1),
            new Task(2, 4, x -> (x - 3) * (x - 3) * (x - 3)));

    private record Task(double from, double to, DoubleUnaryOperator polynomial) {}

    @Override
    public RawExamples read(long seed) {
        int samples = spec.samplesPerTask();
        double[] x = new double[Table.length("polynomials", TASKS.size(), samples)];
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            SplittableRandom random = RandomStream.DATA.generator(seed, i);
            Task task = TASKS.get(i / samples);
            x[i] = task.from() + (task.to() - task.from()) * random.nextDouble();
            y[i] = task.polynomial().applyAsDouble(x[i]) + spec.labelNoise() * RandomStream.gaussian(random);
        }
        return RawExamples.of(
                "polynomials",
                new Table.Numbers(x, List.of("polynomials: x")),
                new Labels.Numbers(new Table.Numbers(y, List.of("polynomials: y")), List.of("y")),
                RawTasks.equal(TASKS.size(), samples));
    }
}
