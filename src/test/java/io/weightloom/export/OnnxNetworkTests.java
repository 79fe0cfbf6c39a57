package io.weightloom.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.weightloom.format.ElementType;
import io.weightloom.format.OnnxFile;
import io.weightloom.format.OnnxFile.Axis;
import io.weightloom.format.Tensor;
import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.program.InferenceProgram;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.ConditionSpec.Encoding;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

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
        TrialSpec trial = Trials.of(3, target, weights, Loss.MSE);
        SplittableRandom random = new SplittableRandom(7);
        try (Network own = Network.build(trial, DataType.FLOAT);
                Network single = Network.ofOneTask(trial, learned(own), DataType.FLOAT)) {
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

            try (OnnxModel model = new OnnxModel(model(single, statistics))) {
                for (String name : inputs.keySet()) {
                    long[] shape = shapes.get(name);
                    boolean tasks = own.ofTasks() && name.equals(Names.X);
                    model.with(name, inputs.get(name), tasks ? Arrays.copyOfRange(shape, 1, shape.length) : shape);
                }
                assertClose(model.floats(Names.OUTPUT), expected);
            }
        }
    }

    private static byte[] model(Network network, Map<String, float[]> statistics) {
        OnnxFile file = new OnnxFile("network");
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        statistics.forEach((name, values) -> tensors.put(name, Tensor.of(values, 1, values.length, 1, 1)));
        OnnxNetwork added = OnnxNetwork.of(file, network, tensors, Precision.FLOAT32);
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
        return file.bytes("tests", "1", new TreeMap<>(added.held()));
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

    static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            double scale = Math.max(1, Math.abs(expected[i]));
            assertThat(Math.abs((double) actual[i] - expected[i]) / scale).isLessThan(1e-5);
        }
    }

    private static double[] learned(Network network) {
        return network.trainableNames().stream()
                .flatMapToDouble(name -> {
                    float[] floats =
                            OnnxGraphs.floats(network.graph().getVariable(name).getArr());
                    return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]);
                })
                .toArray();
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
