package io.weightloom.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.data.Examples;
import io.weightloom.data.Preprocessing;
import io.weightloom.data.Tasks;
import io.weightloom.network.Network;
import io.weightloom.network.Structures;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.program.Work;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.Loss;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** What a phase's network is evaluated with, where it has batch norm. */
class CompiledPhaseTests {

    private static final double SINGLE = 1e-5;
    private static final TargetSpec NORMED = new TargetSpec.Residual(
            List.of(1, 4, 4), List.of(3, 3, 4), 1, TargetSpec.BatchNorm.PER_CONDITION, 2, Activation.RELU);

    private static final Tasks TWO = new Datasets()
            .load(new DataSpec(new SourceSpec.SineFamily(2, 1, 30), 0.2, 0.2), 1)
            .tasks();

    /** One set of weights, of one task and of two with weights in common; and a set for each of two tasks. */
    static Stream<Arguments> cases() {
        WeightsSpec one = Trials.full(Initialisation.DEFAULT, 3, 4);
        WeightsSpec bank =
                Trials.hypernet(new GeneratorSpec.Full(), new ConditionSpec.PerTask(3, 2), Initialisation.DEFAULT, 4);
        return Stream.of(Arguments.of(one, 1), Arguments.of(new WeightsSpec.Plain(), 2), Arguments.of(bank, 2));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anExamplesOutputDependsOnNoOtherOfItsBatch(WeightsSpec weights, int tasks) {
        Dataset data = data(tasks, pictures(48, 1, 1), pictures(12, 2, 3), pictures(12, 3, 5));
        try (CompiledPhase phase = compiled(trial(weights, tasks), data)) {
            double together = loss(phase, data.test());
            double alone = IntStream.range(0, 12)
                    .mapToDouble(row -> loss(phase, data.test().some(row)))
                    .average()
                    .orElseThrow();

            assertThat(alone).isCloseTo(together, within(SINGLE));
        }
    }

    /** The one batch of training is the whole calibration, whose statistics are then those of a training step. */
    @ParameterizedTest
    @MethodSource("cases")
    void trainingExamplesInOneBatchAreEvaluatedAsTheyAreTrained(WeightsSpec weights, int tasks) {
        Examples train = pictures(16, 1, 1);
        Dataset data = data(tasks, train, pictures(16, 2, 3), pictures(16, 3, 5));
        try (CompiledPhase phase = compiled(trial(weights, tasks), data)) {
            int[] rows = IntStream.range(0, 16).toArray();
            phase.program().load(Names.X, train.features(), 16, rows, 0, 16);
            phase.program().load(Names.Y, train.labels(), 2, rows, 0, 16);
            phase.matrix()
                    .ifPresent(known -> phase.program().load(Names.TASK, known.values(), 2, new int[] {0, 1}, 0, 2));

            assertThat(loss(phase, data.train())).isCloseTo(phase.program().gradients(), within(SINGLE));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void statisticsAreOfTheTrainingSplitAndOfNoOther(WeightsSpec weights, int tasks) {
        Examples examples = pictures(10, 7, 2);
        Dataset data = data(tasks, pictures(48, 1, 1), pictures(12, 2, 3), pictures(12, 3, 5));
        Dataset elsewhere = data(tasks, pictures(48, 1, 1), pictures(20, 4, 9), pictures(30, 5, 7));
        Dataset trainedElsewhere = data(tasks, pictures(48, 6, 4), pictures(12, 2, 3), pictures(12, 3, 5));

        double loss = loss(weights, tasks, data, examples);

        assertThat(loss(weights, tasks, elsewhere, examples)).isEqualTo(loss);
        assertThat(loss(weights, tasks, trainedElsewhere, examples)).isNotCloseTo(loss, within(100 * SINGLE));
    }

    /** Variances are of what is in a batch, so the size of the batches tells. */
    @ParameterizedTest
    @MethodSource("cases")
    void statisticsAreOfBatchesAsLargeAsThoseOfTraining(WeightsSpec weights, int tasks) {
        Dataset data = data(tasks, pictures(48, 1, 1), pictures(12, 2, 3), pictures(12, 3, 5));
        TrialSpec trial = trial(weights, tasks);
        try (CompiledPhase phase = compiled(trial, data);
                Network network = Network.build(trial, DataType.FLOAT);
                Evaluation expected = new Evaluation(
                        network,
                        trial,
                        data,
                        phase.matrix(),
                        data.test(),
                        Optional.of(
                                network.ofTasks()
                                        ? new Calibration(network, data.train(), 2, 8)
                                        : new Calibration(network, data.train(), 1, 16)))) {
            double[] parameters = phase.program().state().parameters();

            assertThat(loss(phase, data.test()))
                    .isCloseTo(expected.score(parameters, data.test()).loss(), within(SINGLE));
        }
    }

    private static double loss(WeightsSpec weights, int tasks, Dataset data, Examples examples) {
        try (CompiledPhase phase = compiled(trial(weights, tasks), data)) {
            return loss(phase, halves(tasks, examples));
        }
    }

    private static double loss(CompiledPhase phase, Examples examples) {
        return phase.evaluation()
                .score(phase.program().state().parameters(), examples)
                .loss();
    }

    private static CompiledPhase compiled(TrialSpec trial, Dataset data) {
        return CompiledPhase.of(
                Phases.of(trial, data, Structures.NONE).get(0), new double[0], trial, data, data.test(), Work.UNHEARD);
    }

    /** A step takes 16 examples, of all tasks together. */
    private static TrialSpec trial(WeightsSpec weights, int tasks) {
        TrialSpec one = Trials.of(5, NORMED, weights, Loss.MSE);
        TrainingSpec t = one.training();
        return new TrialSpec(
                one.seed(),
                one.data(),
                one.target(),
                one.weights(),
                new TrainingSpec(
                        t.epochs(),
                        16 / tasks,
                        t.optimizer(),
                        t.learningRate(),
                        t.schedule(),
                        t.loss(),
                        0,
                        0,
                        0,
                        tasks),
                one.verify());
    }

    private static Dataset data(int tasks, Examples train, Examples validation, Examples test) {
        return new Dataset(
                LabelKind.REGRESSION,
                halves(tasks, train),
                halves(tasks, validation),
                halves(tasks, test),
                Optional.empty(),
                "",
                Preprocessing.none(train.inputs(), LabelKind.REGRESSION, 2, tasks == 1 ? Tasks.ONE : TWO));
    }

    private static Examples halves(int tasks, Examples all) {
        int[] starts = tasks == 1 ? new int[] {0, all.size()} : new int[] {0, all.size() / 2, all.size()};
        return new Examples(all.features(), all.labels(), all.size(), all.inputs(), all.outputs(), starts);
    }

    /** Their mean and their spread grow with {@code level}. */
    private static Examples pictures(int size, long seed, double level) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = new float[16 * size];
        float[] y = new float[2 * size];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (level * random.nextDouble(-1, 2));
            y[i / 8] = x[i];
        }
        return new Examples(x, y, size, 16, 2);
    }
}
