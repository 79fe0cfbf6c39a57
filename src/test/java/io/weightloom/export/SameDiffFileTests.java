package io.weightloom.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.format.Tensor;
import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.program.InferenceProgram;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SameDiffFileTests {

    private static final int BATCH = 5;

    @ParameterizedTest
    @MethodSource("io.weightloom.export.OnnxNetworkTests#networks")
    void nd4jAloneLoadsEveryNetworkAndComputesTheSame(TargetSpec target, WeightsSpec weights, @TempDir Path folder)
            throws IOException {
        TrialSpec trial = Trials.of(3, target, weights, Loss.MSE);
        Path file = folder.resolve("samediff.fb");
        Map<String, float[]> inputs = new LinkedHashMap<>();
        Map<String, long[]> shapes;
        float[] expected;
        try (Network network = network(trial)) {
            Map<String, Tensor> statistics = statistics(network);
            shapes = network.shapes(1, BATCH);
            shapes.remove(Names.Y);
            shapes.forEach((name, shape) ->
                    inputs.put(name, RandomStream.DATA.gaussians(1, inputs.size(), (int) numbers(shape))));
            expected = expected(network, shapes, inputs, statistics);

            byte[] bytes = SameDiffFile.of(network.graph(), statistics);

            Files.write(file, bytes);
            try (Network again = network(trial)) {
                assertThat(SameDiffFile.of(again.graph(), statistics)).isEqualTo(bytes);
            }
        }

        SameDiff loaded = SameDiff.load(file.toFile(), false);
        Map<String, INDArray> given = new HashMap<>();
        inputs.forEach((name, values) -> given.put(name, Nd4j.create(values, shapes.get(name), 'c')));
        float[] output =
                loaded.outputSingle(given, Names.OUTPUT).dup('c').data().asFloat();

        assertThat(output).hasSameSizeAs(expected);
        for (int i = 0; i < output.length; i++) {
            assertThat(output[i]).isCloseTo(expected[i], within(1e-5f * Math.max(1, Math.abs(expected[i]))));
        }
    }

    private static Network network(TrialSpec trial) {
        Map<String, double[]> trained = new LinkedHashMap<>();
        Network.trainables(trial).forEach(each -> {
            double[] values = new double[(int) each.shape().length()];
            float[] drawn = RandomStream.INITIALISATION.gaussians(1, trained.size(), values.length);
            Arrays.setAll(values, i -> 0.1f * drawn[i]);
            trained.put(each.name(), values);
        });
        return Network.trainedOfOneTask(trial, trained, DataType.FLOAT);
    }

    private static float[] expected(
            Network network, Map<String, long[]> shapes, Map<String, float[]> inputs, Map<String, Tensor> statistics) {
        Map<String, long[]> all = new LinkedHashMap<>(shapes);
        statistics.forEach((name, tensor) -> all.put(name, new long[] {1, tensor.length(), 1, 1}));
        Map<String, float[]> values = new LinkedHashMap<>(inputs);
        statistics.forEach((name, tensor) -> values.put(name, tensor.floats()));
        try (InferenceProgram program =
                InferenceProgram.compile(network.graph(), network.trainableNames(), List.of(Names.OUTPUT), all)) {
            values.forEach((name, numbers) -> {
                if (program.inputs().contains(name)) {
                    int width = statistics.containsKey(name) ? 1 : (int) all.get(name)[all.get(name).length - 1];
                    int rows = numbers.length / width;
                    program.load(name, numbers, width, IntStream.range(0, rows).toArray(), 0, rows);
                }
            });
            program.run();
            float[] output = new float[program.values(Names.OUTPUT).length];
            program.read(Names.OUTPUT, output);
            return output;
        }
    }

    /** Of each norm something else than it would compute itself. */
    private static Map<String, Tensor> statistics(Network network) {
        Map<String, Tensor> statistics = new LinkedHashMap<>();
        for (String name : network.statistics()) {
            String norm = name.substring("statistic/".length(), name.lastIndexOf('/'));
            int channels = (int) network.layout().slot(norm + "/scale").shape().length();
            float[] values = RandomStream.PROBES.gaussians(1, statistics.size(), channels);
            for (int i = 0; i < channels; i++) {
                values[i] = name.endsWith("variance") ? 0.5f + Math.abs(values[i]) : values[i];
            }
            statistics.put(name, Tensor.of(values, 1, channels, 1, 1));
        }
        return statistics;
    }

    private static long numbers(long[] shape) {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }
}
