package io.weightloom.verification.loop;

import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;

/**
 * What is minimised, told a second time, as {@link TargetLoops} tells what a network computes: the loss against labels,
 * the outputs of a given network, its weights, or several of these.
 */
public final class ObjectiveLoops {

    private ObjectiveLoops() {}

    /**
     * The loss of one set of weights, without decay.
     *
     * @param output row-major, {@code [batch, outputs]}
     * @param labels of the same shape
     * @param answers of the given network, of the same shape; of any length if no loss is taken against them
     * @param theta the target weights end to end
     */
    public static double loss(
            TrialSpec trial, double[] output, double[] labels, double[] answers, double[] theta, int batch) {
        TrainingSpec training = trial.training();
        TrainingSpec.Objective objective = training.objective();
        double loss = 0;
        if (objective.labels() > 0) {
            loss += objective.labels() * TargetLoops.loss(training.loss(), output, labels, batch);
        }
        if (objective.outputs() > 0) {
            loss += objective.outputs()
                    * (training.loss() == Loss.CROSS_ENTROPY
                            ? divergence(output, answers, objective.temperature(), batch)
                            : TargetLoops.loss(Loss.MSE, output, answers, batch));
        }
        if (objective.weights() > 0) {
            loss += objective.weights() * distance(trial.given().orElseThrow(), theta);
        }
        return loss;
    }

    /**
     * {@code -T^2 sum_j p_j log(q_j)} of each row, p the given network's probabilities, q those of the outputs over T.
     */
    private static double divergence(double[] output, double[] answers, double temperature, int batch) {
        double sum = 0;
        int outputs = output.length / batch;
        for (int row = 0; row < output.length; row += outputs) {
            double own = logOfSum(output, row, outputs, temperature);
            for (int j = row; j < row + outputs; j++) {
                sum += answers[j] * (own - output[j] / temperature);
            }
        }
        return temperature * temperature * sum / batch;
    }

    private static double logOfSum(double[] outputs, int from, int count, double temperature) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = from; j < from + count; j++) {
            largest = Math.max(largest, outputs[j] / temperature);
        }
        double sum = 0;
        for (int j = from; j < from + count; j++) {
            sum += Math.exp(outputs[j] / temperature - largest);
        }
        return largest + Math.log(sum);
    }

    /** Squared differences over the variance of the given tensor, or of all, where its numbers are equal. */
    private static double distance(GivenSpec given, double[] theta) {
        double squares = 0;
        for (double[] tensor : given.weights().values()) {
            for (double w : tensor) {
                squares += w * w;
            }
        }
        double sum = 0;
        int at = 0;
        for (double[] tensor : given.weights().values()) {
            double total = 0;
            double own = 0;
            for (double w : tensor) {
                total += w;
                own += w * w;
            }
            double mean = total / tensor.length;
            double variance = 0;
            for (double w : tensor) {
                variance += (w - mean) * (w - mean) / tensor.length;
            }
            double unit = variance * tensor.length > 1e-12 * own ? variance : squares > 0 ? squares / theta.length : 1;
            for (double w : tensor) {
                sum += (theta[at] - w) * (theta[at] - w) / unit;
                at++;
            }
        }
        return sum / theta.length;
    }
}
