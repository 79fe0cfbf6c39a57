package io.weightloom.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.weightloom.format.ElementType;
import io.weightloom.format.OnnxFile;
import io.weightloom.format.OnnxFile.Axis;
import io.weightloom.format.Tensor;
import io.weightloom.network.Cuts;
import io.weightloom.network.Ledgers;
import io.weightloom.network.Network;
import io.weightloom.network.Trainable;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.network.target.Targets;
import io.weightloom.program.InferenceProgram;
import io.weightloom.program.Work;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.ConditionSpec.Encoding;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.GeneratorSpec.Coordinates.Emits;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.HypernetSpec.Norm;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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

/** What ONNX Runtime computes of a network's model is what our own programs compute of the network. */
class OnnxNetworkTests {

    private static final int TASKS = 3;
    private static final int BATCH = 5;

    static Stream<Arguments> networks() {
        TargetSpec mlp = new TargetSpec.Mlp(List.of(3, 5, 2), Activation.TANH);
        List<Arguments> all = new ArrayList<>();
        for (WeightsSpec weights : Trials.kinds(Initialisation.HYPERFAN_IN)) {
            all.add(Arguments.of(mlp, weights));
        }
        for (ConditionSpec condition : conditions()) {
            for (GeneratorSpec generator : List.of(new GeneratorSpec.Full(), new GeneratorSpec.Chunked(7, 2))) {
                all.add(Arguments.of(mlp, Trials.hypernet(generator, condition, Initialisation.HYPERFAN_IN, 6)));
            }
        }
        all.add(Arguments.of(
                mlp,
                Trials.sharing(
                        Trials.hypernet(
                                new GeneratorSpec.Tile(List.of(1, 1), 3),
                                new ConditionSpec.Descriptor(2, Encoding.NONE, TASKS),
                                Initialisation.HYPERFAN_IN,
                                6),
                        "biases")));
        for (Activation activation : Activation.values()) {
            TargetSpec active = new TargetSpec.Mlp(List.of(3, 5, 2), activation);
            all.add(Arguments.of(active, new WeightsSpec.Plain()));
            all.add(Arguments.of(active, Trials.activated(Trials.full(Initialisation.HYPERFAN_IN, 3, 6), activation)));
        }
        for (TargetSpec target : Trials.targets()) {
            all.add(Arguments.of(target, new WeightsSpec.Plain()));
            all.add(Arguments.of(
                    target,
                    Trials.hypernet(
                            new GeneratorSpec.Chunked(7, 2),
                            new ConditionSpec.PerTask(3, TASKS),
                            Initialisation.HYPERFAN_OUT,
                            6)));
        }
        return all.stream();
    }

    private static List<ConditionSpec> conditions() {
        return List.of(
                new ConditionSpec.Learned(2),
                new ConditionSpec.Fixed(2),
                new ConditionSpec.PerTask(2, TASKS),
                new ConditionSpec.Descriptor(2, Encoding.NONE, TASKS),
                new ConditionSpec.Descriptor(2, Encoding.MIP, TASKS),
                new ConditionSpec.Noise(2, 1));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void everyNetworkComputesTheSameInOnnxRuntime(TargetSpec target, WeightsSpec weights) throws OrtException {
        assertComputesTheSame(Trials.of(3, target, weights, Loss.MSE));
    }

    @ParameterizedTest
    @MethodSource("io.weightloom.verification.NarrowNetworksTests#networks")
    void everyNarrowNetworkComputesTheSame(TargetSpec target, WeightsSpec weights) throws OrtException {
        assertComputesTheSame(Trials.of(3, target, weights, Loss.MSE));
    }

    static Stream<Arguments> cuts() {
        return Trials.targets().stream()
                .flatMap(target -> Stream.of(
                                Cuts.least(new WeightsSpec.Pruned(1), target),
                                Targets.layout(target).size() - 3)
                        .flatMap(stored -> Stream.of(new WeightsSpec.Pruned(stored), new WeightsSpec.RankCut(stored)))
                        .filter(cut -> cut.stored() >= Cuts.least(cut, target))
                        .map(cut -> Arguments.of(target, cut)));
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void everyNetworkThatWasCutComputesTheSame(TargetSpec target, WeightsSpec.Cut cut) throws OrtException {
        TrialSpec trial = Trials.of(3, target, cut, Loss.MSE);
        double[] flat = new SplittableRandom(5)
                .doubles(Targets.layout(target).size(), -1, 1)
                .toArray();

        try (Network network = Network.cut(trial, cut, flat, DataType.FLOAT, Work.UNHEARD);
                Network exact = Network.cut(trial, cut, flat, DataType.DOUBLE, Work.UNHEARD)) {
            assertComputesTheSame(network, network, exact);
        }
    }

    /** Of some thousand numbers, on targets whose tensors are larger than what stands beside them. */
    static Stream<Arguments> larger() {
        TargetSpec mlp = new TargetSpec.Mlp(List.of(60, 48, 40, 10), Activation.TANH);
        TargetSpec conv = new TargetSpec.Conv(
                List.of(2, 12, 12),
                List.of(TargetSpec.Convolution.of("3x3x16"), TargetSpec.Convolution.of("3x3x24")),
                2,
                TargetSpec.Pooling.MAX,
                List.of(10),
                Activation.RELU);
        List<Arguments> all = new ArrayList<>();
        for (TargetSpec target : List.of(mlp, conv)) {
            for (GeneratorSpec generator : List.of(
                    new GeneratorSpec.Chunked(100, 0),
                    new GeneratorSpec.Chunked(64, 6),
                    new GeneratorSpec.LowRank(2, GeneratorSpec.LowRank.Base.NONE),
                    new GeneratorSpec.Templates(2),
                    new GeneratorSpec.Coordinates(0, Emits.WEIGHT),
                    new GeneratorSpec.Coordinates(6, Emits.WEIGHT),
                    new GeneratorSpec.Coordinates(5, Emits.ROW),
                    new GeneratorSpec.Coordinates(2, Emits.KERNEL))) {
                String shared = all.size() % 2 == 0 ? "first" : "biases";
                all.add(Arguments.of(
                        target,
                        Trials.sharing(Trials.learned(generator, Initialisation.HYPERFAN_IN, 8, 48, 64), shared)));
            }
            all.add(Arguments.of(
                    target,
                    Trials.normed(Trials.chunked(Initialisation.HYPERFAN_IN, 8, 50, 8, 32, 40), Norm.SPECTRAL)));
            all.add(Arguments.of(
                    target, Trials.normed(Trials.chunked(Initialisation.HYPERFAN_IN, 8, 50, 8, 32, 40), Norm.LAYER)));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("larger")
    void aModelIsHardlyLargerThanWhatIsTrained(TargetSpec target, HypernetSpec weights) throws OrtException {
        TrialSpec trial = Trials.of(3, target, weights, Loss.MSE);

        int bytes = assertComputesTheSame(trial);

        long trained = Ledgers.of(target, weights).bytes();
        assertThat(bytes).isBetween((int) trained, (int) (trained + trained / 10 + 6000));
    }

    /** @return bytes of the model */
    private static int assertComputesTheSame(TrialSpec trial) throws OrtException {
        Map<String, double[]> trained = trained(trial);
        try (Network own = Network.trained(trial, trained, DataType.FLOAT);
                Network single = Network.trainedOfOneTask(trial, trained, DataType.FLOAT);
                Network exact = Network.trained(trial, trained, DataType.DOUBLE)) {
            return assertComputesTheSame(own, single, exact);
        }
    }

    /** Numbers as they may be after a training: none of them zero. */
    private static Map<String, double[]> trained(TrialSpec trial) {
        SplittableRandom random = new SplittableRandom(9);
        Map<String, double[]> trained = new LinkedHashMap<>();
        for (Trainable each : Network.trainables(trial)) {
            double size = 1.5 / Math.sqrt(each.shape().extents().get(0));
            trained.put(
                    each.name(),
                    random.doubles(each.shape().length(), -size, size).toArray());
        }
        return trained;
    }

    /**
     * @param single network of one task
     * @param exact the same as {@code own} in double precision
     * @return bytes of the model
     */
    private static int assertComputesTheSame(Network own, Network single, Network exact) throws OrtException {
        SplittableRandom random = new SplittableRandom(7);
        Map<String, long[]> shapes = own.shapes(1, BATCH);
        shapes.remove(Names.Y);
        Map<String, float[]> inputs = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> inputs.put(name, numbers(random, shape)));
        Map<String, float[]> statistics = new LinkedHashMap<>();
        if (!own.statistics().isEmpty()) {
            try (InferenceProgram program = program(own, own.statistics(), shapes, inputs)) {
                own.statistics().forEach(name -> {
                    shapes.put(name, program.shape(name));
                    statistics.put(name, floats(program.values(name)));
                });
            }
        }
        Map<String, float[]> all = new LinkedHashMap<>(inputs);
        all.putAll(statistics);
        float[] expected;
        try (InferenceProgram program = program(own, List.of(Names.OUTPUT), shapes, all)) {
            expected = floats(program.values(Names.OUTPUT));
        }
        double rounding;
        try (InferenceProgram program = program(exact, List.of(Names.OUTPUT), shapes, all)) {
            rounding = largestDifference(expected, program.values(Names.OUTPUT));
        }

        byte[] bytes = model(single, statistics, Precision.FLOAT32);
        try (OnnxModel model = new OnnxModel(bytes)) {
            for (String name : inputs.keySet()) {
                long[] shape = shapes.get(name);
                boolean tasks = own.ofTasks() && name.equals(Names.X);
                model.with(name, inputs.get(name), tasks ? Arrays.copyOfRange(shape, 1, shape.length) : shape);
            }
            assertClose(model.floats(Names.OUTPUT), expected, rounding);
        }
        return bytes.length;
    }

    private static byte[] model(Network network, Map<String, float[]> statistics, Precision precision) {
        OnnxFile file = new OnnxFile("network");
        StoredWeights stored = StoredWeights.of(trained(network), network.layout(), precision);
        OnnxNetwork added = OnnxNetwork.of(file, network, stored);
        statistics.forEach(added::statistic);
        network.shapes(1, BATCH).forEach((name, shape) -> {
            if (!name.equals(Names.Y)) {
                List<Axis> axes = new ArrayList<>();
                for (long length : shape) {
                    axes.add(name.equals(Names.X) && axes.isEmpty() ? new Axis.Free("batch") : new Axis.Length(length));
                }
                added.bind(name, file.input(name, ElementType.FLOAT32, axes));
            }
        });
        file.output(added.output(), ElementType.FLOAT32, List.of(new Axis.Free("batch"), new Axis.Free("outputs")));
        return file.bytes("tests", "1", Collections.emptySortedMap());
    }

    private static InferenceProgram program(
            Network network, List<String> outputs, Map<String, long[]> shapes, Map<String, float[]> inputs) {
        InferenceProgram program = InferenceProgram.compile(network.graph(), network.trainableNames(), outputs, shapes);
        inputs.forEach((name, values) -> {
            long[] shape = shapes.get(name);
            int width = (int) shape[shape.length - 1];
            int rows = values.length / width;
            if (program.inputs().contains(name)) {
                program.load(name, values, width, IntStream.range(0, rows).toArray(), 0, rows);
            }
        });
        program.run();
        return program;
    }

    private static double largestDifference(float[] single, double[] exact) {
        double largest = 0;
        for (int i = 0; i < single.length; i++) {
            largest = Math.max(largest, Math.abs(single[i] - exact[i]));
        }
        return largest;
    }

    /** @param rounding of the expected ones: how much it is depends on the kernels of the processor */
    private static void assertClose(float[] actual, float[] expected, double rounding) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            double scale = Math.max(1, Math.abs(expected[i]));
            assertThat(Math.abs((double) actual[i] - expected[i])).isLessThan(1e-5 * scale + rounding);
        }
    }

    private static Map<String, Tensor> trained(Network network) {
        Map<String, Tensor> trained = new LinkedHashMap<>();
        network.trainableNames().forEach(name -> {
            INDArray array = network.graph().getVariable(name).getArr();
            trained.put(name, Tensor.of(OnnxGraphs.floats(array), array.shape()));
        });
        return trained;
    }

    private static float[] numbers(SplittableRandom random, long[] shape) {
        return floats(random.doubles(Arrays.stream(shape).reduce(1, (a, b) -> a * b), -1.5, 1.5)
                .toArray());
    }

    private static float[] floats(double[] doubles) {
        float[] floats = new float[doubles.length];
        IntStream.range(0, doubles.length).forEach(i -> floats[i] = (float) doubles[i]);
        return floats;
    }
}
