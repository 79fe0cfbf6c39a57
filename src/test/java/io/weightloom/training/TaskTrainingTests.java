package io.weightloom.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.data.Minibatches;
import io.weightloom.data.TaskMatrix;
import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.program.GradientProgram;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.ConditionSpec.Damage;
import io.weightloom.spec.ConditionSpec.Encoding;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.OptimizerSpec;
import io.weightloom.spec.PictureSpec;
import io.weightloom.spec.ScheduleSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.VerifySpec;
import io.weightloom.spec.WeightsSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Training over several tasks. */
class TaskTrainingTests {

    private static final SourceSpec.SineFamily SINES = new SourceSpec.SineFamily(7, 3, 30);
    private static final TrainingListener DEAF = new TrainingListener() {
        @Override
        public void epoch(EpochMetrics metrics) {}

        @Override
        public void steps(long steps, double seconds) {}
    };

    static Stream<WeightsSpec> weights() {
        return Stream.of(
                new WeightsSpec.Plain(),
                Trials.full(Initialisation.HYPERFAN_IN, 3, 6),
                generated(new GeneratorSpec.Full(), new ConditionSpec.PerTask(3, 7)),
                generated(new GeneratorSpec.Full(), new ConditionSpec.Descriptor(2, Encoding.NONE, 7)),
                generated(new GeneratorSpec.Full(), new ConditionSpec.Descriptor(2, Encoding.MIP, 7)),
                generated(new GeneratorSpec.Chunked(11, 3), new ConditionSpec.Descriptor(2, Encoding.NONE, 7)),
                generated(new GeneratorSpec.Chunked(11, 0), new ConditionSpec.PerTask(3, 7)),
                generated(new GeneratorSpec.Full(), new ConditionSpec.PerTask(3, 7, Damage.FROZEN)),
                generated(new GeneratorSpec.Full(), new ConditionSpec.Descriptor(2, Encoding.MIP, 7, Damage.SHUFFLED)),
                generated(new GeneratorSpec.Full(), new ConditionSpec.Noise(3, 5)),
                generated(new GeneratorSpec.Chunked(11, 0), new ConditionSpec.Noise(3, 5)));
    }

    @ParameterizedTest
    @MethodSource("weights")
    void aProgramsGradientsAreThoseOfSameDiff(WeightsSpec weights) {
        for (Activation activation : List.of(Activation.RELU, Activation.TANH, Activation.GELU)) {
            for (double decay : new double[] {0, 0.1}) {
                for (DataType type : List.of(DataType.DOUBLE, DataType.FLOAT)) {
                    compare(trial(weights, activation, decay, 1), type);
                }
            }
        }
    }

    private static void compare(TrialSpec trial, DataType type) {
        Dataset data = new Datasets().load(trial.data(), 1);
        Minibatches batches = new Minibatches(1, data.train(), trial.training().batchSize(), 3);
        Minibatches.Order order = batches.order(1);
        try (Network network = Network.build(trial, type)) {
            Map<String, long[]> shapes = network.ofTasks()
                    ? network.shapes(3, trial.training().batchSize())
                    : network.shapes(1, batches.perStep());
            try (GradientProgram program =
                    GradientProgram.compile(network.graph(), Names.LOSS, network.trainableNames(), shapes)) {
                Map<String, INDArray> inputs = new HashMap<>();
                shapes.forEach((name, shape) -> {
                    float[] values = values(name, shape, trial, data, order);
                    int width = (int) shape[shape.length - 1];
                    int rows = values.length / width;
                    program.load(name, values, width, IntStream.range(0, rows).toArray(), 0, rows);
                    inputs.put(name, Nd4j.createFromArray(values).castTo(type).reshape(shape));
                });

                double loss = program.gradients();

                assertThat(loss)
                        .isCloseTo(
                                network.graph().outputSingle(inputs, Names.LOSS).getDouble(0), within(1e-5));
                network.graph()
                        .calculateGradients(inputs, network.trainableNames())
                        .forEach((name, gradient) -> assertClose(program.gradient(name), gradient, type, name));
            }
        }
    }

    private static float[] values(String name, long[] shape, TrialSpec trial, Dataset data, Minibatches.Order order) {
        int rows = (int) (Arrays.stream(shape).reduce(1, (a, b) -> a * b) / shape[shape.length - 1]);
        int[] all = IntStream.range(0, rows).toArray();
        return switch (name) {
            case Names.X -> rows(data.train().features(), 1, Arrays.copyOf(order.rows(), rows));
            case Names.Y -> rows(data.train().labels(), 1, Arrays.copyOf(order.rows(), rows));
            case Names.TASK -> {
                TaskMatrix matrix = data.tasks()
                        .matrix(((HypernetSpec) trial.weights()).condition())
                        .orElseThrow();
                yield rows(matrix.values(), matrix.width(), Arrays.copyOf(order.tasks(), 3));
            }
            default ->
                rows(
                        new float[] {1, -0.5f, 0.3f},
                        3,
                        Arrays.stream(all).map(i -> 0).toArray());
        };
    }

    private static float[] rows(float[] table, int width, int[] rows) {
        float[] some = new float[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(table, rows[i] * width, some, i * width, width);
        }
        return some;
    }

    private static void assertClose(double[] actual, INDArray expected, DataType type, String name) {
        double[] numbers = expected.dup('c').reshape(-1).toDoubleVector();
        double largest = Math.max(1e-3, expected.amaxNumber().doubleValue());
        double tolerance = (type == DataType.FLOAT ? 1e-4 : 1e-12) * largest; // floats add in another order
        assertThat(actual).as(name).containsExactly(numbers, within(tolerance));
    }

    @ParameterizedTest
    @MethodSource("weights")
    void aTrainingThatIsPausedAfterEachStepEndsWithTheSameBits(WeightsSpec weights) {
        TrialSpec trial = trial(weights, Activation.TANH, 0, 2);
        Dataset data = new Datasets().load(trial.data(), 1);

        TrainingResult whole;
        try (Training training = Training.of(trial, data, Optional.empty())) {
            whole = ((Progress.Finished) training.advance(() -> false, DEAF)).result();
        }
        Progress progress = new Progress.Paused();
        Optional<Checkpoint> checkpoint = Optional.empty();
        while (progress instanceof Progress.Paused) {
            try (Training training = Training.of(trial, data, checkpoint)) {
                progress = training.advance(() -> true, DEAF);
                checkpoint = Optional.of(training.checkpoint());
            }
        }

        assertThat(((Progress.Finished) progress).result()).isEqualTo(whole);
    }

    @ParameterizedTest
    @MethodSource("weights")
    void heldOutTasksAreTheTestUnlessABankKnowsThemNot(WeightsSpec weights) {
        boolean bank =
                weights instanceof HypernetSpec hypernet && hypernet.condition() instanceof ConditionSpec.PerTask;
        TrainingResult result = result(trial(weights, Activation.TANH, 0, 2));

        assertThat(result.tasks())
                .extracting(TaskScore::task)
                .containsExactlyElementsOf(bank ? IntStream.range(0, 7).boxed().toList() : List.of(7, 8, 9));
        double mean = result.tasks().stream()
                .mapToDouble(TaskScore::meanSquaredError)
                .average()
                .orElseThrow();
        assertThat(result.measures().get(Assessment.MSE)).isCloseTo(mean, within(1e-9));
    }

    @Test
    void errorsInTheUnitsOfLabelsAreThoseOfStandardisedLabelsTimesTheirVariance() {
        TrialSpec trial = trial(new WeightsSpec.Plain(), Activation.TANH, 0, 2);
        double deviation = new Datasets()
                .load(trial.data(), 1)
                .preprocessing()
                .predicted()
                .scale()
                .deviations()[0];

        TrainingResult result = result(trial);

        assertThat(result.measures().get(Assessment.MSE))
                .isCloseTo(result.testLoss() * deviation * deviation, within(1e-9));
    }

    @Test
    void drawsOfNoiseAreAveragedAndTheirSpreadIsTold() {
        TrainingResult one = result(
                trial(generated(new GeneratorSpec.Full(), new ConditionSpec.Noise(3, 1)), Activation.TANH, 0, 2));
        TrainingResult many = result(
                trial(generated(new GeneratorSpec.Full(), new ConditionSpec.Noise(3, 40)), Activation.TANH, 0, 2));

        assertThat(one.measures()).doesNotContainKey(Assessment.SPREAD);
        assertThat(many.measures().get(Assessment.SPREAD)).isPositive();
        assertThat(many.testScore()).isNotEqualTo(one.testScore());
    }

    @Test
    void whatIsMadeOfNoiseIsProbedWithTheDrawsOfEvaluations() {
        Progress.Finished finished = finished(
                trial(generated(new GeneratorSpec.Full(), new ConditionSpec.Noise(3, 5)), Activation.TANH, 0, 2));

        Probes probes = finished.probes().orElseThrow();
        assertThat(probes.samples()).isEqualTo(5);
        assertThat(probes.doesNothing()).isFalse();
    }

    @Test
    void aPicturesErrorIsToldInDecibels() {
        TrialSpec sines = trial(new WeightsSpec.Plain(), Activation.TANH, 0, 2);
        TrialSpec picture = new TrialSpec(
                1,
                new DataSpec(
                        new SourceSpec.Image(
                                new PictureSpec.Drawn(PictureSpec.Motif.RINGS, 8), PictureSpec.Colours.GREY),
                        0.1,
                        0.1),
                new TargetSpec.Mlp(List.of(2, 5, 1), Activation.TANH),
                new WeightsSpec.Plain(),
                training(0, 2, 1),
                sines.verify());

        TrainingResult result = result(picture);

        assertThat(result.measures().get(Assessment.PSNR))
                .isCloseTo(-10 * Math.log10(result.measures().get(Assessment.MSE)), within(1e-9));
        assertThat(result.tasks()).isEmpty();
    }

    @Test
    void aShuffledConditionIsTrainedAsAWholeOneAndFailsTheTest() {
        Progress.Finished whole = finished(trial(bank(Damage.NONE), Activation.TANH, 0, 500));
        Progress.Finished shuffled = finished(trial(bank(Damage.SHUFFLED), Activation.TANH, 0, 500));

        assertThat(shuffled.result().validationScore()).isEqualTo(whole.result().validationScore());
        assertThat(shuffled.probes()).isEqualTo(whole.probes());
        assertThat(mse(shuffled)).isGreaterThan(5 * mse(whole));
    }

    /** It finds the mean wave, as a network without z does, whose error is the variance of waves around it. */
    @Test
    void aFrozenConditionLearnsNoMoreThanWhatTasksHaveInCommonAndIsSaidToDoNothing() {
        Progress.Finished frozen = finished(trial(bank(Damage.FROZEN), Activation.TANH, 0, 500));
        Progress.Finished plain = finished(trial(new WeightsSpec.Plain(), Activation.TANH, 0, 500));
        Progress.Finished whole = finished(trial(bank(Damage.NONE), Activation.TANH, 0, 500));

        assertThat(mse(frozen)).isGreaterThan(3 * mse(whole)).isGreaterThan(0.5 * mse(plain));
        assertThat(frozen.probes().orElseThrow().doesNothing()).isTrue();
        assertThat(whole.probes().orElseThrow().doesNothing()).isFalse();
    }

    /** A generator whose head has no weights makes the same of all z, so that the wrong ones do it no harm. */
    @Test
    void aGeneratorThatIgnoresZIsNoWorseForBeingShuffled() {
        TrialSpec trial = trial(bank(Damage.SHUFFLED), Activation.TANH, 0, 1);
        Dataset data = new Datasets().load(trial.data(), 1);
        Optional<TaskMatrix> own = data.tasks().matrix(bank(Damage.SHUFFLED).condition());
        Optional<TaskMatrix> others = data.tasks().tested(bank(Damage.SHUFFLED).condition(), 1);

        for (boolean ignores : List.of(true, false)) {
            try (Network network = Network.build(trial, DataType.FLOAT);
                    Evaluation evaluation = new Evaluation(network, trial, data, own, data.test(), Optional.empty())) {
                double[] parameters = network.trainableNames().stream()
                        .flatMapToDouble(name -> Arrays.stream(numbers(network, name))
                                .map(value -> ignores && name.equals("hyper/head/w") ? 0 : value))
                        .toArray();
                double right =
                        evaluation.assess(parameters, data.test(), own).score().loss();
                double wrong = evaluation
                        .assess(parameters, data.test(), others)
                        .score()
                        .loss();

                assertThat(wrong == right).as("ignores z: %s", ignores).isEqualTo(ignores);
                assertThat(Probing.of(network, parameters, 1, own, Optional.empty())
                                .orElseThrow()
                                .doesNothing())
                        .isEqualTo(ignores);
            }
        }
    }

    private static double[] numbers(Network network, String trainable) {
        return network.graph().getVariable(trainable).getArr().dup('c').data().asDouble();
    }

    private static HypernetSpec bank(Damage damage) {
        return generated(new GeneratorSpec.Full(), new ConditionSpec.PerTask(3, 7, damage));
    }

    private static double mse(Progress.Finished finished) {
        return finished.result().measures().getOrDefault(Assessment.MSE, Double.NaN);
    }

    private static TrainingResult result(TrialSpec trial) {
        return finished(trial).result();
    }

    private static Progress.Finished finished(TrialSpec trial) {
        try (Training training = Training.of(trial, new Datasets().load(trial.data(), 1), Optional.empty())) {
            return (Progress.Finished) training.advance(() -> false, DEAF);
        }
    }

    private static HypernetSpec generated(GeneratorSpec generator, ConditionSpec condition) {
        return Trials.hypernet(generator, condition, Initialisation.HYPERFAN_IN, 6);
    }

    private static TrialSpec trial(WeightsSpec weights, Activation activation, double decay, int epochs) {
        return new TrialSpec(
                1,
                new DataSpec(SINES, 0.2, 0.2),
                new TargetSpec.Mlp(List.of(1, 5, 4, 1), activation),
                weights,
                training(decay, epochs, 3),
                new VerifySpec(VerifySpec.OnFault.REJECT, 8));
    }

    private static TrainingSpec training(double decay, int epochs, int tasksPerStep) {
        return new TrainingSpec(
                epochs,
                5,
                new OptimizerSpec.Adam(0.9, 0.999, 1e-8, 0),
                1e-2,
                new ScheduleSpec.Constant(0),
                Loss.MSE,
                0,
                decay,
                0,
                tasksPerStep);
    }
}
