package io.weightloom.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.TaskMatrix;
import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.program.GradientProgram;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.OrderSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

/** What holds the weights of tasks learned before, against formulas in plain Java and double precision. */
class OutputPenaltyTests {

    private static final int TASKS = 4;
    private static final int Z = 3;
    private static final int HIDDEN = 5;
    private static final int THETA = 2 * 3 + 3 + 3 * 2 + 2;

    /** Single precision: 24 bits, sums of some dozen products. */
    private static final double SINGLE = 1e-5;

    /** {@code beta / n sum_t |f(z_t, w) - f(z_t, w*)|^2}; tasks are not the first ones, nor all of them. */
    @ParameterizedTest
    @CsvSource({"0.005, NONE, 1", "0.01, STEP, 1 3", "0.5, NONE, 0 2 3", "3, STEP, 2"})
    void thePenaltyIsThatOfTheFormulaAndItsGradientToo(double beta, OrderSpec.LookAhead lookAhead, String tasks) {
        List<Integer> before =
                Arrays.stream(tasks.split(" ")).map(Integer::valueOf).toList();
        double[] learned = random(1);
        double[] now = random(2);
        System.arraycopy(learned, 0, now, 0, TASKS * Z); // the bank's z stay as they are
        TaskMatrix matrix = oneHot();

        try (OutputPenalty outputs =
                OutputPenalty.of(trial(), new OrderSpec.Sequential(beta, lookAhead), learned, before, matrix)) {
            GradientProgram program = outputs.penalty();
            assertThat(program.gradients()).as("where they were anchored").isCloseTo(0, within(1e-8));

            program.parameters(now);
            double value = program.gradients();

            double expected = penalty(beta, learned, now, before);
            assertThat(expected).isGreaterThan(beta);
            assertThat(value).isCloseTo(expected, within(SINGLE * expected));
            assertThat(outputs.lookAhead()).isEqualTo(lookAhead);
            double[] differences = centralDifferences(beta, learned, now, before);
            double size = Arrays.stream(differences).map(Math::abs).max().orElseThrow();
            assertThat(gradient(program)).containsExactly(differences, within(10 * SINGLE * size));
        }
    }

    private static double[] gradient(GradientProgram penalty) {
        try (Network network = Network.build(trial(), DataType.FLOAT)) {
            return network.trainableNames().stream()
                    .flatMapToDouble(name -> Arrays.stream(penalty.gradient(name)))
                    .toArray();
        }
    }

    private static double penalty(double beta, double[] learned, double[] now, List<Integer> before) {
        double sum = 0;
        for (int task : before) {
            double[] then = flat(learned, task);
            double[] here = flat(now, task);
            for (int i = 0; i < THETA; i++) {
                sum += (here[i] - then[i]) * (here[i] - then[i]);
            }
        }
        return beta * sum / before.size();
    }

    /** Of the bank, which is held fast, none. */
    private static double[] centralDifferences(double beta, double[] learned, double[] now, List<Integer> before) {
        double h = 1e-5;
        double[] differences = new double[now.length];
        for (int i = TASKS * Z; i < now.length; i++) {
            double[] up = now.clone();
            double[] down = now.clone();
            up[i] += h;
            down[i] -= h;
            differences[i] = (penalty(beta, learned, up, before) - penalty(beta, learned, down, before)) / (2 * h);
        }
        return differences;
    }

    /** {@code tanh(z W0 + b0) H + beta}; all numbers end to end, as they are stored. */
    private static double[] flat(double[] p, int task) {
        int w0 = TASKS * Z;
        int b0 = w0 + Z * HIDDEN;
        int head = b0 + HIDDEN;
        int bias = head + HIDDEN * THETA;
        double[] flat = new double[THETA];
        for (int o = 0; o < THETA; o++) {
            flat[o] = p[bias + o];
            for (int h = 0; h < HIDDEN; h++) {
                double pre = p[b0 + h];
                for (int j = 0; j < Z; j++) {
                    pre += p[task * Z + j] * p[w0 + j * HIDDEN + h];
                }
                flat[o] += Math.tanh(pre) * p[head + h * THETA + o];
            }
        }
        return flat;
    }

    private static TaskMatrix oneHot() {
        float[] rows = new float[TASKS * TASKS];
        for (int task = 0; task < TASKS; task++) {
            rows[task * TASKS + task] = 1;
        }
        return new TaskMatrix(rows, TASKS, TASKS);
    }

    /** As single precision holds them. */
    private static double[] random(long seed) {
        int size = TASKS * Z + Z * HIDDEN + HIDDEN + HIDDEN * THETA + THETA;
        return new SplittableRandom(seed)
                .doubles(size, -1, 1)
                .map(number -> (float) number)
                .toArray();
    }

    private static TrialSpec trial() {
        HypernetSpec bank = new HypernetSpec(
                new GeneratorSpec.Full(),
                new ConditionSpec.PerTask(Z, TASKS),
                List.of(HIDDEN),
                Activation.TANH,
                Initialisation.HYPERFAN_IN);
        return Trials.of(1, new TargetSpec.Mlp(List.of(2, 3, 2), Activation.TANH), bank, Loss.MSE);
    }
}
