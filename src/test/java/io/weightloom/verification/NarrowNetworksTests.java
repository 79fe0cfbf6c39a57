package io.weightloom.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.Datasets;
import io.weightloom.network.Network;
import io.weightloom.network.Suitability;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.program.GradientProgram;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.ConditionSpec.Encoding;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.GeneratorSpec.Coordinates.Emits;
import io.weightloom.spec.GeneratorSpec.LowRank.Base;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.OptimizerSpec;
import io.weightloom.spec.ScheduleSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Networks all of whose extents are 1 wherever that is legal: units, z, chunks, ranks, tiles, channels, pictures,
 * batches, and one task at a time. Gradients are held to central differences of SameDiff's own forward pass, which is
 * right where its backward pass fails (see {@code Nd4jProductsTests}).
 */
class NarrowNetworksTests {

    private static final int TASKS = 3;
    private static final int ELEMENTS = 3;

    /** Of each kind and number of hidden layers, with every option. */
    private static List<List<HypernetSpec>> generators() {
        List<List<HypernetSpec>> all = new ArrayList<>();
        for (Integer[] hidden : new Integer[][] {{}, {1}, {1, 1}}) {
            for (GeneratorSpec generator : List.of(
                    new GeneratorSpec.Full(),
                    new GeneratorSpec.PerTensor(),
                    new GeneratorSpec.Chunked(1, 0),
                    new GeneratorSpec.Chunked(1, 1),
                    new GeneratorSpec.Chunked(100, 0),
                    new GeneratorSpec.Tile(List.of(1, 1), 0),
                    new GeneratorSpec.Tile(List.of(1, 1), 1),
                    new GeneratorSpec.LowRank(1, Base.NONE),
                    new GeneratorSpec.LowRank(1, Base.MULTIPLIED),
                    new GeneratorSpec.Svd(1),
                    new GeneratorSpec.RowScaling(),
                    new GeneratorSpec.Templates(1),
                    new GeneratorSpec.Coordinates(0, Emits.WEIGHT),
                    new GeneratorSpec.Coordinates(0, Emits.ROW))) {
                HypernetSpec hypernet = Trials.activated(
                        Trials.hypernet(generator, new ConditionSpec.Learned(1), Initialisation.HYPERFAN_IN, hidden),
                        Activation.TANH);
                all.add(List.of(
                        hypernet,
                        Trials.residual(hypernet),
                        Trials.sharing(hypernet, "biases"),
                        Trials.sharing(hypernet, "first"),
                        Trials.sharing(hypernet, "biases", "last")));
            }
        }
        return all;
    }

    private static List<ConditionSpec> conditions() {
        return List.of(
                new ConditionSpec.Learned(1),
                new ConditionSpec.Fixed(1),
                new ConditionSpec.PerTask(1, TASKS),
                new ConditionSpec.Descriptor(1, Encoding.NONE, TASKS),
                new ConditionSpec.Descriptor(1, Encoding.MIP, TASKS),
                new ConditionSpec.Noise(1, 1),
                new ConditionSpec.None());
    }

    private static List<TargetSpec> targets() {
        return List.of(
                new TargetSpec.Mlp(List.of(1, 1), Activation.TANH),
                new TargetSpec.Mlp(List.of(1, 1, 1), Activation.TANH),
                new TargetSpec.Siren(List.of(1, 1, 1), 3),
                conv(),
                residual(TargetSpec.BatchNorm.NONE),
                residual(TargetSpec.BatchNorm.PER_CONDITION),
                residual(TargetSpec.BatchNorm.SHARED));
    }

    private static TargetSpec conv() {
        return new TargetSpec.Conv(
                List.of(1, 1, 1),
                List.of(new TargetSpec.Convolution(1, 1, 1)),
                1,
                TargetSpec.Pooling.MAX,
                List.of(1, 1),
                Activation.TANH);
    }

    private static TargetSpec residual(TargetSpec.BatchNorm norm) {
        return new TargetSpec.Residual(List.of(1, 1, 1), List.of(1, 1), 1, norm, 1, Activation.TANH);
    }

    /** Every kind of generator with each number of hidden layers; targets, conditions and options in turn; or all. */
    static Stream<Arguments> networks() {
        boolean full = "full".equals(System.getProperty("proofs"));
        List<Arguments> networks = new ArrayList<>();
        targets().forEach(target -> networks.add(Arguments.of(target, new WeightsSpec.Plain())));
        int turn = 0;
        for (List<HypernetSpec> kind : generators()) {
            List<Arguments> legal = new ArrayList<>();
            for (HypernetSpec hypernet : kind) {
                for (ConditionSpec condition : conditions()) {
                    for (TargetSpec target : targets()) {
                        WeightsSpec weights = hypernet.with(condition);
                        if (isLegal(trial(target, weights))) {
                            legal.add(Arguments.of(target, weights));
                        }
                    }
                }
            }
            networks.addAll(full ? legal : List.of(legal.get(37 * turn++ % legal.size())));
        }
        return networks.stream();
    }

    private static boolean isNormed(TargetSpec target) {
        return target instanceof TargetSpec.Residual residual && residual.norm() != TargetSpec.BatchNorm.NONE;
    }

    private static boolean isLegal(TrialSpec trial) {
        boolean sameChunks = trial.weights() instanceof HypernetSpec h
                && h.condition() instanceof ConditionSpec.Descriptor
                && h.generator() instanceof GeneratorSpec.Chunked chunked
                && chunked.chunkDim() == 0;
        return !sameChunks && Suitability.misfits(trial).isEmpty();
    }

    private static TrialSpec trial(TargetSpec target, WeightsSpec weights) {
        TrialSpec one = Trials.of(3, target, weights, Loss.MSE);
        int batch = isNormed(target) ? 2 : 1;
        TrainingSpec training = new TrainingSpec(
                1,
                batch,
                new OptimizerSpec.Adam(0.9, 0.999, 1e-8, 0),
                0.01,
                new ScheduleSpec.Constant(0),
                Loss.MSE,
                0,
                0,
                0);
        return new TrialSpec(3, one.data(), target, weights, training, one.verify());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void everyGradientIsTheSlopeOfTheLoss(TargetSpec target, WeightsSpec weights) {
        assertGradients(trial(target, weights), 1, isNormed(target) ? 5 : 1); // of two numbers a norm leaves the signs
        if (weights instanceof HypernetSpec hypernet && hypernet.condition().tasks() > 1) {
            assertGradients(trial(target, weights), 2, 5);
        }
    }

    private static void assertGradients(TrialSpec trial, int tasks, int batch) {
        SplittableRandom random = new SplittableRandom(5);
        try (Network network = Network.build(trial, DataType.DOUBLE);
                Network single = Network.build(trial, DataType.FLOAT)) {
            Map<String, float[]> inputs = new LinkedHashMap<>();
            Map<String, long[]> shapes = network.shapes(tasks, batch);
            shapes.forEach((name, shape) -> {
                float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
                IntStream.range(0, values.length).forEach(i -> values[i] = (float) (2 * random.nextDouble() - 1));
                inputs.put(name, values);
            });
            Map<String, double[]> slopes = slopes(network, shapes, inputs);
            assertGradients(network, shapes, inputs, slopes, 1e-6);
            assertGradients(single, shapes, inputs, slopes, 1e-3);
        }
    }

    /** Both of the compiled program and of SameDiff. */
    private static void assertGradients(
            Network network,
            Map<String, long[]> shapes,
            Map<String, float[]> inputs,
            Map<String, double[]> slopes,
            double tolerance) {
        Map<String, INDArray> batch = batch(network, shapes, inputs);
        Map<String, INDArray> own = network.graph().calculateGradients(batch, network.trainableNames());
        double scale =
                slopes.values().stream().mapToDouble(Numbers::largest).max().orElseThrow();
        try (GradientProgram program =
                GradientProgram.compile(network.graph(), Names.LOSS, network.trainableNames(), shapes)) {
            inputs.forEach((name, values) -> {
                long[] shape = shapes.get(name);
                int width = (int) shape[shape.length - 1];
                int rows = values.length / width;
                if (program.inputs().contains(name)) {
                    program.load(name, values, width, IntStream.range(0, rows).toArray(), 0, rows);
                }
            });
            program.gradients();
            slopes.forEach((name, slope) -> {
                assertClose(name + " of SameDiff", numbers(own.get(name)), slope, tolerance * scale);
                assertClose(name + " of the program", program.gradient(name), slope, tolerance * scale);
            });
        }
    }

    private static void assertClose(String what, double[] actual, double[] expected, double tolerance) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i])).as(what).isLessThan(tolerance);
        }
    }

    /** {@code (f(x+h) - f(x-h)) / 2h} for the first numbers of each tensor that is trained. */
    private static Map<String, double[]> slopes(
            Network network, Map<String, long[]> shapes, Map<String, float[]> inputs) {
        double h = 1e-5;
        Map<String, INDArray> batch = batch(network, shapes, inputs);
        Map<String, double[]> slopes = new HashMap<>();
        for (String name : network.trainableNames()) {
            INDArray array = network.graph().getVariable(name).getArr();
            double[] slope = new double[(int) Math.min(ELEMENTS, array.length())];
            for (int i = 0; i < slope.length; i++) {
                double value = array.getDouble(i);
                array.putScalar(i, value + h);
                double above = loss(network, batch);
                array.putScalar(i, value - h);
                slope[i] = (above - loss(network, batch)) / (2 * h);
                array.putScalar(i, value);
            }
            slopes.put(name, slope);
        }
        return slopes;
    }

    private static double loss(Network network, Map<String, INDArray> batch) {
        return network.graph().outputSingle(batch, Names.LOSS).getDouble(0);
    }

    private static Map<String, INDArray> batch(
            Network network, Map<String, long[]> shapes, Map<String, float[]> inputs) {
        Map<String, INDArray> batch = new HashMap<>();
        inputs.forEach((name, values) -> batch.put(
                name,
                Nd4j.createFromArray(values)
                        .castTo(network.graph().getVariable(Names.LOSS).dataType())
                        .reshape(shapes.get(name))));
        return batch;
    }

    private static double[] numbers(INDArray array) {
        return array.dup('c').reshape(-1).castTo(DataType.DOUBLE).toDoubleVector();
    }

    /** Some of those that data of its kind can be found for, with all checks of a run. */
    static Stream<Arguments> verified() {
        List<Arguments> described = networks()
                .filter(network -> network.get()[1] instanceof HypernetSpec hypernet
                        && !(hypernet.condition() instanceof ConditionSpec.Descriptor))
                .toList();
        boolean full = "full".equals(System.getProperty("proofs"));
        return IntStream.range(0, described.size())
                .filter(i -> full || i % 4 == 0)
                .mapToObj(described::get);
    }

    @ParameterizedTest
    @MethodSource("verified")
    void aNarrowNetworkIsSound(TargetSpec target, HypernetSpec hypernet) {
        TrialSpec one = trial(target, hypernet);
        SourceSpec source = new SourceSpec.SineFamily(TASKS, 0, 20);
        TrialSpec trial =
                new TrialSpec(3, new DataSpec(source, 0.2, 0.2), target, hypernet, one.training(), one.verify());

        assertThat(Verifier.verify(trial, new Datasets().load(trial.data(), 3)).faults())
                .isEmpty();
    }
}
