package io.weightloom.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.data.TaskMatrix;
import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.program.GradientProgram;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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
                        new Dataset(LabelKind.REGRESSION, examples, examples, examples, ""),
                        Optional.empty(),
                        examples,
                        Optional.empty())) {
            double loss = evaluation.score(parameters, examples).loss();

            assertThat(Pointer.totalBytes() - before).isLessThan(250L << 20);
            assertThat(loss).isCloseTo(slowLoss(parameters, examples), within(SINGLE));
        }
    }

    private static final TrialSpec NORMED = Trials.of(
            5,
            new TargetSpec.Residual(
                    List.of(1, 4, 4), List.of(3, 3, 4), 1, TargetSpec.BatchNorm.PER_CONDITION, 2, Activation.RELU),
            Trials.full(Initialisation.DEFAULT, 3, 4), // whose scales and shifts do something
            Loss.MSE);

    @Test
    void anOutputBehindNormsDependsOnNoOtherExample() {
        Examples train = pictures(50, 1);
        Examples all = pictures(9, 2);

        try (Network network = Network.build(NORMED, DataType.FLOAT);
                Evaluation evaluation = evaluation(network, train, 16, all)) {
            double[] parameters = parameters(network);
            double together = evaluation.score(parameters, all).loss();
            double alone = IntStream.range(0, all.size())
                    .mapToDouble(
                            row -> evaluation.score(parameters, row(all, row)).loss())
                    .average()
                    .orElseThrow();

            assertThat(alone).isCloseTo(together, within(SINGLE));
        }
    }

    /** One batch is the whole calibration, so its own statistics are those of training. */
    @Test
    void theCalibrationBatchIsEvaluatedAsItIsTrainedOn() {
        Examples train = pictures(16, 1);

        try (Network network = Network.build(NORMED, DataType.FLOAT);
                Evaluation evaluation = evaluation(network, train, 16, train);
                GradientProgram program = GradientProgram.compile(
                        network.graph(),
                        Names.LOSS,
                        network.trainableNames(),
                        Map.of(Names.X, new long[] {16, 16}, Names.Y, new long[] {16, 2}))) {
            int[] rows = IntStream.range(0, 16).toArray();
            program.load(Names.X, train.features(), 16, rows, 0, 16);
            program.load(Names.Y, train.labels(), 2, rows, 0, 16);

            assertThat(evaluation.score(parameters(network), train).loss())
                    .isCloseTo(program.gradients(), within(SINGLE));
        }
    }

    /** Two tasks with statistics of their own: together, and each beside itself. */
    @Test
    void aTasksOutputBehindNormsDependsOnNoOtherTask() {
        TrialSpec trial = normedTasks();
        Examples train = tasks(pictures(40, 1));
        Examples all = tasks(pictures(12, 2));
        TaskMatrix both = new TaskMatrix(new float[] {1, 0, 0, 1}, 2, 2);
        Dataset data = new Dataset(LabelKind.REGRESSION, train, all, all, "");

        try (Network network = Network.build(trial, DataType.FLOAT);
                Evaluation evaluation = new Evaluation(
                        network,
                        trial,
                        data,
                        Optional.of(both),
                        all,
                        Optional.of(new Calibration(network, train, 2, 5)))) {
            double[] parameters = parameters(network);
            double together = evaluation.score(parameters, all).loss();
            double alone = (evaluation.score(parameters, all.some(all.rows(0))).loss()
                            + evaluation
                                    .score(parameters, all.some(all.rows(1)))
                                    .loss())
                    / 2;
            double mistaken = evaluation
                    .assess(parameters, all, Optional.of(new TaskMatrix(new float[] {0, 1, 1, 0}, 2, 2)))
                    .score()
                    .loss();

            assertThat(alone).isCloseTo(together, within(SINGLE));
            assertThat(mistaken).isNotCloseTo(together, within(100 * SINGLE));
        }
    }

    /** One batch of each task is the whole calibration, so its own statistics are those of training. */
    @Test
    void theCalibrationBatchesOfTasksAreEvaluatedAsTheyAreTrainedOn() {
        TrialSpec trial = normedTasks();
        Examples train = tasks(pictures(16, 1));
        float[] matrix = {1, 0, 0, 1};

        try (Network network = Network.build(trial, DataType.FLOAT);
                Evaluation evaluation = new Evaluation(
                        network,
                        trial,
                        new Dataset(LabelKind.REGRESSION, train, train, train, ""),
                        Optional.of(new TaskMatrix(matrix, 2, 2)),
                        train,
                        Optional.of(new Calibration(network, train, 2, 8)));
                GradientProgram program = GradientProgram.compile(
                        network.graph(), Names.LOSS, network.trainableNames(), network.shapes(2, 8))) {
            int[] rows = IntStream.range(0, 16).toArray();
            program.load(Names.X, train.features(), 16, rows, 0, 16);
            program.load(Names.Y, train.labels(), 2, rows, 0, 16);
            program.load(Names.TASK, matrix, 2, new int[] {0, 1}, 0, 2);

            assertThat(evaluation.score(parameters(network), train).loss())
                    .isCloseTo(program.gradients(), within(SINGLE));
        }
    }

    /** Tasks of which one is all bright, with weights in common: each batch has as many of both, as in training. */
    @Test
    void tasksThatShareTheirWeightsAreCalibratedTogether() {
        Examples mixed = pictures(32, 1);
        float[] bright = mixed.features().clone();
        for (int i = 0; i < bright.length / 2; i++) {
            bright[i] += 10;
        }
        Examples train = tasks(new Examples(bright, mixed.labels(), 32, 16, 2));

        try (Network network = Network.build(NORMED, DataType.FLOAT);
                Calibration calibration = new Calibration(network, train, 1, 8)) {
            calibration.programs().forEach(program -> program.parameters(parameters(network)));

            calibration
                    .ofAll(0)
                    .forEach((name, values) -> assertThat(values)
                            .as(name)
                            .containsExactly(meansOfSameDiff(network, name, train), within(1e-3f)));
        }
    }

    /** Over four batches of eight, each of every fourth example. */
    private static float[] meansOfSameDiff(Network network, String statistic, Examples train) {
        float[] means = {};
        for (int first = 0; first < 4; first++) {
            int begin = first;
            Examples batch =
                    train.some(IntStream.range(0, 8).map(i -> 4 * i + begin).toArray());
            assertThat(batch.size(0)).isEqualTo(batch.size(1));
            INDArray x = Nd4j.createFromArray(batch.features()).reshape(8, 16);
            float[] own = network.graph()
                    .outputSingle(Map.of(Names.X, x), statistic)
                    .dup('c')
                    .reshape(-1)
                    .toFloatVector();
            means = first == 0 ? new float[own.length] : means;
            for (int i = 0; i < own.length; i++) {
                means[i] += own[i] / 4;
            }
        }
        return means;
    }

    /** The statistics are those of the weights that this draw makes. */
    @Test
    void normsBehindWeightsFromNoiseAreCalibratedForEachDraw() {
        TrialSpec trial = Trials.of(
                5,
                NORMED.target(),
                Trials.hypernet(new GeneratorSpec.Full(), new ConditionSpec.Noise(3, 4), Initialisation.DEFAULT, 4),
                Loss.MSE);
        Examples train = pictures(16, 1);
        Dataset data = new Dataset(LabelKind.REGRESSION, train, train, train, "");

        try (Network network = Network.build(trial, DataType.FLOAT);
                Evaluation evaluation = new Evaluation(
                        network,
                        trial,
                        data,
                        Optional.empty(),
                        train,
                        Optional.of(new Calibration(network, train, 1, 16)))) {
            Assessment assessment = evaluation.assess(parameters(network), train, Optional.empty());

            assertThat(assessment.score().loss()).isFinite();
            assertThat(assessment.measures().get(Assessment.SPREAD)).isPositive();
        }
    }

    private static TrialSpec normedTasks() {
        TrialSpec one = Trials.of(
                5,
                NORMED.target(),
                Trials.hypernet(new GeneratorSpec.Full(), new ConditionSpec.PerTask(3, 2), Initialisation.DEFAULT, 4),
                Loss.MSE);
        TrainingSpec t = one.training();
        TrainingSpec both =
                new TrainingSpec(t.epochs(), 8, t.optimizer(), t.learningRate(), t.schedule(), t.loss(), 0, 0, 0, 2);
        return new TrialSpec(one.seed(), one.data(), one.target(), one.weights(), both, one.verify());
    }

    /** The first half is one task, the second another. */
    private static Examples tasks(Examples all) {
        int[] starts = {0, all.size() / 2, all.size()};
        return new Examples(all.features(), all.labels(), all.size(), all.inputs(), all.outputs(), starts);
    }

    private static Evaluation evaluation(Network network, Examples train, int batch, Examples largest) {
        Calibration calibration = new Calibration(network, train, 1, batch);
        Dataset data = new Dataset(LabelKind.REGRESSION, train, largest, largest, "");
        return new Evaluation(network, NORMED, data, Optional.empty(), largest, Optional.of(calibration));
    }

    private static double[] parameters(Network network) {
        return network.trainableNames().stream()
                .map(name -> network.graph().getVariable(name).getArr().dup('c'))
                .flatMapToDouble(array -> Arrays.stream(array.data().asDouble()))
                .toArray();
    }

    private static Examples pictures(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = new float[16 * size];
        float[] y = new float[2 * size];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble(-2, 2);
            y[i / 8] = x[i];
        }
        return new Examples(x, y, size, 16, 2);
    }

    private static Examples row(Examples all, int row) {
        return new Examples(
                Arrays.copyOfRange(all.features(), 16 * row, 16 * row + 16),
                Arrays.copyOfRange(all.labels(), 2 * row, 2 * row + 2),
                1,
                16,
                2);
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
