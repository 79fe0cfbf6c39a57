package io.weightloom.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.data.Examples;
import io.weightloom.data.Minibatches;
import io.weightloom.data.Preprocessing;
import io.weightloom.data.Tasks;
import io.weightloom.network.Trials;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.Loss;
import io.weightloom.spec.OptimizerSpec;
import io.weightloom.spec.OrderSpec;
import io.weightloom.spec.ScheduleSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the steps of a training do, one after the other, against plain loops that know nothing of programs. */
class StepTests {

    private static final int SIZE = 22; // examples of the training split
    private static final int HIDDEN = 3;
    private static final double RATE = 0.05;
    private static final double SINGLE = 2e-6; // sums of a dozen products in single precision, over ten steps

    private static final Tasks THREE = new Datasets()
            .load(new DataSpec(new SourceSpec.SineFamily(3, 1, 30), 0.2, 0.2), 1)
            .tasks();

    /**
     * Gradient descent on 22-3-1 with tanh, where each feature belongs to one example alone, so that a row that should
     * not be there, or a label that is another's, shows. Whole, and from checkpoint to checkpoint.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachStepIsOneOnTheExamplesOfItsPlaceInTheOrder(boolean interrupted) {
        TrialSpec trial = trial(new WeightsSpec.Plain(), 4, 1);
        Examples train = oneHot();
        Dataset data = data(train, 1);
        List<double[]> steps = parameters(trial, data, interrupted);

        Minibatches batches = new Minibatches(trial.seed(), train, 4, 1);
        assertThat(steps).hasSize(1 + 2 * 5); // 22 examples make five whole batches, and two wait
        double[] expected = steps.get(0);
        for (int epoch = 1; epoch <= 2; epoch++) {
            int[] rows = batches.order(epoch).rows();
            for (int batch = 0; batch < 5; batch++) {
                expected = descended(expected, train, Arrays.copyOfRange(rows, 4 * batch, 4 * batch + 4), RATE);

                assertThat(steps.get((epoch - 1) * 5 + batch + 1))
                        .as("after step %d of epoch %d", batch + 1, epoch)
                        .containsExactly(expected, within(SINGLE));
            }
        }
    }

    /** The same against a given network: its answers stand in the labels' place, whatever the order of the epoch is. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachStepAgainstAGivenNetworkIsOneOnItsAnswersToTheExamplesOfTheStep(boolean interrupted) {
        TrialSpec trial = Trials.against(trial(new WeightsSpec.Plain(), 4, 1), new TrainingSpec.Objective.Outputs(1));
        Examples train = oneHot();
        float[] answers = new float[SIZE];
        for (int row = 0; row < SIZE; row++) {
            answers[row] = (float) output(trial.given().orElseThrow().flat(), train, row, new double[HIDDEN]);
        }
        Examples answered = new Examples(train.features(), answers, SIZE, SIZE, 1);
        List<double[]> steps = parameters(trial, data(train, 1), interrupted);

        Minibatches batches = new Minibatches(trial.seed(), train, 4, 1);
        assertThat(steps).hasSize(1 + 2 * 5);
        double[] expected = steps.get(0);
        for (int step = 0; step < 2 * 5; step++) {
            int from = step % 5 * 4;
            int[] rows = Arrays.copyOfRange(batches.order(1 + step / 5).rows(), from, from + 4);
            expected = descended(expected, answered, rows, RATE);

            assertThat(steps.get(step + 1)).as("step %d", step).containsExactly(expected, within(SINGLE));
        }
    }

    /** In a mix, from a checkpoint at each step: the given network is asked anew. */
    @Test
    void aTrainingAgainstAGivenNetworkThatGoesOnFromEachStepHasTheSameBits() {
        TrialSpec trial = Trials.against(
                trial(Trials.full(Initialisation.HYPERFAN_IN, 3, 4), 4, 1),
                new TrainingSpec.Objective.Mix(1, 2, 0.5, 1));
        Dataset data = data(oneHot(), 1);

        List<double[]> whole = parameters(trial, data, false);
        List<double[]> interrupted = parameters(trial, data, true);

        assertThat(interrupted).hasSameSizeAs(whole);
        for (int step = 0; step < whole.size(); step++) {
            assertThat(interrupted.get(step)).as("step %d", step).isEqualTo(whole.get(step));
        }
    }

    /** Two epochs of two steps for each task: two steps of warm-up, then the cosine's 1 and 1/2. */
    @Test
    void eachPhaseGoesThroughTheWholeCourseOfTheLearningRate() {
        TrialSpec together = trial(new WeightsSpec.Plain(), 3, 1);
        TrainingSpec t = together.training();
        TrialSpec trial = together.with(new TrainingSpec(
                t.epochs(),
                t.batchSize(),
                t.optimizer(),
                RATE,
                new ScheduleSpec.Cosine(2),
                t.loss(),
                0,
                0,
                0,
                1,
                new OrderSpec.Sequential(0, OrderSpec.LookAhead.NONE)));
        Examples all = oneHot();
        Examples train = new Examples(all.features(), all.labels(), SIZE, all.inputs(), 1, new int[] {0, 7, 14, SIZE});
        double[] course = {0.5, 1, 1, 0.5};

        List<double[]> steps = parameters(trial, data(train, 3), false);

        assertThat(steps).hasSize(1 + 3 * 4);
        double[] expected = steps.get(0);
        for (int step = 0; step < 3 * 4; step++) {
            int task = step / 4;
            Examples own = train.some(train.rows(task));
            int[] rows =
                    new Minibatches(trial.seed(), own, 3, 1).order(1 + step / 2).rows();
            int from = step % 2 * 3;
            expected = descended(expected, own, Arrays.copyOfRange(rows, from, from + 3), RATE * course[step % 4]);

            assertThat(steps.get(step + 1)).as("step %d", step).containsExactly(expected, within(SINGLE));
        }
    }

    /** Which z move, and which features' weights would: the tasks of the step and the examples of the step. */
    @ParameterizedTest
    @CsvSource({"1, 4", "2, 3", "3, 2"})
    void eachStepOfSeveralTasksIsOneOnItsTasksAndOnItsExamplesOfThem(int tasksPerStep, int batchSize) {
        WeightsSpec bank =
                Trials.hypernet(new GeneratorSpec.Full(), new ConditionSpec.PerTask(2, 3), Initialisation.DEFAULT, 4);
        TrialSpec trial = trial(bank, batchSize, tasksPerStep);
        Examples all = oneHot();
        Examples train = new Examples(
                all.features(), all.labels(), SIZE, all.inputs(), 1, new int[] {0, 7, 14, SIZE}); // 7, 7 and 8
        Dataset data = data(train, 3);
        List<double[]> steps = parameters(trial, data, false);

        Minibatches batches = new Minibatches(trial.seed(), train, batchSize, tasksPerStep);
        assertThat(steps).hasSize(1 + 2 * batches.perEpoch());
        for (int step = 0; step < 2 * batches.perEpoch(); step++) {
            Minibatches.Order order = batches.order(1 + step / batches.perEpoch());
            int at = step % batches.perEpoch();
            double[] from = steps.get(step);
            double[] to = steps.get(step + 1);

            assertThat(moved(from, to, 0, 3, 2))
                    .as("z")
                    .isEqualTo(some(order.tasks(), at * tasksPerStep, tasksPerStep));
            int perStep = tasksPerStep * batchSize;
            int bias = from.length - (SIZE * HIDDEN + HIDDEN + HIDDEN + 1); // of the head, in the order of the weights
            assertThat(moved(from, to, bias, SIZE, HIDDEN))
                    .as("weights behind a feature")
                    .isEqualTo(some(order.rows(), at * perStep, perStep));
        }
    }

    /** Numbers of the rows of a table {@code [rows, width]} that are not as they were. */
    private static Set<Integer> moved(double[] from, double[] to, int offset, int rows, int width) {
        Set<Integer> moved = new TreeSet<>();
        for (int row = 0; row < rows; row++) {
            int at = offset + row * width;
            if (!Arrays.equals(from, at, at + width, to, at, at + width)) {
                moved.add(row);
            }
        }
        return moved;
    }

    private static Set<Integer> some(int[] numbers, int from, int count) {
        Set<Integer> some = new TreeSet<>();
        Arrays.stream(numbers, from, from + count).forEach(some::add);
        return some;
    }

    /** @param h what the hidden units give, written */
    private static double output(double[] p, Examples train, int row, double[] h) {
        int b1 = SIZE * HIDDEN;
        double output = p[b1 + 2 * HIDDEN];
        for (int j = 0; j < HIDDEN; j++) {
            double pre = p[b1 + j];
            for (int i = 0; i < SIZE; i++) {
                pre += train.features()[row * SIZE + i] * p[i * HIDDEN + j];
            }
            h[j] = Math.tanh(pre);
            output += h[j] * p[b1 + HIDDEN + j];
        }
        return output;
    }

    /** One step of gradient descent on the mean squared error of w1 [22, 3], b1 [3], w2 [3, 1], b2 [1]. */
    private static double[] descended(double[] p, Examples train, int[] rows, double rate) {
        int b1 = SIZE * HIDDEN;
        int w2 = b1 + HIDDEN;
        int b2 = w2 + HIDDEN;
        double[] gradient = new double[p.length];
        for (int row : rows) {
            double[] h = new double[HIDDEN];
            double error = 2 * (output(p, train, row, h) - train.labels()[row]) / rows.length;
            gradient[b2] += error;
            for (int j = 0; j < HIDDEN; j++) {
                double behind = error * p[w2 + j] * (1 - h[j] * h[j]);
                gradient[w2 + j] += error * h[j];
                gradient[b1 + j] += behind;
                for (int i = 0; i < SIZE; i++) {
                    gradient[i * HIDDEN + j] += behind * train.features()[row * SIZE + i];
                }
            }
        }
        double[] next = p.clone();
        Arrays.setAll(next, i -> p[i] - rate * gradient[i]);
        return next;
    }

    /** At first and after each step. */
    private static List<double[]> parameters(TrialSpec trial, Dataset data, boolean interrupted) {
        List<double[]> steps = new ArrayList<>();
        Training training = Training.of(trial, data, Optional.empty());
        try {
            Progress progress = new Progress.Paused();
            while (progress instanceof Progress.Paused) {
                Checkpoint checkpoint = training.checkpoint();
                steps.add(CheckpointFormat.read(checkpoint.bytes()).state().parameters());
                if (interrupted) {
                    training.close();
                    training = Training.of(trial, data, Optional.of(checkpoint));
                }
                progress = training.advance(() -> true, DEAF);
            }
            steps.add(
                    CheckpointFormat.read(training.checkpoint().bytes()).state().parameters());
            return steps;
        } finally {
            training.close();
        }
    }

    private static final TrainingListener DEAF = new TrainingListener() {
        @Override
        public void epoch(EpochMetrics metrics) {}

        @Override
        public void steps(long steps, double seconds) {}
    };

    /** Example i has feature i alone, of a size of its own, and a label of its own. */
    private static Examples oneHot() {
        SplittableRandom random = new SplittableRandom(2);
        float[] x = new float[SIZE * SIZE];
        float[] y = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            x[i * SIZE + i] = (float) random.nextDouble(0.5, 2);
            y[i] = i - 10.5f;
        }
        return new Examples(x, y, SIZE, SIZE, 1);
    }

    private static Dataset data(Examples train, int tasks) {
        int[] few = IntStream.range(0, tasks)
                .flatMap(t -> IntStream.of(train.starts()[t], train.starts()[t] + 1))
                .toArray();
        return new Dataset(
                LabelKind.REGRESSION,
                train,
                train.some(few),
                train.some(few),
                Optional.empty(),
                "",
                Preprocessing.none(train.inputs(), LabelKind.REGRESSION, 1, tasks == 1 ? Tasks.ONE : THREE));
    }

    private static TrialSpec trial(WeightsSpec weights, int batchSize, int tasksPerStep) {
        TrialSpec base = Trials.of(5, new TargetSpec.Mlp(List.of(SIZE, HIDDEN, 1), Activation.TANH), weights, Loss.MSE);
        TrainingSpec training = new TrainingSpec(
                2,
                batchSize,
                new OptimizerSpec.Sgd(0, 0),
                RATE,
                new ScheduleSpec.Constant(0),
                Loss.MSE,
                0,
                0,
                0,
                tasksPerStep);
        return new TrialSpec(base.seed(), base.data(), base.target(), weights, training, base.verify());
    }
}
