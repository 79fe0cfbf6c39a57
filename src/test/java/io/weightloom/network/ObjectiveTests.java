package io.weightloom.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.network.graph.Names;
import io.weightloom.program.GradientProgram;
import io.weightloom.spec.Activation;
import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrainingSpec.Objective;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** What is minimised, against slow loops over a network of 3-4-3 with tanh, and their central differences. */
class ObjectiveTests {

    private static final int IN = 3;
    private static final int HIDDEN = 4;
    private static final int OUT = 3;
    private static final int BATCH = 5;
    private static final int THETA = IN * HIDDEN + HIDDEN + HIDDEN * OUT + OUT;
    private static final double STEP = 1e-5;

    static Stream<Arguments> objectives() {
        return Stream.of(Loss.values())
                .flatMap(loss -> Stream.of(
                                new Objective.Labels(),
                                new Objective.Outputs(1),
                                new Objective.Weights(),
                                new Objective.Mix(0.5, 0.25, 2, 1))
                        .map(objective -> Arguments.of(loss, objective)));
    }

    static Stream<Arguments> atTemperatures() {
        return Stream.concat(
                objectives(),
                Stream.of(
                        Arguments.of(Loss.CROSS_ENTROPY, new Objective.Outputs(3)),
                        Arguments.of(Loss.CROSS_ENTROPY, new Objective.Outputs(0.5)),
                        Arguments.of(Loss.CROSS_ENTROPY, new Objective.Mix(1, 0.5, 0.1, 4))));
    }

    @ParameterizedTest
    @MethodSource("atTemperatures")
    void lossAndGradientAreThoseOfLoops(Loss loss, Objective objective) {
        TrialSpec trial = trial(loss, objective);
        SplittableRandom random = new SplittableRandom(3);
        double[] theta = random.doubles(THETA, -1, 1).toArray();
        float[] x = floats(random, BATCH * IN);
        float[] y = labels(loss, random);
        float[] answers = answers(loss, floats(random, BATCH * OUT), objective.temperature());
        try (Network network = Network.plain(trial, theta, DataType.DOUBLE);
                GradientProgram program = GradientProgram.compile(
                        network.graph(), Names.LOSS, network.trainableNames(), network.shapes(1, BATCH))) {
            load(program, Names.X, x, IN);
            load(program, Names.Y, y, OUT);
            load(program, Names.GIVEN_OUTPUT, answers, OUT);

            assertThat(program.gradients()).isCloseTo(loop(trial, theta, x, y, answers), within(1e-12));
            double[] gradient = network.trainableNames().stream()
                    .flatMapToDouble(name -> IntStream.range(0, program.gradient(name).length)
                            .mapToDouble(i -> program.gradient(name)[i]))
                    .toArray();
            assertThat(gradient).hasSize(THETA);
            for (int i = 0; i < THETA; i++) {
                double[] more = theta.clone();
                double[] less = theta.clone();
                more[i] += STEP;
                less[i] -= STEP;
                double slope = (loop(trial, more, x, y, answers) - loop(trial, less, x, y, answers)) / (2 * STEP);

                assertThat(gradient[i]).as("weight %d", i).isCloseTo(slope, within(1e-7));
            }
        }
    }

    /** An equal has nothing to learn from the given network. */
    @Test
    void theGivenNetworkItselfHasALossOfNothing() {
        for (Objective objective : List.of(new Objective.Outputs(1), new Objective.Weights())) {
            TrialSpec trial = trial(Loss.MSE, objective);
            double[] theta = trial.given().orElseThrow().flat();
            SplittableRandom random = new SplittableRandom(4);
            float[] x = floats(random, BATCH * IN);
            float[] answers = new float[BATCH * OUT];
            for (int row = 0; row < BATCH; row++) {
                double[] output = output(theta, x, row);
                for (int j = 0; j < OUT; j++) {
                    answers[row * OUT + j] = (float) output[j];
                }
            }
            try (Network network = Network.plain(trial, theta, DataType.DOUBLE);
                    GradientProgram program = GradientProgram.compile(
                            network.graph(), Names.LOSS, network.trainableNames(), network.shapes(1, BATCH))) {
                load(program, Names.X, x, IN);
                load(program, Names.GIVEN_OUTPUT, answers, OUT);

                assertThat(program.gradients()).isCloseTo(0, within(1e-12)); // answers are rounded to single precision
            }
        }
    }

    /** Biases that nobody trained: all zero, and the only tensor of its kind; then a network of nothing but zeros. */
    @Test
    void tensorsWithoutVarianceAreMeasuredByAllWeights() {
        TrialSpec trial = trial(Loss.CROSS_ENTROPY, new Objective.Weights());
        Map<String, double[]> zeros = new LinkedHashMap<>();
        trial.given().orElseThrow().weights().forEach((name, values) -> zeros.put(name, new double[values.length]));
        TrialSpec nothing =
                trial.withGiven(Optional.of(new GivenSpec("zeros.npz", "00", GivenSpec.Order.GIVEN, zeros, zeros)));
        double[] ones = IntStream.range(0, THETA).mapToDouble(i -> 1).toArray();

        try (Network network = Network.plain(nothing, ones, DataType.DOUBLE);
                GradientProgram program = GradientProgram.compile(
                        network.graph(), Names.LOSS, network.trainableNames(), network.shapes(1, BATCH))) {
            assertThat(program.gradients()).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void aNetworkThatHasNotBeenReadIsNamed() {
        TrialSpec trial = trial(Loss.MSE, new Objective.Weights())
                .withGiven(Optional.of(new GivenSpec("a.npz", "ff", GivenSpec.Order.GIVEN)));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.build(trial, DataType.DOUBLE))
                .withMessageContaining("has not been read: Optional[a.npz of SHA-256 ff]");
    }

    private static TrialSpec trial(Loss loss, Objective objective) {
        return Trials.against(Trials.of(1, new WeightsSpec.Plain(), Activation.TANH, loss, IN, HIDDEN, OUT), objective);
    }

    private static double loop(TrialSpec trial, double[] theta, float[] x, float[] y, float[] answers) {
        Objective objective = trial.training().objective();
        Loss loss = trial.training().loss();
        double t = objective.temperature();
        double sum = 0;
        for (int row = 0; row < BATCH; row++) {
            double[] output = output(theta, x, row);
            double[] given = new double[OUT];
            for (int j = 0; j < OUT; j++) {
                given[j] = answers[row * OUT + j];
            }
            for (int j = 0; j < OUT; j++) {
                double label = y[row * OUT + j];
                double error = output[j] - label;
                double miss = output[j] - given[j];
                sum += objective.labels()
                        * switch (loss) {
                            case CROSS_ENTROPY -> -label * Math.log(softmax(output, 1, j)) / BATCH;
                            case MSE -> error * error / (BATCH * OUT);
                            case MAE -> Math.abs(error) / (BATCH * OUT);
                        };
                sum += objective.outputs()
                        * (loss == Loss.CROSS_ENTROPY
                                ? t * t * given[j] * -Math.log(softmax(output, t, j)) / BATCH
                                : miss * miss / (BATCH * OUT));
            }
        }
        return sum + objective.weights() * distance(trial.given().orElseThrow(), theta);
    }

    private static float[] answers(Loss loss, float[] outputs, double temperature) {
        float[] answers = outputs.clone();
        for (int row = 0; row < BATCH && loss == Loss.CROSS_ENTROPY; row++) {
            double[] given = new double[OUT];
            for (int j = 0; j < OUT; j++) {
                given[j] = outputs[row * OUT + j];
            }
            for (int j = 0; j < OUT; j++) {
                answers[row * OUT + j] = (float) softmax(given, temperature, j);
            }
        }
        return answers;
    }

    private static double softmax(double[] outputs, double temperature, int of) {
        double all = 0;
        for (double output : outputs) {
            all += Math.exp(output / temperature);
        }
        return Math.exp(outputs[of] / temperature) / all;
    }

    /** The last tensor, b2, has equal numbers: its unit is the mean square of all weights. */
    private static double distance(GivenSpec given, double[] theta) {
        double[] flat = given.flat();
        int[] ends = {0, IN * HIDDEN, IN * HIDDEN + HIDDEN, THETA - OUT, THETA};
        double sum = 0;
        for (int tensor = 0; tensor + 1 < ends.length; tensor++) {
            int size = ends[tensor + 1] - ends[tensor];
            double mean = 0;
            for (int i = ends[tensor]; i < ends[tensor + 1]; i++) {
                mean += flat[i] / size;
            }
            double unit = 0;
            for (int i = ends[tensor]; i < ends[tensor + 1]; i++) {
                unit += (flat[i] - mean) * (flat[i] - mean) / size;
            }
            if (tensor == 3) {
                unit = 0;
                for (double w : flat) {
                    unit += w * w / THETA;
                }
            }
            for (int i = ends[tensor]; i < ends[tensor + 1]; i++) {
                sum += (theta[i] - flat[i]) * (theta[i] - flat[i]) / unit / THETA;
            }
        }
        return sum;
    }

    private static double[] output(double[] theta, float[] x, int row) {
        int b1 = IN * HIDDEN;
        int w2 = b1 + HIDDEN;
        int b2 = w2 + HIDDEN * OUT;
        double[] output = new double[OUT];
        System.arraycopy(theta, b2, output, 0, OUT);
        for (int h = 0; h < HIDDEN; h++) {
            double pre = theta[b1 + h];
            for (int i = 0; i < IN; i++) {
                pre += x[row * IN + i] * theta[i * HIDDEN + h];
            }
            for (int j = 0; j < OUT; j++) {
                output[j] += Math.tanh(pre) * theta[w2 + h * OUT + j];
            }
        }
        return output;
    }

    private static float[] labels(Loss loss, SplittableRandom random) {
        if (loss != Loss.CROSS_ENTROPY) {
            return floats(random, BATCH * OUT);
        }
        float[] y = new float[BATCH * OUT];
        for (int row = 0; row < BATCH; row++) {
            y[row * OUT + row % OUT] = 1;
        }
        return y;
    }

    private static float[] floats(SplittableRandom random, int count) {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = (float) random.nextDouble(-2, 2);
        }
        return floats;
    }

    private static void load(GradientProgram program, String input, float[] values, int width) {
        if (program.inputs().contains(input)) {
            program.load(input, values, width, IntStream.range(0, BATCH).toArray(), 0, BATCH);
        }
    }
}
