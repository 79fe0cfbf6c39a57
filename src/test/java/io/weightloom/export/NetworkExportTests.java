package io.weightloom.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.Predicted;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Table;
import io.weightloom.format.NamedTensors;
import io.weightloom.format.Npz;
import io.weightloom.format.Safetensors;
import io.weightloom.format.Tensor;
import io.weightloom.network.Network;
import io.weightloom.network.Trainable;
import io.weightloom.network.graph.Names;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.read.Yaml;
import io.weightloom.spec.settings.Binding;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.trial.ConditionValue;
import io.weightloom.trial.Predictions;
import io.weightloom.trial.TrainedNetwork;
import io.weightloom.trial.TrainedWeights;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NetworkExportTests {

    private static final CardFacts FACTS = CardFacts.of("sample");

    @TempDir
    private Path folder;

    @Test
    void aNetworkOfOneTaskHasEachFileOnceTheCardFirst() {
        try (TrainedNetwork network = TrainedNetwork.of(TrainedSamples.MLP.weights())) {
            assertThat(export(network, Precision.FLOAT32).names())
                    .startsWith("README.md", "target.onnx", "target.safetensors", "target.npz")
                    .contains("target.fb", "samediff.fb", "hypernetwork.onnx", "hypernetwork.safetensors", "trial.yml");
        }
    }

    @Test
    void statisticsOfDrawsGoWithNoOtherZ() {
        HypernetSpec residual = (HypernetSpec) TrainedSamples.RESIDUAL.spec().weights();
        TrialSpec drawn = TrainedSamples.RESIDUAL.spec().with(residual.with(new ConditionSpec.Noise(4, 2)));
        try (TrainedNetwork network = TrainedNetwork.of(TrainedSamples.trained(drawn))) {
            assertThat(export(network, Precision.FLOAT32).names())
                    .contains("target.onnx", "target.fb", "hypernetwork.safetensors")
                    .doesNotContain("hypernetwork.onnx", "samediff.fb");
        }
    }

    @Test
    void eachTaskHasFilesOfItsOwnUnlessOneIsChosen() {
        try (TrainedNetwork network = TrainedNetwork.of(TrainedSamples.TASKS.weights())) {
            assertThat(export(network, Precision.FLOAT32).names())
                    .contains(
                            "target-task0.safetensors",
                            "target-task1.onnx",
                            "target-task1.safetensors",
                            "target-task1.npz",
                            "target-task1.fb",
                            "samediff-task1.fb")
                    .doesNotContain("target.safetensors", "samediff.fb", "target-task2.npz");

            NetworkExport chosen =
                    NetworkExport.of(network, Precision.FLOAT32, Optional.of(new ConditionValue.Task(1)), FACTS);
            assertThat(chosen.names())
                    .contains("target.safetensors", "samediff.fb")
                    .noneMatch(name -> name.contains("task"));
            assertThat(chosen.file("target.npz"))
                    .isEqualTo(export(network, Precision.FLOAT32).file("target-task1.npz"));
            assertThat(Safetensors.read(chosen.file("target.safetensors")).metadata())
                    .containsEntry("of", "{\"task\":1}");
            assertThatExceptionOfType(InvalidDataException.class)
                    .isThrownBy(() -> NetworkExport.of(
                            network, Precision.FLOAT32, Optional.of(new ConditionValue.Task(2)), FACTS))
                    .withMessageContaining("give a task in [0, 1]");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSameNetworkGivesTheSameBytesAndIsReadBack(TrainedSamples sample) {
        TrainedWeights weights = sample.weights();
        try (TrainedNetwork network = TrainedNetwork.of(weights);
                TrainedNetwork again = TrainedNetwork.of(TrainedWeights.read(weights.bytes()))) {
            NetworkExport export = export(network, Precision.FLOAT32);
            NetworkExport other = export(again, Precision.FLOAT32);
            for (String name : export.names()) {
                assertThat(other.file(name)).as(name).isEqualTo(export.file(name));
            }
            assertThat(TrainedWeights.read(export.file("hypernetwork.safetensors")))
                    .isEqualTo(weights);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CONV", "PRUNED", "RANK_CUT", "SERIES"})
    void theSpecFileAsksForTheSameTrial(TrainedSamples sample) {
        try (TrainedNetwork network = TrainedNetwork.of(sample.weights())) {
            byte[] file = export(network, Precision.FLOAT32).file("trial.yml");

            List<ExperimentSpec> read = Yaml.read(new String(file, StandardCharsets.UTF_8));

            assertThat(read).hasSize(1);
            assertThat(Canonical.json(Binding.trial(read.get(0), Map.of(), 0)))
                    .isEqualTo(Canonical.json(sample.spec()));
        }
    }

    @Test
    void aNetworkWhoseWeightsAreMadeAnewHasNoTargetByItself() {
        TrainedWeights weights = TrainedSamples.HYPER_LSTM.weights();
        try (TrainedNetwork network = TrainedNetwork.of(weights)) {
            NetworkExport export = export(network, Precision.FLOAT32);

            assertThat(export.names())
                    .containsExactly(
                            "README.md", "samediff.fb", "hypernetwork.onnx", "hypernetwork.safetensors", "trial.yml");
            Map<String, Tensor> tensors =
                    Safetensors.read(export.file("hypernetwork.safetensors")).tensors();
            for (Trainable trainable : Network.trainables(weights.spec())) {
                assertThat(tensors.get(trainable.name()))
                        .isEqualTo(Tensor.of(
                                weights.of(trainable.name()), trainable.shape().toArray()));
            }
            assertThat(new String(export.file("README.md"), StandardCharsets.UTF_8))
                    .contains("which a smaller cell scales anew at each step of a sequence")
                    .doesNotContain("target.");
        }
    }

    /** Ours is a network of one bias; PyTorch's two are added. */
    @Test
    void cellsAreCalledAndLieAsInPyTorch() {
        try (TrainedNetwork network = TrainedNetwork.of(TrainedSamples.SERIES.weights());
                TrainedNetwork normed = TrainedNetwork.of(TrainedSamples.NORMED_TEXT.weights())) {
            Map<String, Tensor> tensors = Safetensors.read(
                            export(network, Precision.FLOAT32).file("target.safetensors"))
                    .tensors();
            float[] wx = network.weights().of("target/cell1/wx"); // [2, 5]

            assertThat(tensors.keySet())
                    .containsExactly(
                            "cell.weight_ih_l0",
                            "cell.weight_hh_l0",
                            "cell.bias_ih_l0",
                            "cell.bias_hh_l0",
                            "cell.weight_ih_l1",
                            "cell.weight_hh_l1",
                            "cell.bias_ih_l1",
                            "cell.bias_hh_l1",
                            "out.weight",
                            "out.bias");
            assertThat(tensors.get("cell.weight_ih_l0").shape()).containsExactly(5L, 2L);
            assertThat(tensors.get("cell.weight_ih_l0").floats()[1]).isEqualTo(wx[5]);
            assertThat(tensors.get("cell.bias_hh_l1").floats()).containsOnly(0);
            assertThat(Safetensors.read(export(normed, Precision.FLOAT32).file("target.safetensors"))
                            .tensors()
                            .keySet())
                    .startsWith(
                            "cell.weight_ih_l0",
                            "cell.weight_hh_l0",
                            "cell.bias_ih_l0",
                            "cell.norm_l0.weight",
                            "cell.norm_l0.bias",
                            "cell.state_norm_l0.weight",
                            "cell.state_norm_l0.bias",
                            "cell.weight_ih_l1")
                    .endsWith("out.weight", "out.bias");
        }
    }

    @Test
    void aControlHasNoSpecFile() {
        try (TrainedNetwork network = TrainedNetwork.of(TrainedSamples.CONV.weights())) {
            assertThat(export(network, Precision.FLOAT32).names())
                    .containsExactly(
                            "README.md",
                            "target.onnx",
                            "target.safetensors",
                            "target.npz",
                            "samediff.fb",
                            "hypernetwork.onnx",
                            "hypernetwork.safetensors");
        }
    }

    /** Rounding of each number changes outputs as far as these say, relative to the largest. */
    @ParameterizedTest
    @EnumSource
    void everyPrecisionStoresTheGeneratedWeights(Precision precision) {
        try (TrainedNetwork network = TrainedNetwork.of(TrainedSamples.RESIDUAL.weights())) {
            NamedTensors exact =
                    Safetensors.read(export(network, Precision.FLOAT32).file("target.safetensors"));
            NetworkExport export = export(network, precision);

            NamedTensors stored = Safetensors.read(export.file("target.safetensors"));

            assertThat(Npz.read(export.file("target.npz"))).isEqualTo(stored.tensors());
            assertThat(stored.metadata())
                    .containsEntry("precision", precision.name().toLowerCase(Locale.ROOT));
            exact.tensors().forEach((name, tensor) -> {
                float[] scales = Optional.ofNullable(stored.tensors().get(name + ".scale"))
                        .map(Tensor::floats)
                        .orElse(new float[] {1});
                float[] values = stored.tensors().get(name).floats();
                double largest = 0;
                for (float value : tensor.floats()) {
                    largest = Math.max(largest, Math.abs(value));
                }
                double off = precision == Precision.FLOAT32 ? 0 : precision == Precision.FLOAT16 ? 0x1p-11 : 0.5 / 127;
                if (scales.length == 1) {
                    for (int i = 0; i < values.length; i++) {
                        assertThat((double) values[i] * scales[0])
                                .as(name)
                                .isCloseTo(tensor.floats()[i], within(off * largest * 1.001));
                    }
                }
            });
            if (precision != Precision.FLOAT32) {
                assertThat(export.file("target.npz").length)
                        .isLessThan(export(network, Precision.FLOAT32).file("target.npz").length);
            }
        }
    }

    /** What our own program predicts, and what ND4J computes of the file alone, of examples as networks take them. */
    @ParameterizedTest
    @EnumSource
    void nd4jAlonePredictsTheSame(TrainedSamples sample) throws IOException {
        TrainedWeights weights = sample.weights();
        int inputs = weights.preprocessing().features().width();
        int rows = sample.places() == 1 ? 3 : sample.places();
        double[] raw = new double[rows * inputs];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = weights.preprocessing().inputs().means()[i % inputs] + 0.1 * (i % 7);
        }
        Table table = new Table.Numbers(raw, weights.preprocessing().features().names());
        ConditionValue value = sample.one();
        try (TrainedNetwork network = TrainedNetwork.of(weights)) {
            Predictions expected = network.predict(table, value);
            NetworkExport export = NetworkExport.of(network, Precision.FLOAT32, Optional.of(value), FACTS);
            float[] x = weights.preprocessing().inputs(table);
            for (String name : export.names()) {
                if (name.endsWith(".fb")) {
                    Path file = Files.write(folder.resolve(name), export.file(name));
                    assertPredicts(SameDiff.load(file.toFile(), false), x, expected, weights, name);
                }
            }
        }
    }

    private static void assertPredicts(
            SameDiff graph, float[] x, Predictions expected, TrainedWeights weights, String name) {
        long inputs = weights.preprocessing().features().width();
        Map<String, INDArray> given = new HashMap<>();
        given.put(
                Names.X,
                expected.sequence().isPresent()
                        ? Nd4j.create(x, x.length / inputs, 1, inputs)
                        : Nd4j.create(x, x.length / inputs, inputs));
        if (graph.hasVariable(Names.TASK)) {
            float[] row = weights.preprocessing()
                    .tasks()
                    .matrix(((HypernetSpec) weights.spec().weights()).condition())
                    .orElseThrow()
                    .row(1)
                    .values();
            given.put(Names.TASK, Nd4j.create(row, 1, row.length));
        }
        SDVariable z = graph.getVariable(Names.Z);
        if (z != null && z.isPlaceHolder()) {
            given.put(Names.Z, Nd4j.create(new float[] {1, -0.5f, 2}, 1, 3));
        }
        float[] output = graph.outputSingle(given, Names.OUTPUT).dup('c').data().asFloat();
        double[] values = expected.values();
        int width = values.length / expected.rows();
        for (int row = 0; row < expected.rows(); row++) {
            for (int j = 0; j < width; j++) {
                double predicted = expected.of() instanceof Predicted.Classes
                        ? softmax(output, row * width, width, j)
                        : expected.of().scale().raw(output[row * width + j], j);
                assertThat(predicted).as(name).isCloseTo(values[row * width + j], within(1e-5));
            }
        }
    }

    private static double softmax(float[] logits, int from, int width, int which) {
        double sum = 0;
        for (int i = from; i < from + width; i++) {
            sum += Math.exp(logits[i] - logits[from + which]);
        }
        return 1 / sum;
    }

    @Test
    void whatIsWrittenIsAllFilesAndNothingBesides() throws IOException {
        try (TrainedNetwork network = TrainedNetwork.of(TrainedSamples.MLP.weights())) {
            NetworkExport export = export(network, Precision.FLOAT32);
            Path empty = Files.createDirectory(folder.resolve("empty"));

            export.write(folder.resolve("deep").resolve("new"));
            export.write(empty);

            for (Path written : List.of(folder.resolve("deep").resolve("new"), empty)) {
                assertThat(names(written)).containsExactlyInAnyOrderElementsOf(export.names());
                for (String name : export.names()) {
                    assertThat(written.resolve(name)).hasBinaryContent(export.file(name));
                }
            }
            assertThat(names(folder)).containsExactlyInAnyOrder("deep", "empty");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> export.file("../secret"))
                    .withMessageStartingWith("No file '../secret' in [README.md,");
        }
    }

    @Test
    void aFolderThatHoldsSomethingIsLeftAsItIs() throws IOException {
        Path mine = Files.writeString(folder.resolve("mine.txt"), "mine");

        assertThatExceptionOfType(ExportFolderException.class)
                .isThrownBy(() -> ExportFolder.write(folder, Map.of("a", new byte[1])))
                .withMessage(
                        "The folder %s is not empty, and an export overwrites nothing; name one that is not there yet",
                        folder);
        assertThatExceptionOfType(ExportFolderException.class)
                .isThrownBy(() -> ExportFolder.write(mine, Map.of("a", new byte[1])))
                .withMessage("%s is there, and no folder; name one that is not there yet", mine);
        assertThat(names(folder)).containsExactly("mine.txt");
    }

    /** A name that no file can have stands for a disk that is full after some files. */
    @Test
    void whatCannotBeWrittenWholeLeavesNothing() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("first", new byte[10]);
        files.put("there/not", new byte[10]);
        Path export = folder.resolve("export");

        assertThatExceptionOfType(ExportFolderException.class)
                .isThrownBy(() -> ExportFolder.write(export, files))
                .withMessageStartingWith("The export cannot be written to %s: ", export)
                .withMessageEndingWith("Nothing of it was left there");

        assertThat(names(folder)).isEmpty();
        Files.createDirectory(export);
        assertThatExceptionOfType(ExportFolderException.class).isThrownBy(() -> ExportFolder.write(export, files));
        assertThat(names(folder)).containsExactly("export");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }

    private static NetworkExport export(TrainedNetwork network, Precision precision) {
        return NetworkExport.of(network, precision, Optional.empty(), FACTS);
    }
}
