package io.weightloom.data.tasks;

import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.RawTasks;
import io.weightloom.data.raw.Table;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.SourceSpec;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Sine waves {@code y = A sin(x + phase)}: amplitude, phase and {@code x} are uniform. A task is a pure function of
 * seed and number, and so is an example. Immutable.
 */
public record SineFamily(SourceSpec.SineFamily spec) implements DrawnPoints {

    private static final double LEAST_AMPLITUDE = 0.1;
    private static final double LARGEST_AMPLITUDE = 5;
    private static final double REACH = 5;

    @Override
    public RawExamples read(long seed) {
        int all = spec.tasks() + spec.heldOut();
        int samples = spec.samplesPerTask();
        double[] waves = new double[2 * all];
        double[] x = new double[Table.length("sine-family", all, samples)];
        double[] y = new double[x.length];
        for (int task = 0; task < all; task++) {
            SplittableRandom random = RandomStream.TASKS.generator(seed, task);
            double amplitude = LEAST_AMPLITUDE + (LARGEST_AMPLITUDE - LEAST_AMPLITUDE) * random.nextDouble();
            double phase = StrictMath.PI * random.nextDouble();
            waves[2 * task] = amplitude;
            waves[2 * task + 1] = phase;
            for (int i = task * samples; i < (task + 1) * samples; i++) {
                x[i] = REACH * (2 * RandomStream.DATA.generator(seed, i).nextDouble() - 1);
                y[i] = amplitude * StrictMath.sin(x[i] + phase);
            }
        }
        Table described =
                new Table.Numbers(waves, List.of("sine-family: amplitude of a task", "sine-family: phase of a task"));
        return RawExamples.of(
                "sine-family",
                new Table.Numbers(x, List.of("sine-family: x")),
                new Labels.Numbers(new Table.Numbers(y, List.of("sine-family: y")), List.of("y")),
                RawTasks.described(spec.tasks(), all, samples, Optional.of(described)));
    }
}
