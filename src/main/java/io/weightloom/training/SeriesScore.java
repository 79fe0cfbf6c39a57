package io.weightloom.training;

import io.weightloom.data.Examples;
import io.weightloom.spec.Loss;

/**
 * How well the numbers of a series are predicted, summed up as outputs come, one piece after the other: those of all
 * windows together would be as many times as large as the series as a window has steps. Not thread-safe.
 */
final class SeriesScore {

    private final Examples examples;
    private final Loss loss;
    private final double[] deviations;
    private double absolute;
    private double residual; // squared
    private double squares; // the same in the units of the raw labels

    /**
     * @param loss of numbers
     * @param deviations of the raw labels, by which they were divided
     */
    SeriesScore(Examples examples, Loss loss, double[] deviations) {
        this.examples = examples;
        this.loss = loss;
        this.deviations = deviations;
    }

    /**
     * Adds some predictions.
     *
     * @param outputs row-major {@code [count, outputs]}, perhaps with more behind
     * @param first number of the first one
     */
    void add(float[] outputs, int first, int count) {
        float[] labels = examples.labels();
        int width = examples.outputs();
        for (int row = 0; row < count; row++) {
            int label = examples.label(first + row);
            for (int j = 0; j < width; j++) {
                double error = (double) outputs[row * width + j] - labels[label + j];
                double raw = error * deviations[j];
                absolute += Math.abs(error);
                residual += error * error;
                squares += raw * raw;
            }
        }
    }

    /** Of all predictions. */
    LossAndScore score() {
        double losses = loss == Loss.MSE ? residual : absolute;
        return new LossAndScore(
                losses / numbers(), LossAndScore.determination(residual, LossAndScore.variation(examples)));
    }

    /** In the units of the raw labels. */
    double meanSquaredError() {
        return squares / numbers();
    }

    private double numbers() {
        return (double) examples.predictions() * examples.outputs();
    }
}
