package io.weightloom.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtException;
import io.weightloom.data.raw.Table;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.CsvFormat;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Loss;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.RecurrentSpec.Norm;
import io.weightloom.spec.SequenceSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.spec.read.Yaml;
import io.weightloom.spec.settings.Binding;
import io.weightloom.trial.ConditionValue;
import io.weightloom.trial.TrainedNetwork;
import io.weightloom.trial.TrainedWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of networks that read sequences, held to what the runner predicts. */
class SequenceModelsTests {

    private static final int STEPS = 4;
    private static final int UNSCORED = 2;
    private static final int PLACES = UNSCORED + STEPS;
    private static final int BATCH = 3;
    private static final int ALPHABET = 5;

    /** Trained once for all tests. */
    private static final Map<TrialSpec, TrainedWeights> TRAINED = new ConcurrentHashMap<>();

    @TempDir
    private static Path folder;

    private static TrialSpec text(RecurrentSpec target, WeightsSpec weights) throws IOException {
        Path file = folder.resolve("words.txt");
        if (!Files.exists(file)) {
            Files.writeString(file, "0.1.4.2.2.4.1.".repeat(30));
        }
        return new TrialSpec(
                3,
                new DataSpec(new SequenceSpec.Text(file, STEPS, UNSCORED)),
                target,
                weights,
                new TrainingSpec(2, 16, 0.03, Loss.CROSS_ENTROPY));
    }

    private static TrialSpec series(RecurrentSpec target) throws IOException {
        StringBuilder csv = new StringBuilder("level,year\n");
        for (int i = 0; i < 200; i++) {
            csv.append(Math.sin(i / 5.0)).append(',').append(2000 + i % 12).append('\n');
        }
        Path file = Files.writeString(folder.resolve("waves.csv"), csv);
        return new TrialSpec(
                3,
                new DataSpec(new SequenceSpec.Series(file, List.of(), STEPS, UNSCORED, 1, CsvFormat.PLAIN)),
                target,
                new WeightsSpec.Plain(),
                new TrainingSpec(2, 16, 0.03, Loss.MSE));
    }

    private static RecurrentSpec lstm(int depth, Norm norm) {
        return new RecurrentSpec.Lstm(ALPHABET, 6, depth, norm, UNSCORED, STEPS);
    }

    private static RecurrentSpec rnn(int depth, Norm norm) {
        return new RecurrentSpec.Rnn(ALPHABET, 6, depth, norm, UNSCORED, STEPS);
    }

    private static WeightsSpec hypernet(String settings) {
        ExperimentSpec experiment = Yaml.read("""
                        experiments:
                          made:
                            data: {source: text, file: experiments/text.txt, steps: 4, unscored: 2}
                            target: {kind: lstm, units: 6}
                            hypernet: {%s}
                            training: {epochs: 1}
                        """.formatted(settings)).get(0);
        return Binding.trial(experiment, Map.of(), 0).weights();
    }

    /** Cells that are operators: of every kind of weights. */
    static Stream<TrialSpec> ofOperators() throws IOException {
        return Stream.of(
                text(lstm(1, Norm.NONE), new WeightsSpec.Plain()),
                text(lstm(2, Norm.NONE), new WeightsSpec.Plain()),
                text(new RecurrentSpec.Lstm(ALPHABET, 6, 1, Norm.NONE, UNSCORED, STEPS, 0.3), new WeightsSpec.Plain()),
                text(rnn(1, Norm.NONE), new WeightsSpec.Plain()),
                text(rnn(2, Norm.NONE), new WeightsSpec.Plain()),
                text(lstm(1, Norm.NONE), new WeightsSpec.Pruned(150)),
                text(lstm(1, Norm.NONE), new WeightsSpec.RankCut(150)),
                text(lstm(1, Norm.NONE), new WeightsSpec.Quantised(8)),
                text(lstm(1, Norm.NONE), hypernet("generator: chunked, chunk-size: 40, z-dim: 3, hidden: [4]")),
                text(lstm(1, Norm.NONE), hypernet("generator: low-rank, rank: 1, z-dim: 3, hidden: []")),
                text(lstm(2, Norm.NONE), hypernet("generator: full, z-dim: 2, shared: [biases], hidden: []")),
                series(new RecurrentSpec.Lstm(2, 4, 1, Norm.NONE, UNSCORED, STEPS)));
    }

    /** Cells that are written step by step. */
    static Stream<TrialSpec> ofSteps() throws IOException {
        return Stream.of(
                text(lstm(1, Norm.LAYER), new WeightsSpec.Plain()),
                text( // which leaves out nothing once it is trained
                        new RecurrentSpec.Lstm(ALPHABET, 6, 1, Norm.LAYER, UNSCORED, STEPS, 0.3),
                        hypernet("generator: chunked, chunk-size: 40, z-dim: 3, hidden: [4]")),
                text(rnn(2, Norm.LAYER), new WeightsSpec.Plain()),
                text(lstm(2, Norm.LAYER), hypernet("generator: chunked, chunk-size: 40, z-dim: 3, hidden: [4]")),
                text(
                        lstm(1, Norm.NONE),
                        hypernet("generator: row-scaling, condition: recurrent, condition-units: 3, z-dim: 2")),
                text(
                        lstm(1, Norm.LAYER),
                        hypernet("generator: full, condition: recurrent, condition-units: 3, z-dim: 2")),
                text(
                        lstm(2, Norm.LAYER),
                        hypernet("generator: row-scaling, condition: recurrent, condition-units: 3, z-dim: 2,"
                                + " condition-norm: layer")),
                series(new RecurrentSpec.Rnn(2, 4, 1, Norm.LAYER, UNSCORED, STEPS)));
    }

    static Stream<TrialSpec> trials() throws IOException {
        return Stream.concat(ofOperators(), ofSteps());
    }

    private static TrainedWeights weights(TrialSpec trial) {
        return TRAINED.computeIfAbsent(trial, TrainedSamples::trained);
    }

    private static boolean isText(TrainedWeights weights) {
        return weights.spec().data().source() instanceof SequenceSpec.Text;
    }

    private static boolean isDynamic(TrialSpec trial) {
        return trial.weights() instanceof HypernetSpec hypernet
                && hypernet.condition() instanceof ConditionSpec.Recurrent;
    }

    /** Sequences as a model takes them. */
    private static double[] sequences(TrainedWeights weights, int places) {
        SplittableRandom random = new SplittableRandom(5);
        double[] x = new double[BATCH * places * (isText(weights) ? 1 : 2)];
        Arrays.setAll(
                x,
                i -> isText(weights)
                        ? random.nextInt(ALPHABET)
                        : i % 2 == 0 ? random.nextDouble() : 2000 + random.nextInt(12));
        return x;
    }

    /** What the runner predicts for each of the sequences. */
    private static double[] predicted(TrainedNetwork network, double[] x) {
        TrainedWeights weights = network.weights();
        List<String> names = weights.preprocessing().features().names();
        int each = x.length / BATCH;
        return Stream.iterate(0, i -> i < BATCH, i -> i + 1)
                .map(i -> Arrays.copyOfRange(x, i * each, (i + 1) * each))
                .map(sequence -> new Table.Numbers(isText(weights) ? oneHot(sequence) : sequence, names))
                .flatMapToDouble(table -> Arrays.stream(
                        network.predict(table, new ConditionValue.Own()).values()))
                .toArray();
    }

    private static double[] oneHot(double[] codes) {
        double[] rows = new double[codes.length * ALPHABET];
        for (int i = 0; i < codes.length; i++) {
            rows[i * ALPHABET + (int) codes[i]] = 1;
        }
        return rows;
    }

    private static double[] computed(OnnxModel model, TrainedWeights weights, double[] x, int places)
            throws OrtException {
        if (isText(weights)) {
            return model.with(
                            "x", Arrays.stream(x).mapToLong(code -> (long) code).toArray(), BATCH, places)
                    .numbers("probabilities");
        }
        return model.with("x", x, BATCH, places, 2).numbers("values"); // of years, which take double precision
    }

    private static void assertSame(double[] computed, double[] expected) {
        assertThat(computed).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(computed[i]).isCloseTo(expected[i], within(1e-5 * Math.max(1, Math.abs(expected[i]))));
        }
    }

    private static List<byte[]> models(TrainedNetwork network, Precision precision) {
        List<byte[]> models = new ArrayList<>(List.of(OnnxModels.hypernetwork(network.weights(), precision)));
        if (!isDynamic(network.weights().spec())) {
            models.add(OnnxModels.target(network, new ConditionValue.Own(), precision));
        }
        return models;
    }

    @ParameterizedTest
    @MethodSource("trials")
    void aModelPredictsWhatTheRunnerPredicts(TrialSpec trial) throws OrtException {
        TrainedWeights weights = weights(trial);
        double[] x = sequences(weights, PLACES);
        try (TrainedNetwork network = TrainedNetwork.of(weights)) {
            for (byte[] bytes : models(network, Precision.FLOAT32)) {
                try (OnnxModel model = new OnnxModel(bytes)) {
                    assertThat(model.inputNames()).containsExactly("x");
                    assertSame(computed(model, weights, x, PLACES), predicted(network, x));
                    if (isText(weights)) {
                        assertThat(model.longs("label")).hasSize(BATCH * STEPS);
                        assertThat(model.metadata())
                                .containsEntry("input-type", "int64")
                                .containsEntry("classes", "[\".\",\"0\",\"1\",\"2\",\"4\"]");
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("trials")
    void aModelInFewerBitsPredictsWhatTheNumbersThatAreLeftDo(TrialSpec trial) throws OrtException {
        TrainedWeights weights = weights(trial);
        double[] x = sequences(weights, PLACES);
        for (Precision precision : List.of(Precision.FLOAT16, Precision.INT8)) {
            try (TrainedNetwork left = TrainedNetwork.of(
                            NarrowedWeights.of(weights, precision).weights());
                    OnnxModel model = new OnnxModel(OnnxModels.hypernetwork(weights, precision))) {
                assertSame(computed(model, weights, x, PLACES), predicted(left, x));
            }
        }
    }

    /** The state goes on: what a window has seen, longer sequences have seen at their beginning. */
    @ParameterizedTest
    @MethodSource("ofOperators")
    void operatorsTakeSequencesOfAnyLength(TrialSpec trial) throws OrtException {
        TrainedWeights weights = weights(trial);
        int places = 3 * PLACES;
        double[] x = sequences(weights, places);
        try (TrainedNetwork network = TrainedNetwork.of(weights)) {
            for (byte[] bytes : models(network, Precision.FLOAT32)) {
                try (OnnxModel model = new OnnxModel(bytes)) {
                    double[] whole = computed(model, weights, x, places);
                    double[] windows = predicted(network, x);

                    int each = whole.length / BATCH;
                    int first = STEPS * weights.preprocessing().predicted().outputs();
                    assertThat(whole).hasSameSizeAs(windows);
                    for (int i = 0; i < BATCH; i++) {
                        assertSame(
                                Arrays.copyOfRange(whole, i * each, i * each + first),
                                Arrays.copyOfRange(windows, i * each, i * each + first));
                    }
                    assertThat(Arrays.copyOfRange(whole, each - 5, each))
                            .isNotEqualTo(Arrays.copyOfRange(windows, each - 5, each));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {ALPHABET, -1, -ALPHABET})
    void aCharacterThatThereIsNotIsRefused(long code) throws IOException, OrtException {
        TrainedWeights weights = weights(text(lstm(1, Norm.NONE), new WeightsSpec.Plain()));
        try (OnnxModel model = new OnnxModel(OnnxModels.hypernetwork(weights, Precision.FLOAT32))) {
            model.with("x", new long[] {0, 1, 2, code}, 1, 4);

            assertThatExceptionOfType(OrtException.class)
                    .isThrownBy(() -> model.numbers("probabilities"))
                    .withMessageContaining("out of");
        }
    }

    @Test
    void theCheckerOfOnnxFindsNothing(@TempDir Path models) throws IOException, InterruptedException {
        Optional<Python> python = Python.with("onnx");
        assumeTrue(python.isPresent(), "no python3 with onnx is installed");
        int number = 0;
        for (TrialSpec trial : trials().toList()) {
            try (TrainedNetwork network = TrainedNetwork.of(weights(trial))) {
                for (byte[] bytes : models(network, Precision.FLOAT32)) {
                    Files.write(models.resolve(number++ + ".onnx"), bytes);
                }
            }
        }

        Python.End end = python.get()
                .run(
                        models,
                        "-c",
                        "import glob, onnx\n"
                                + "for name in glob.glob('*.onnx'): onnx.checker.check_model(name, full_check=True)");

        assertThat(end.code()).as(end.said()).isZero();
    }
}
