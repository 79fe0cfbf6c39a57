package io.weightloom.training;

import io.weightloom.network.Network;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.TrialSpec;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A condition that is drawn anew: {@code z [vectors, width]} of standard normal numbers, each a pure function of seed
 * and step, so that a checkpoint needs no more. Immutable.
 *
 * @param seed of the trial
 * @param vectors that make one set of target weights
 * @param width of a vector
 * @param samples draws at an evaluation, at least 1; the same at each
 */
record Noise(long seed, int vectors, int width, int samples) {

    /** Takes z to where it is read, as {@code InferenceProgram.load} and {@code TrainingProgram.load} do. */
    interface Destination {
        void load(float[] z, int width, int[] rows, int from, int count);
    }

    /** Of a network; empty if its condition is another one. */
    static Optional<Noise> of(Network network, TrialSpec trial) {
        return trial.weights() instanceof HypernetSpec hypernet
                        && hypernet.condition() instanceof ConditionSpec.Noise condition
                ? network.noise()
                        .map(shape -> new Noise(
                                trial.seed(),
                                Math.toIntExact(shape[0]),
                                Math.toIntExact(shape[1]),
                                condition.samples()))
                : Optional.empty();
    }

    /**
     * Loads a z of one's own.
     *
     * @param z row-major {@code [vectors, width]}
     * @throws IllegalArgumentException if it has more or fewer numbers
     */
    void load(float[] z, Destination destination) {
        if (z.length != vectors * width) {
            throw new IllegalArgumentException("z has %s numbers, not %s".formatted(z.length, vectors * width));
        }
        destination.load(z, width, IntStream.range(0, vectors).toArray(), 0, vectors);
    }

    /** Draws the z of a training step. */
    void draw(long step, Destination destination) {
        load(drawn(step), destination);
    }

    /** Draws a z of an evaluation: as if it were that of a step before the first. */
    void sample(int number, Destination destination) {
        load(sampled(number), destination);
    }

    /** The z of an evaluation. */
    float[] sampled(int number) {
        return drawn(-1L - number);
    }

    private float[] drawn(long step) {
        return RandomStream.NOISE.gaussians(seed, step, vectors * width);
    }
}
