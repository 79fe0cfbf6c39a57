package io.weightloom.training;

import io.weightloom.layout.ExampleShape;
import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.TrialSpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What training leaves out of a recurrent network's states: factors that are zero, or {@code 1 / (1 - share)}, so that
 * their mean is 1. Those of an example are a pure function of seed, epoch and the example's row, so that a checkpoint
 * needs to save no more than the position, and a batch's size and order change nothing. Immutable.
 *
 * @param seed the trial's
 * @param share that is left out, in (0, 1)
 * @param shape factors of one example
 */
public record Dropout(long seed, double share, ExampleShape shape) {

    /** Takes factors to where they are read, as {@code InferenceProgram.load} and {@code TrainingProgram.load} do. */
    interface Destination {
        void load(String name, float[] table, int width, int[] rows, int from, int count);
    }

    /** Of a network that is trained; empty if nothing of it is left out. */
    public static Optional<Dropout> of(Network network, TrialSpec trial) {
        return trial.target() instanceof RecurrentSpec recurrent
                        && network.graph().hasVariable(Names.DROPOUT)
                ? Optional.of(new Dropout(trial.seed(), recurrent.dropout(), network.example(Names.DROPOUT)))
                : Optional.empty();
    }

    /**
     * The factors of some examples.
     *
     * @param rows of the examples
     * @param from first position in {@code rows}
     * @param count of them
     * @return row-major {@code [stretches, count, numbers of a stretch]}, as the network reads them
     */
    public float[] factors(int[] rows, int from, int count, int epoch) {
        float[] factors = new float[Math.toIntExact(shape.numbers() * count)];
        float kept = (float) (1 / (1 - share));
        int width = shape.stretch();
        for (int i = 0; i < count; i++) {
            SplittableRandom random =
                    RandomStream.DROPOUT.generator(seed, (long) epoch << Integer.SIZE | rows[from + i]);
            for (int stretch = 0; stretch < shape.stretches(); stretch++) {
                int at = (stretch * count + i) * width;
                for (int j = 0; j < width; j++) {
                    factors[at + j] = random.nextDouble() < share ? 0 : kept;
                }
            }
        }
        return factors;
    }

    /** Loads factors of one into a network that is evaluated, which leaves nothing out: no number changes by them. */
    static void none(Network network, int batch, Destination destination) {
        if (network.graph().hasVariable(Names.DROPOUT)) {
            ExampleShape shape = network.example(Names.DROPOUT);
            float[] ones = new float[shape.stretch()];
            Arrays.fill(ones, 1);
            int[] rows = new int[shape.stretches() * batch]; // the same row for all
            destination.load(Names.DROPOUT, ones, ones.length, rows, 0, rows.length);
        }
    }
}
