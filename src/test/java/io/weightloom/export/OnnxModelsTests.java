package io.weightloom.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.weightloom.data.Datasets;
import io.weightloom.data.Predicted;
import io.weightloom.data.Preprocessing;
import io.weightloom.data.raw.Table;
import io.weightloom.format.ElementType;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.spec.read.Yaml;
import io.weightloom.spec.settings.Binding;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.training.PausePoint;
import io.weightloom.trial.ConditionValue;
import io.weightloom.trial.Predictions;
import io.weightloom.trial.TrainedNetwork;
import io.weightloom.trial.TrainedWeights;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.trial.TrialRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/** Models of trained networks, held to what the runner predicts. */
class OnnxModelsTests {

    private static final int ROWS = 7;

    /** Trained once for all tests. */
    private static final Map<TrialSpec, TrainedWeights> TRAINED = new ConcurrentHashMap<>();

    private static TrialSpec trial(String data, String target, String hypernet, String more) {
        return Binding.trial(
                Yaml.read("""
                        experiments:
                          exported:
                            seed: 7
                            data: {%s}
                            target: {%s}
                            hypernet: {%s}
                            training: {epochs: 2, batch-size: 8, learning-rate: 0.01%s}
                            verify: {on-fault: warn}
                        """.formatted(data, target, hypernet, more)).get(0), Map.of(), 0);
    }

    /** Every kind of condition, target, loss, damage, cut and of statistics. */
    static Stream<TrialSpec> trials() {
        String moons = "source: moons, samples: 60";
        TrialSpec plain = trial(moons, "layers: [2, 9, 2]", "generator: full, z-dim: 3, hidden: [4]", "");
        TrialSpec described = trial(
                "source: rotated-moons, tasks: 3, held-out: 2, samples-per-task: 20",
                "layers: [2, 5, 2]",
                "generator: full, condition: descriptor, hidden: [4]",
                "");
        TrialSpec bank = trial(
                "source: rotated-moons, tasks: 4, samples-per-task: 20",
                "layers: [2, 5, 2], activation: gelu",
                "generator: chunked, chunk-size: 9, chunk-dim: 2, condition: per-task, z-dim: 3",
                "");
        String normed = "kind: residual, input: [1, 8, 8], widths: [2, 3], blocks: 1, outputs: 10";
        return Stream.of(
                plain,
                plain.with(new WeightsSpec.Plain()),
                plain.with(new WeightsSpec.Pruned(21)),
                plain.with(new WeightsSpec.RankCut(40)),
                trial(moons, "layers: [2, 5, 2]", "generator: low-rank, rank: 1, z-dim: 3, condition: fixed", ""),
                trial(moons, "layers: [2, 5, 2]", "generator: full, z-dim: 3, condition: noise, hidden: [4]", ""),
                described,
                damaged(described, ConditionSpec.Damage.SHUFFLED),
                damaged(described, ConditionSpec.Damage.FROZEN),
                bank,
                damaged(bank, ConditionSpec.Damage.SHUFFLED),
                damaged(bank, ConditionSpec.Damage.FROZEN),
                trial(
                        "source: sine-family, tasks: 4, held-out: 2, samples-per-task: 20",
                        "layers: [1, 6, 1], activation: tanh",
                        "generator: full, condition: descriptor, encoding: mip, hidden: [4]",
                        ", loss: mae"),
                trial(
                        "source: permuted, tasks: 3, of: glyphs, samples: 100, size: 8",
                        normed,
                        "generator: chunked, chunk-size: 30, condition: per-task, z-dim: 2",
                        ""),
                trial(
                        "source: glyphs, samples: 100, size: 8",
                        normed,
                        "generator: chunked, chunk-size: 30, z-dim: 2",
                        ""),
                trial(
                        "source: glyphs, samples: 100, size: 8",
                        "kind: conv, input: [1, 8, 8], convolutions: [3x3x2], dense: [10]",
                        "generator: chunked, chunk-size: 30, z-dim: 2",
                        ""),
                trial(
                        "source: image, motif: rings, size: 8, colours: rgb",
                        "kind: siren, layers: [2, 6, 3]",
                        "generator: full, z-dim: 3, hidden: [4]",
                        ", loss: mse"),
                plain.with(new WeightsSpec.Quantised(8)),
                plain.with(new WeightsSpec.Quantised(4)),
                trial(moons, "layers: [2, 9, 2]", "generator: full, z-dim: 3, hidden: [4], bits: 16", ""),
                trial(moons, "layers: [2, 9, 2]", "generator: full, z-dim: 3, hidden: [70, 8], bits: 8", ""));
    }

    private static TrialSpec damaged(TrialSpec trial, ConditionSpec.Damage damage) {
        HypernetSpec hypernet = (HypernetSpec) trial.weights();
        return trial.with(hypernet.with(hypernet.condition().with(damage).orElseThrow()));
    }

    private static TrainedWeights weights(TrialSpec trial) {
        return TRAINED.computeIfAbsent(trial, OnnxModelsTests::trained);
    }

    private static TrainedWeights trained(TrialSpec spec) {
        try (TrialRun run = TrialRun.open(spec, new Datasets().load(spec.data(), spec.seed()))) {
            TrialOutcome outcome = run.segment(PausePoint.NONE).outcome().orElseThrow();
            assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
            return ((TrialOutcome.Completed) outcome).weights().orElseThrow();
        }
    }

    /** Some of what can be chosen of a network's targets; of those that are described, two that it has never seen. */
    private static List<ConditionValue> values(TrainedWeights weights) {
        if (weights.spec().weights() instanceof HypernetSpec hypernet) {
            ConditionSpec condition = hypernet.condition();
            if (condition instanceof ConditionSpec.Noise) {
                return List.of(
                        new ConditionValue.Z(new double[] {0.5, -1, 2}), new ConditionValue.Z(new double[] {0, 0, 1}));
            } else if (condition instanceof ConditionSpec.Descriptor) {
                return described(weights.preprocessing().tasks().descriptors().orElseThrow());
            } else if (condition.perTask()) {
                return List.copyOf(IntStream.range(0, condition.tasks())
                        .mapToObj(ConditionValue.Task::new)
                        .toList());
            }
        }
        return List.of(new ConditionValue.Own());
    }

    private static List<ConditionValue> described(Table descriptors) {
        double[] one = new double[descriptors.columns()];
        double[] other = new double[descriptors.columns()];
        descriptors.read(0, one);
        descriptors.read(2, other);
        double[] between = new double[one.length];
        Arrays.setAll(between, j -> 0.3 * one[j] + 0.7 * other[j]);
        return List.of(
                new ConditionValue.Descriptor(one),
                new ConditionValue.Descriptor(other),
                new ConditionValue.Descriptor(between));
    }

    /** Rows around those that were trained on, with a gap each. */
    private static double[] raw(Preprocessing preprocessing) {
        SplittableRandom random = new SplittableRandom(3);
        int width = preprocessing.inputs().columns();
        double[] raw = new double[ROWS * width];
        for (int i = 0; i < raw.length; i++) {
            double off = 4 * random.nextDouble() - 2;
            raw[i] = random.nextInt(width + 1) == 0
                    ? Double.NaN
                    : preprocessing.inputs().means()[i % width]
                            + off * preprocessing.inputs().deviations()[i % width];
        }
        return raw;
    }

    @ParameterizedTest
    @MethodSource("trials")
    void aModelPredictsWhatTheRunnerPredicts(TrialSpec trial) throws OrtException {
        TrainedWeights weights = weights(trial);
        double[] raw = raw(weights.preprocessing());
        try (TrainedNetwork network = TrainedNetwork.of(weights);
                OnnxModel hypernetwork = new OnnxModel(OnnxModels.hypernetwork(weights, Precision.FLOAT32))) {
            for (ConditionValue value : values(weights)) {
                Predictions expected = predictions(network, raw, value);
                try (OnnxModel target = new OnnxModel(OnnxModels.target(network, value, Precision.FLOAT32))) {
                    assertThat(target.inputNames()).containsExactly("x");
                    assertPredicts(target, weights, raw, expected);
                }

                condition(hypernetwork, weights, value);
                assertPredicts(hypernetwork, weights, raw, expected);
            }
        }
    }

    private static Predictions predictions(TrainedNetwork network, double[] raw, ConditionValue value) {
        List<String> names = network.weights().preprocessing().features().names();
        return network.predict(new Table.Numbers(raw, names), value);
    }

    private static void condition(OnnxModel model, TrainedWeights weights, ConditionValue value) throws OrtException {
        if (model.inputNames().contains("task")) {
            model.with("task", new long[] {((ConditionValue.Task) value).number()}, 1);
        } else if (model.inputNames().contains("descriptor")) {
            ConditionSpec.Descriptor condition =
                    (ConditionSpec.Descriptor) ((HypernetSpec) weights.spec().weights()).condition();
            ElementType type = OnnxScaling.type(weights.preprocessing().tasks().scale(condition.encoding()));
            with(model, "descriptor", type, ((ConditionValue.Descriptor) value).numbers(), 1);
        } else if (model.inputNames().contains("z")) {
            double[] z = ((ConditionValue.Z) value).numbers();
            with(model, "z", ElementType.FLOAT32, z, 1);
        }
    }

    private static void with(OnnxModel model, String input, ElementType type, double[] values, int rows)
            throws OrtException {
        long[] shape = {rows, values.length / rows};
        if (type == ElementType.FLOAT64) {
            model.with(input, values, shape);
        } else {
            float[] floats = new float[values.length];
            IntStream.range(0, floats.length).forEach(i -> floats[i] = (float) values[i]);
            model.with(input, floats, shape);
        }
    }

    private static void assertPredicts(OnnxModel model, TrainedWeights weights, double[] raw, Predictions expected)
            throws OrtException {
        Preprocessing preprocessing = weights.preprocessing();
        with(model, "x", OnnxScaling.type(preprocessing.inputs()), raw, ROWS);
        boolean classes = preprocessing.predicted() instanceof Predicted.Classes;
        double[] actual = model.numbers(classes ? "probabilities" : "values");

        assertThat(actual).hasSameSizeAs(expected.values());
        for (int i = 0; i < actual.length; i++) {
            double wanted = expected.values()[i];
            assertThat(actual[i]).isCloseTo(wanted, within(1e-5 * Math.max(1, Math.abs(wanted))));
        }
        if (classes) {
            long[] labels = model.longs("label");
            assertThat(labels).hasSize(ROWS);
            for (int row = 0; row < ROWS; row++) {
                assertThat(expected.value(row, (int) labels[row]))
                        .isCloseTo(expected.value(row, expected.largest(row)), within(1e-5));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("trials")
    void aHypernetworksModelIsAsLargeAsWhatWasTrained(TrialSpec trial) {
        TrainedWeights weights = weights(trial);
        for (Precision precision : Precision.values()) {
            long bytes = NarrowedWeights.of(weights, precision).bytes();

            byte[] model = OnnxModels.hypernetwork(weights, precision);

            assertThat((long) model.length).isBetween(bytes, bytes + bytes / 5 + 8000);
            assertThat(OnnxModels.hypernetwork(weights, precision)).isEqualTo(model);
        }
    }

    @ParameterizedTest
    @MethodSource("trials")
    void aModelInFewerBitsPredictsWhatIsToldOfTheNumbersThatAreLeft(TrialSpec trial) throws OrtException {
        TrainedWeights weights = weights(trial);
        double[] raw = raw(weights.preprocessing());
        for (Precision precision : List.of(Precision.FLOAT16, Precision.INT8)) {
            TrainedWeights left = NarrowedWeights.of(weights, precision).weights();
            ConditionValue value = values(weights).get(0);
            try (TrainedNetwork network = TrainedNetwork.of(left);
                    OnnxModel model = new OnnxModel(OnnxModels.hypernetwork(weights, precision))) {
                condition(model, weights, value);

                assertPredicts(model, weights, raw, predictions(network, raw, value));
            }
        }
    }

    /** Years, time stamps, a column that does not vary, gaps, and labels that are large against their deviation. */
    @Test
    void largeNumbersAreTakenInDoublePrecision(@TempDir Path folder) throws IOException, OrtException {
        StringBuilder csv = new StringBuilder("year,stamp,same,y\n");
        for (int i = 0; i < 60; i++) {
            csv.append(i % 7 == 3 ? "" : 2000 + i % 11).append(',');
            csv.append(1_700_000_000L + 37L * i % 1000).append(",5,");
            csv.append(100_000 + i % 11 * 3).append('\n');
        }
        Path file = Files.writeString(folder.resolve("large.csv"), csv);
        TrainedWeights weights = trained(trial(
                "source: csv, file: '%s', label: y, task: regression, missing: {as: indicator}".formatted(file),
                "layers: [4, 6, 1]",
                "generator: full, z-dim: 3, hidden: [4]",
                ", loss: mse"));
        double[] raw = {
            2003,
            1_700_000_123,
            5,
            0,
            Double.NaN,
            1_700_000_500,
            5,
            1,
            2010,
            1_700_000_999,
            6,
            0,
            1999,
            1_699_999_999,
            5,
            0
        };
        raw = Arrays.copyOf(raw, ROWS * 4);
        Arrays.fill(raw, 16, raw.length, Double.NaN);

        try (TrainedNetwork network = TrainedNetwork.of(weights);
                OnnxModel model = new OnnxModel(OnnxModels.hypernetwork(weights, Precision.FLOAT32))) {
            assertThat(model.metadata()).containsEntry("input-type", "float64");
            assertPredicts(model, weights, raw, predictions(network, raw, new ConditionValue.Own()));
        }
    }

    @Test
    void aModelTellsWhatItIs() throws OrtException {
        TrainedWeights weights = weights(trials().toList().get(3));
        try (OnnxModel model = new OnnxModel(OnnxModels.hypernetwork(weights, Precision.INT8))) {
            assertThat(model.metadata())
                    .containsEntry("weights-sha256", weights.sha256())
                    .containsEntry("precision", "int8")
                    .containsEntry("classes", "[\"0\",\"1\"]")
                    .containsEntry("inputs", "[\"x\",\"y\"]")
                    .containsEntry("input-type", "float32")
                    .containsEntry("spec", Canonical.json(weights.spec()));
        }
    }

    @Test
    void aModelNamesTheClassesOfItsTask() throws OrtException {
        TrainedWeights weights = TrainedSamples.TASKS.weights();
        try (TrainedNetwork network = TrainedNetwork.of(weights);
                OnnxModel target =
                        new OnnxModel(OnnxModels.target(network, new ConditionValue.Task(1), Precision.FLOAT32));
                OnnxModel all = new OnnxModel(OnnxModels.hypernetwork(weights, Precision.FLOAT32))) {
            assertThat(target.metadata())
                    .containsEntry("classes", "[\"5\",\"6\",\"7\",\"8\",\"9\"]")
                    .doesNotContainKey("classes-of-tasks");
            assertThat(all.metadata())
                    .containsEntry("classes", "[\"0\",\"1\",\"2\",\"3\",\"4\"]")
                    .containsEntry(
                            "classes-of-tasks", "[[\"0\",\"1\",\"2\",\"3\",\"4\"],[\"5\",\"6\",\"7\",\"8\",\"9\"]]");
        }
    }

    /** Of a pruned network, and of one with a z that is fixed. */
    @Test
    void whatIsTrainedComesFirstAndAllElseIsToldBesideIt() throws OrtException, InvalidProtocolBufferException {
        TrainedWeights pruned = weights(trials().toList().get(2));
        TrainedWeights fixed = weights(trials().toList().get(4));

        assertThat(initialisers(pruned)).startsWith(pruned.names().toArray(String[]::new));
        assertThat(initialisers(fixed)).startsWith(fixed.names().toArray(String[]::new));
        assertThat(told(pruned))
                .startsWith("{\"trained\":[\"kept/w1\",\"target/b1\",")
                .contains("\"mask\":[\"kept/w1/places\",\"kept/w2/places\"],\"scaling\":[\"input/means\",");
        assertThat(told(fixed)).contains("\"fixed\":[\"z\"]");
    }

    private static List<String> initialisers(TrainedWeights weights) throws InvalidProtocolBufferException {
        return ModelProto.parseFrom(OnnxModels.hypernetwork(weights, Precision.FLOAT32))
                .getGraph()
                .getInitializerList()
                .stream()
                .map(TensorProto::getName)
                .toList();
    }

    private static String told(TrainedWeights weights) throws OrtException {
        try (OnnxModel model = new OnnxModel(OnnxModels.hypernetwork(weights, Precision.FLOAT32))) {
            return model.metadata().get("initialisers");
        }
    }

    @Test
    void aTaskThatThereIsNotIsRefused() throws OrtException {
        TrainedWeights weights = weights(trials().toList().get(9));
        try (OnnxModel model = new OnnxModel(OnnxModels.hypernetwork(weights, Precision.FLOAT32))) {
            with(model, "x", ElementType.FLOAT32, raw(weights.preprocessing()), ROWS);
            model.with("task", new long[] {4}, 1);

            assertThatExceptionOfType(OrtException.class)
                    .isThrownBy(() -> model.numbers("probabilities"))
                    .withMessageContaining("out of");
        }
    }
}
