package io.weightloom.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.spec.Activation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.Task;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class EvaluationTests {

    private static final double SINGLE = 1e-5; // sums of 200,000 products in single precision

    /** 300 of them at once would take 480 MB; 99 take 160. The last batch is an odd one. */
    @Test
    void aWideNetworkIsEvaluatedAFewExamplesAtATime() {
        TrialSpec trial = Trials.of(1, new WeightsSpec.Plain(), Activation.TANH, Loss.MSE, 1, 200_000, 1);
        Examples examples = examples(300);
        double[] parameters = parameters(600_001);
        long before = Pointer.totalBytes();

        try (Network network = Network.build(trial, DataType.FLOAT);
                Evaluation evaluation = new Evaluation(
                        network,
                        trial,
                        new Dataset(Task.REGRESSION, examples, examples, examples, ""),
                        Optional.empty(),
                        examples)) {
            double loss = evaluation.score(parameters, examples).loss();

            assertThat(Pointer.totalBytes() - before).isLessThan(250L << 20);
            assertThat(loss).isCloseTo(slowLoss(parameters, examples), within(SINGLE));
        }
    }

    private static Examples examples(int size) {
        SplittableRandom random = new SplittableRandom(3);
        float[] x = new float[size];
        float[] y = new float[size];
        for (int i = 0; i < size; i++) {
            x[i] = (float) random.nextDouble(-1, 1);
            y[i] = (float) random.nextDouble(-1, 1);
        }
        return new Examples(x, y, size, 1, 1);
    }

    /** Small ones, so that the output is about 1: w1 and b1, w2, b2. */
    private static double[] parameters(int size) {
        double[] parameters = new SplittableRandom(4).doubles(size, -1, 1).toArray();
        Arrays.setAll(parameters, i -> i < 400_000 ? parameters[i] : parameters[i] / 200);
        return parameters;
    }

    private static double slowLoss(double[] p, Examples examples) {
        int width = 200_000;
        double sum = 0;
        for (int row = 0; row < examples.size(); row++) {
            double output = p[3 * width];
            for (int i = 0; i < width; i++) {
                output += Math.tanh(examples.features()[row] * p[i] + p[width + i]) * p[2 * width + i];
            }
            sum += Math.pow(output - examples.labels()[row], 2);
        }
        return sum / examples.size();
    }
}
