package io.weightloom.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.program.GradientProgram;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.ConditionSpec.Encoding;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a program computes of every kind of network is what SameDiff computes of it. */
class CompiledNetworksTests {

    private static final int TASKS = 3;
    private static final int BATCH = 7;
    private static final int INPUTS = 5;
    private static final int OUTPUTS = 3;

    private static List<WeightsSpec> weights() {
        List<WeightsSpec> all = new ArrayList<>(Trials.kinds(Initialisation.HYPERFAN_IN));
        all.addAll(List.of(
                new WeightsSpec.Plain(),
                Trials.full(Initialisation.DEFAULT, 3, 6),
                Trials.full(Initialisation.HYPERFAN_IN, 3),
                Trials.full(Initialisation.HYPERFAN_OUT, 2, 6, 4),
                Trials.chunked(Initialisation.DEFAULT, 3, 20, 0, 6),
                Trials.chunked(Initialisation.HYPERFAN_IN, 3, 17, 2, 6, 5),
                Trials.hypernet(
                        new GeneratorSpec.Chunked(1000, 0), new ConditionSpec.Fixed(3), Initialisation.HYPERFAN_OUT, 6),
                Trials.hypernet(new GeneratorSpec.Full(), new ConditionSpec.Fixed(3), Initialisation.DEFAULT, 4)));
        return all;
    }

    static Stream<Arguments> networks() {
        List<Arguments> all = new ArrayList<>();
        for (WeightsSpec weights : weights()) {
            for (Activation activation : Activation.values()) {
                for (Loss loss : Loss.values()) {
                    all.add(Arguments.of(weights, activation, loss, DataType.DOUBLE));
                }
                all.add(Arguments.of(weights, activation, Loss.CROSS_ENTROPY, DataType.FLOAT));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void gradientsEqualThoseOfSameDiff(WeightsSpec weights, Activation activation, Loss loss, DataType type) {
        assertGradientsEqualThoseOfSameDiff(trial(weights, activation, loss), type);
    }

    static Stream<Arguments> targets() {
        return Trials.targets().stream()
                .flatMap(target -> Stream.of(
                                new WeightsSpec.Plain(),
                                Trials.full(Initialisation.HYPERFAN_IN, 3, 6),
                                Trials.chunked(Initialisation.HYPERFAN_OUT, 3, 7, 0, 6))
                        .flatMap(weights -> Stream.of(DataType.FLOAT, DataType.DOUBLE)
                                .map(type -> Arguments.of(target, weights, type))));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void gradientsOfEveryTargetEqualThoseOfSameDiff(TargetSpec target, WeightsSpec weights, DataType type) {
        assertGradientsEqualThoseOfSameDiff(Trials.of(1, target, weights, Loss.CROSS_ENTROPY), type);
    }

    /** Each task with weights of its own: by our kernels for many tasks, which SameDiff does not have. */
    static Stream<Arguments> targetsOfTasks() {
        return Trials.targets().stream()
                .flatMap(target -> Stream.of(
                                new ConditionSpec.PerTask(3, TASKS),
                                new ConditionSpec.Descriptor(2, Encoding.MIP, TASKS))
                        .map(condition -> Trials.hypernet(
                                new GeneratorSpec.Chunked(7, 2), condition, Initialisation.HYPERFAN_OUT, 6))
                        .flatMap(weights -> Stream.of(DataType.FLOAT, DataType.DOUBLE)
                                .map(type -> Arguments.of(target, weights, type))));
    }

    @ParameterizedTest
    @MethodSource("targetsOfTasks")
    void gradientsOfEveryTargetOfTasksEqualThoseOfSameDiff(TargetSpec target, WeightsSpec weights, DataType type) {
        assertGradientsEqualThoseOfSameDiff(Trials.of(1, target, weights, Loss.CROSS_ENTROPY), type);
    }

    private static void assertGradientsEqualThoseOfSameDiff(TrialSpec trial, DataType type) {
        Random random = new Random(1);
        try (Network network = Network.build(trial, type);
                Network reference = Network.build(trial, DataType.DOUBLE)) {
            Map<String, long[]> shapes = network.shapes(TASKS, BATCH);
            Map<String, INDArray> batch = new HashMap<>();
            try (GradientProgram program = compile(network, shapes)) {
                shapes.forEach((name, shape) -> {
                    int width = (int) shape[shape.length - 1];
                    int rows = (int) (Arrays.stream(shape).reduce(1, (a, b) -> a * b) / width);
                    float[] values = name.equals(Names.Y) && trial.training().loss() == Loss.CROSS_ENTROPY
                            ? oneHot(random, rows, width)
                            : numbers(random, rows * width);
                    program.load(name, values, width, IntStream.range(0, rows).toArray(), 0, rows);
                    batch.put(
                            name,
                            Nd4j.createFromArray(values).castTo(DataType.DOUBLE).reshape(shape));
                });
                move(program, network);
                move(program, network);

                double value = program.gradients();

                reference.trainableNames().forEach(name -> assign(reference, name, program.value(name)));
                Gradients expected = Gradients.of(reference, batch);
                Map<String, Double> bounds =
                        type == DataType.FLOAT ? expected.boundsOfFloat(reference, batch) : expected.boundsOfDouble();
                expected.of().forEach((name, gradient) -> {
                    double[] actual = program.gradient(name);
                    assertThat(actual).as(name).hasSameSizeAs(gradient);
                    assertThat(Gradients.largestDifference(actual, gradient))
                            .as(name)
                            .isLessThanOrEqualTo(bounds.get(name));
                });
                assertThat(Math.abs(value - expected.loss())).isLessThanOrEqualTo(bounds.get(Names.LOSS));
            }
        }
    }

    /** With a decay of the generated weights for every second activation. */
    private static TrialSpec trial(WeightsSpec weights, Activation activation, Loss loss) {
        TrialSpec trial = Trials.of(1, weights, activation, loss, INPUTS, 6, OUTPUTS);
        TrainingSpec training = trial.training();
        boolean decayed =
                activation == Activation.RELU || activation == Activation.SILU || activation == Activation.GELU;
        TrainingSpec changed = new TrainingSpec(
                training.epochs(),
                BATCH,
                training.optimizer(),
                training.learningRate(),
                training.schedule(),
                loss,
                0,
                decayed ? 0.1 : 0,
                0);
        WeightsSpec own = weights instanceof HypernetSpec hypernet ? Trials.activated(hypernet, activation) : weights;
        return new TrialSpec(trial.seed(), trial.data(), trial.target(), own, changed, trial.verify());
    }

    private static GradientProgram compile(Network network, Map<String, long[]> shapes) {
        return GradientProgram.compile(network.graph(), Names.LOSS, network.trainableNames(), shapes);
    }

    /** A step from where its trainables are, as large for each, as that of Adam at first. */
    private static void move(GradientProgram program, Network network) {
        program.gradients();
        program.parameters(network.trainableNames().stream()
                .flatMapToDouble(name -> {
                    double[] value = program.value(name);
                    double[] gradient = program.gradient(name);
                    return IntStream.range(0, value.length)
                            .mapToDouble(i -> value[i] - 0.01 * Math.signum(gradient[i]));
                })
                .toArray());
    }

    private static void assign(Network network, String name, double[] value) {
        INDArray array = network.graph().getVariable(name).getArr();
        array.assign(Nd4j.createFromArray(value).castTo(array.dataType()).reshape(array.shape()));
    }

    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private static float[] oneHot(Random random, int rows, int outputs) {
        float[] hot = new float[rows * outputs];
        for (int row = 0; row < rows; row++) {
            hot[row * outputs + random.nextInt(outputs)] = 1;
        }
        return hot;
    }
}
