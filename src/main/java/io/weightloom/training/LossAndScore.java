package io.weightloom.training;

import io.weightloom.data.Examples;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.Loss;
import java.util.List;

/**
 * How good outputs are, summed in double precision over a whole split.
 *
 * @param loss the mean of the trial's loss
 * @param score accuracy in [0, 1] for classes, or R² in (-inf, 1] for regression; of characters minus the bits that one
 *     takes, in (-inf, 0], {@code log2} of the probability that it was given as a mean over all of them
 */
public record LossAndScore(double loss, double score) {

    /**
     * Of outputs; {@link TextScore} and {@link SeriesScore} are for those of sequences, of which there are many.
     *
     * @param outputs row-major, {@code [size, outputs]}, before any softmax; of sequences {@code [size, steps,
     *     outputs]}
     */
    static LossAndScore of(float[] outputs, Examples examples, LabelKind kind, Loss loss) {
        double mean = loss(outputs, examples, loss);
        if (kind == LabelKind.REGRESSION) {
            return new LossAndScore(mean, determination(outputs, examples));
        }
        return new LossAndScore(mean, accuracy(outputs, examples));
    }

    /** The mean of several. */
    static LossAndScore mean(List<LossAndScore> scores) {
        if (scores.size() == 1) {
            return scores.get(0);
        }
        double loss = 0;
        double score = 0;
        for (LossAndScore one : scores) {
            loss += one.loss / scores.size();
            score += one.score / scores.size();
        }
        return new LossAndScore(loss, score);
    }

    private static double loss(float[] outputs, Examples examples, Loss loss) {
        float[] labels = examples.labels();
        int width = examples.outputs();
        double sum = 0;
        for (int row = 0; row < examples.predictions(); row++) {
            int label = examples.label(row);
            if (loss == Loss.CROSS_ENTROPY) {
                sum += crossEntropy(outputs, row * width, labels, label, width);
                continue;
            }
            for (int i = 0; i < width; i++) {
                double difference = (double) outputs[row * width + i] - labels[label + i];
                sum += loss == Loss.MSE ? difference * difference : Math.abs(difference);
            }
        }
        return sum / (loss == Loss.CROSS_ENTROPY ? examples.predictions() : outputs.length);
    }

    /**
     * Of one row.
     *
     * @param from where its outputs begin
     * @param label where its labels begin
     */
    static double crossEntropy(float[] logits, int from, float[] labels, int label, int classes) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = from; c < from + classes; c++) {
            largest = Math.max(largest, logits[c]);
        }
        double exponentials = 0;
        double expected = 0;
        for (int c = 0; c < classes; c++) {
            exponentials += StrictMath.exp(logits[from + c] - largest);
            expected += labels[label + c] * (logits[from + c] - largest);
        }
        return StrictMath.log(exponentials) - expected;
    }

    /** The share of rows whose largest output is that of their class. */
    private static double accuracy(float[] outputs, Examples examples) {
        int width = examples.outputs();
        int right = 0;
        for (int row = 0; row < examples.predictions(); row++) {
            if (largest(outputs, row * width, width) == largest(examples.labels(), examples.label(row), width)) {
                right++;
            }
        }
        return (double) right / examples.predictions();
    }

    /** The first of the largest. */
    static int largest(float[] values, int from, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (values[from + i] > values[from + best]) {
                best = i;
            }
        }
        return best;
    }

    private static double determination(float[] outputs, Examples examples) {
        float[] labels = examples.labels();
        int width = examples.outputs();
        double residual = 0;
        for (int output = 0; output < width; output++) {
            for (int row = 0; row < examples.predictions(); row++) {
                residual += square((double) outputs[row * width + output] - labels[examples.label(row) + output]);
            }
        }
        return determination(residual, variation(examples));
    }

    /** {@code 1 - residual / total} sums of squares; 0 where the labels do not vary. */
    static double determination(double residual, double total) {
        return total == 0 ? 0 : 1 - residual / total;
    }

    /** The sum of the squares of labels, each output around its own mean. */
    static double variation(Examples examples) {
        float[] labels = examples.labels();
        int rows = examples.predictions();
        double total = 0;
        for (int output = 0; output < examples.outputs(); output++) {
            double mean = 0;
            for (int row = 0; row < rows; row++) {
                mean += labels[examples.label(row) + output];
            }
            mean /= rows;
            for (int row = 0; row < rows; row++) {
                total += square(labels[examples.label(row) + output] - mean);
            }
        }
        return total;
    }

    private static double square(double x) {
        return x * x;
    }
}
