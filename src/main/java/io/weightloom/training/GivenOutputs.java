package io.weightloom.training;

import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.network.graph.Names;
import io.weightloom.program.TrainingProgram;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import java.util.Optional;

/**
 * What a given network answers to each example of a split, computed once, and kept by the example's row: whatever order
 * an epoch has, a row is the answer to the example of the same row. Not part of a checkpoint, because it follows from
 * the trial and its data. Immutable by agreement: nobody writes into the array.
 *
 * @param values row-major {@code [size, width]}: outputs, or of classes their probabilities at the temperature
 * @param entropies of the rows, each times its weight in the loss: what is left of a cross-entropy against them where
 *     nothing is left to learn; 0 of numbers
 * @param width outputs of an example
 */
public record GivenOutputs(float[] values, double[] entropies, int width) {

    /**
     * For the examples of a split.
     *
     * @param data whose training split gives statistics in the place of those of a batch, where the network has any
     * @return empty if the trial's loss is taken against no such outputs
     */
    public static Optional<GivenOutputs> of(TrialSpec trial, Dataset data, Examples examples) {
        if (trial.training().objective().outputs() == 0) {
            return Optional.empty();
        }
        float[] outputs = GivenLabels.outputs(trial, data, examples);
        GivenOutputs answers = new GivenOutputs(outputs, new double[examples.size()], examples.outputs());
        if (trial.training().loss() == Loss.CROSS_ENTROPY) {
            answers.soften(trial.training().objective());
        }
        return Optional.of(answers);
    }

    /** Makes probabilities of outputs, while nobody has seen them. */
    private void soften(TrainingSpec.Objective objective) {
        double temperature = objective.temperature();
        for (int row = 0; row < entropies.length; row++) {
            int from = row * width;
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = from; i < from + width; i++) {
                largest = Math.max(largest, values[i] / temperature);
            }
            double sum = 0;
            for (int i = from; i < from + width; i++) {
                sum += StrictMath.exp(values[i] / temperature - largest);
            }
            double logarithm = largest + StrictMath.log(sum);
            double entropy = 0;
            for (int i = from; i < from + width; i++) {
                double log = values[i] / temperature - logarithm;
                double probability = StrictMath.exp(log);
                entropy -= probability * log;
                values[i] = (float) probability;
            }
            entropies[row] = objective.outputs() * temperature * temperature * entropy;
        }
    }

    /** What the loss of these rows cannot fall below. */
    double least(int[] rows, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += entropies[rows[i]];
        }
        return sum / count;
    }

    /**
     * Loads those of some examples.
     *
     * @param rows of the examples
     * @param from first position in {@code rows}
     * @param count of them
     */
    void load(TrainingProgram program, int[] rows, int from, int count) {
        program.load(Names.GIVEN_OUTPUT, values, width, rows, from, count);
    }
}
