package io.weightloom.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weightloom.format.NamedTensors;
import io.weightloom.format.Npz;
import io.weightloom.format.Safetensors;
import io.weightloom.format.Tensor;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.network.target.Targets;
import io.weightloom.program.InferenceProgram;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.Activation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.spec.settings.Canonical;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

class PyTorchLayoutTests {

    private static final int BATCH = 4;

    @Test
    void outputsComeFirstAndAreCalledAsPyTorchDoes() {
        Layout layout = Targets.layout(new TargetSpec.Conv(
                List.of(2, 1, 2),
                List.of(TargetSpec.Convolution.of("1x2x3")),
                1,
                TargetSpec.Pooling.MAX,
                List.of(1),
                Activation.RELU));
        float[] flat = numbers((int) layout.size());

        Map<String, Tensor> tensors = PyTorchLayout.of(layout, flat, Map.of());

        assertThat(tensors.keySet())
                .containsExactly("layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias");
        // ours is [height 1, width 2, in 2, out 3]
        assertThat(tensors.get("layers.0.weight"))
                .isEqualTo(Tensor.of(new float[] {0, 6, 3, 9, 1, 7, 4, 10, 2, 8, 5, 11}, 3, 2, 1, 2));
        assertThat(tensors.get("layers.0.bias")).isEqualTo(Tensor.of(new float[] {12, 13, 14}, 3));
        assertThat(tensors.get("layers.1.weight")).isEqualTo(Tensor.of(new float[] {15, 16, 17, 18, 19, 20}, 1, 6));
        assertThat(tensors.get("layers.1.bias")).isEqualTo(Tensor.of(new float[] {21}, 1));
    }

    @Test
    void normsHoldTheirScaleItselfAndTheStatisticsThatWereKept() {
        Layout layout = Targets.layout(new TargetSpec.Residual(
                List.of(1, 2, 2), List.of(1, 2), 1, TargetSpec.BatchNorm.PER_CONDITION, 2, Activation.RELU));
        Map<String, float[]> statistics = Map.of(
                "statistic/block1/norm1/mean", new float[] {1},
                "statistic/block1/norm1/variance", new float[] {2},
                "statistic/block1/norm2/mean", new float[] {3, 4},
                "statistic/block1/norm2/variance", new float[] {5, 6},
                "statistic/last/norm/mean", new float[] {7, 8},
                "statistic/last/norm/variance", new float[] {9, 10});
        float[] flat = numbers((int) layout.size());

        Map<String, Tensor> tensors = PyTorchLayout.of(layout, flat, statistics);

        assertThat(tensors.keySet())
                .containsExactly(
                        "stem.weight",
                        "blocks.0.norm1.weight",
                        "blocks.0.norm1.bias",
                        "blocks.0.norm1.running_mean",
                        "blocks.0.norm1.running_var",
                        "blocks.0.conv1.weight",
                        "blocks.0.norm2.weight",
                        "blocks.0.norm2.bias",
                        "blocks.0.norm2.running_mean",
                        "blocks.0.norm2.running_var",
                        "blocks.0.conv2.weight",
                        "blocks.0.skip.weight",
                        "norm.weight",
                        "norm.bias",
                        "norm.running_mean",
                        "norm.running_var",
                        "dense.weight",
                        "dense.bias");
        assertThat(tensors.get("blocks.0.norm1.weight").floats()).containsExactly(9 + 1);
        assertThat(tensors.get("blocks.0.norm1.bias").floats()).containsExactly(10);
        assertThat(tensors.get("blocks.0.norm2.running_var").floats()).containsExactly(5, 6);
        assertThat(tensors.get("norm.running_mean").floats()).containsExactly(7, 8);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PyTorchLayout.of(layout, flat, Map.of()))
                .withMessage("No 'statistic/block1/norm1/mean' of 1 channels in []");
    }

    @Test
    void whatDoesNotFitIsTold() {
        Layout layout = Layout.empty().with("other", Shape.of(2), 1, 1, Slot.Role.BIAS);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PyTorchLayout.of(layout, new float[3], Map.of()))
                .withMessage("3 weights do not fit a layout of 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PyTorchLayout.of(layout, new float[2], Map.of()))
                .withMessage("PyTorch's name of 'other' is not known");
    }

    static List<TargetSpec> targets() {
        return Stream.concat(
                        Trials.targets().stream(),
                        Arrays.stream(Activation.values())
                                .map(activation -> new TargetSpec.Mlp(List.of(3, 6, 5, 2), activation)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void everyWeightOfEveryTargetIsThereOnce(TargetSpec target) {
        Layout layout = Targets.layout(target);
        TrialSpec trial = trial(target);
        try (Network network = Network.build(trial, DataType.FLOAT)) {
            Map<String, float[]> statistics = statistics(network);

            long numbers = PyTorchLayout.of(layout, numbers((int) layout.size()), statistics).values().stream()
                    .mapToLong(Tensor::length)
                    .sum();

            assertThat(numbers)
                    .isEqualTo(layout.size()
                            + statistics.values().stream()
                                    .mapToLong(each -> each.length)
                                    .sum());
        }
    }

    @Test
    void numPyAndPyTorchRebuildEveryTargetOfTheFilesAlone(@TempDir Path folder)
            throws IOException, InterruptedException {
        Optional<Python> full = Python.with("numpy", "torch");
        Optional<Python> python = full.isPresent() ? full : Python.with("numpy");
        assumeTrue(python.isPresent(), "no python3 with NumPy is installed");
        List<TargetSpec> targets = targets();
        for (int i = 0; i < targets.size(); i++) {
            write(Files.createDirectory(folder.resolve("case" + (100 + i))), targets.get(i), i);
        }

        Python.End end = python.get()
                .run(
                        Path.of(""),
                        "src/test/python/rebuild.py",
                        folder.toAbsolutePath().toString());

        assertThat(end.code()).as(end.said()).isZero();
        assertThat(end.said()).contains(" NumPy siren ", " NumPy mlp ");
        if (full.isPresent()) {
            assertThat(end.said())
                    .contains(
                            " PyTorch siren ",
                            " PyTorch mlp ",
                            " PyTorch conv ",
                            " PyTorch residual ",
                            " the card residual ");
        }
    }

    private static void write(Path folder, TargetSpec target, int seed) throws IOException {
        TrialSpec trial = trial(target);
        float[] flat = RandomStream.INITIALISATION.gaussians(
                seed, 0, (int) Targets.layout(target).size());
        float scale =
                target instanceof TargetSpec.Siren ? 0.03f : 0.3f; // sines of large numbers lose their last digits
        for (int i = 0; i < flat.length; i++) {
            flat[i] *= scale;
        }
        double[] values =
                IntStream.range(0, flat.length).mapToDouble(i -> flat[i]).toArray();
        try (Network network = Network.plain(trial, values, DataType.FLOAT)) {
            Map<String, float[]> statistics = statistics(network);
            int inputs = (int) target.input().width();
            float[] x = RandomStream.DATA.gaussians(seed, 0, BATCH * inputs);
            float[] output = outputs(network, statistics, x, inputs);
            NamedTensors tensors = new NamedTensors(
                    PyTorchLayout.of(network.layout(), flat, statistics),
                    new TreeMap<>(Map.of("spec", Canonical.json(trial))));
            Files.write(folder.resolve("target.safetensors"), Safetensors.write(tensors));
            Files.write(folder.resolve("target.npz"), Npz.write(tensors.tensors()));
            Files.write(folder.resolve("network.py"), PyTorchCode.of(target));
            Map<String, Tensor> example =
                    Map.of("x", Tensor.of(x, BATCH, inputs), "output", Tensor.of(output, BATCH, output.length / BATCH));
            Files.write(folder.resolve("example.npz"), Npz.write(example));
        }
    }

    private static float[] outputs(Network network, Map<String, float[]> statistics, float[] x, int inputs) {
        Map<String, long[]> shapes = new LinkedHashMap<>(network.shapes(1, BATCH));
        statistics.forEach((name, values) -> shapes.put(name, new long[] {1, values.length, 1, 1}));
        try (InferenceProgram program =
                InferenceProgram.compile(network.graph(), network.trainableNames(), List.of(Names.OUTPUT), shapes)) {
            statistics.forEach((name, values) -> program.load(
                    name, values, 1, IntStream.range(0, values.length).toArray(), 0, values.length));
            program.load(Names.X, x, inputs, IntStream.range(0, BATCH).toArray(), 0, BATCH);
            program.run();
            float[] output = new float[program.values(Names.OUTPUT).length];
            program.read(Names.OUTPUT, output);
            return output;
        }
    }

    /** Of each norm something else than it would compute itself. */
    private static Map<String, float[]> statistics(Network network) {
        Map<String, float[]> statistics = new LinkedHashMap<>();
        for (String name : network.statistics()) {
            String norm = name.substring("statistic/".length(), name.lastIndexOf('/'));
            int channels = (int) network.layout().slot(norm + "/scale").shape().length();
            float[] values = RandomStream.PROBES.gaussians(1, statistics.size(), channels);
            for (int i = 0; i < channels; i++) {
                values[i] = name.endsWith("variance") ? 0.5f + Math.abs(values[i]) : values[i];
            }
            statistics.put(name, values);
        }
        return statistics;
    }

    private static TrialSpec trial(TargetSpec target) {
        return Trials.of(7, target, new WeightsSpec.Plain(), Loss.MSE);
    }

    private static float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i;
        }
        return numbers;
    }
}
