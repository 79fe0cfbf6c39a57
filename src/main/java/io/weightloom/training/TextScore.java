package io.weightloom.training;

import io.weightloom.data.Examples;

/**
 * How many bits the characters of a text take, summed up as their outputs come, one piece after the other: the outputs
 * of all together, a number for each character of an alphabet, would be many times as large as the text. Not
 * thread-safe.
 */
final class TextScore {

    private static final double LN_2 = StrictMath.log(2);

    private final Examples examples;
    private double nats;
    private int right;

    TextScore(Examples examples) {
        this.examples = examples;
    }

    /**
     * Adds some predictions; those before them must have been added.
     *
     * @param outputs row-major {@code [count, outputs]}, before any softmax, perhaps with more behind
     * @param first number of the first one
     */
    void add(float[] outputs, int first, int count) {
        float[] labels = examples.labels();
        int width = examples.outputs();
        for (int row = 0; row < count; row++) {
            int label = examples.label(first + row);
            nats += LossAndScore.crossEntropy(outputs, row * width, labels, label, width);
            if (LossAndScore.largest(outputs, row * width, width) == LossAndScore.largest(labels, label, width)) {
                right++;
            }
        }
    }

    /** Of all predictions. */
    LossAndScore score() {
        double mean = nats / examples.predictions();
        return new LossAndScore(mean, -mean / LN_2); // no other loss goes with characters
    }

    /** The share of characters that were given the largest probability. */
    double accuracy() {
        return (double) right / examples.predictions();
    }
}
