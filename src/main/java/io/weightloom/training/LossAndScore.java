package io.weightloom.training;

import io.weightloom.data.Examples;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.Loss;
import java.util.List;

/**
 * How good outputs are, summed in double precision over a whole split.
 *
 * @param loss the mean of the trial's loss
 * @param score accuracy in [0, 1] for classes, or R² in (-inf, 1] for regression
 */
public record LossAndScore(double loss, double score) {

    /** @param outputs row-major, {@code [size, outputs]}, before any softmax */
    static LossAndScore of(float[] outputs, Examples examples, LabelKind kind, Loss loss) {
        return new LossAndScore(
                loss(outputs, examples, loss),
                kind == LabelKind.CLASSIFICATION ? accuracy(outputs, examples) : determination(outputs, examples));
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
        if (loss == Loss.CROSS_ENTROPY) {
            double sum = 0;
            for (int row = 0; row < examples.size(); row++) {
                sum += crossEntropy(outputs, labels, row * examples.outputs(), examples.outputs());
            }
            return sum / examples.size();
        }
        double sum = 0;
        for (int i = 0; i < outputs.length; i++) {
            double difference = (double) outputs[i] - labels[i];
            sum += loss == Loss.MSE ? difference * difference : Math.abs(difference);
        }
        return sum / outputs.length;
    }

    private static double crossEntropy(float[] logits, float[] labels, int from, int classes) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = from; c < from + classes; c++) {
            largest = Math.max(largest, logits[c]);
        }
        double exponentials = 0;
        double expected = 0;
        for (int c = from; c < from + classes; c++) {
            exponentials += StrictMath.exp(logits[c] - largest);
            expected += labels[c] * (logits[c] - largest);
        }
        return StrictMath.log(exponentials) - expected;
    }

    private static double accuracy(float[] outputs, Examples examples) {
        int right = 0;
        for (int row = 0; row < examples.size(); row++) {
            int from = row * examples.outputs();
            if (largest(outputs, from, examples.outputs()) == largest(examples.labels(), from, examples.outputs())) {
                right++;
            }
        }
        return (double) right / examples.size();
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

    /**
     * {@code 1 - residual / total} sums of squares, each output around its own mean; 0 where the labels do not vary.
     */
    private static double determination(float[] outputs, Examples examples) {
        float[] labels = examples.labels();
        int width = examples.outputs();
        double residual = 0;
        double total = 0;
        for (int output = 0; output < width; output++) {
            double mean = 0;
            for (int i = output; i < labels.length; i += width) {
                mean += labels[i];
            }
            mean /= examples.size();
            for (int i = output; i < labels.length; i += width) {
                residual += square((double) outputs[i] - labels[i]);
                total += square(labels[i] - mean);
            }
        }
        return total == 0 ? 0 : 1 - residual / total;
    }

    private static double square(double x) {
        return x * x;
    }
}
