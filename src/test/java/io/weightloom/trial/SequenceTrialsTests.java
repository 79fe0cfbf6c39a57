package io.weightloom.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.data.Examples;
import io.weightloom.data.NewExamples;
import io.weightloom.data.raw.Given;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawBytes;
import io.weightloom.data.raw.Table;
import io.weightloom.data.raw.TooManyExamplesException;
import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import io.weightloom.network.graph.NativeArrays;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.CsvFormat;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.SequenceSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.training.Checkpoint;
import io.weightloom.training.EpochMetrics;
import io.weightloom.training.PausePoint;
import io.weightloom.training.TrainingResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Trials whose examples are sequences, the whole way through. */
class SequenceTrialsTests {

    private static final int STEPS = 6;
    private static final int UNSCORED = 2;

    @TempDir
    private static Path folder;

    private static TrialSpec text;
    private static TrialSpec series;

    @BeforeAll
    static void writeFiles() throws IOException {
        Path words = Files.writeString(
                folder.resolve("words.txt"),
                IntStream.range(0, 500).mapToObj(i -> i * i % 7 + ".").collect(Collectors.joining()));
        Path waves = Files.writeString(
                folder.resolve("waves.csv"),
                Stream.concat(
                                Stream.of("sine,slow"),
                                IntStream.range(0, 400)
                                        .mapToObj(i -> String.format(
                                                Locale.ROOT, "%.6f,%.6f", Math.sin(i / 3.0), Math.cos(i / 9.0))))
                        .collect(Collectors.joining("\n")));
        text = trial(new SequenceSpec.Text(words, STEPS, UNSCORED), 5, Loss.CROSS_ENTROPY);
        series = trial(new SequenceSpec.Series(waves, List.of(), STEPS, UNSCORED, 2, CsvFormat.PLAIN), 2, Loss.MSE);
    }

    private static TrialSpec trial(SourceSpec source, int width, Loss loss) {
        return new TrialSpec(
                3,
                new DataSpec(source),
                new RecurrentSpec.Lstm(width, 4, 1, RecurrentSpec.Norm.NONE, UNSCORED, STEPS),
                new WeightsSpec.Plain(),
                new TrainingSpec(3, 16, 0.03, loss));
    }

    private static TrialSpec with(TrialSpec trial, WeightsSpec weights, double dropout) {
        RecurrentSpec.Lstm lstm = (RecurrentSpec.Lstm) trial.target();
        return trial.with(lstm.leavingOut(dropout)).with(weights);
    }

    /** Weights of their own, generated once, and made anew at each step; with and without dropout. */
    static Stream<TrialSpec> texts() {
        return kinds(text);
    }

    static Stream<TrialSpec> all() {
        return Stream.concat(kinds(text), kinds(series));
    }

    private static Stream<TrialSpec> kinds(TrialSpec trial) {
        WeightsSpec generated = hypernet(new GeneratorSpec.Chunked(40, 0), new ConditionSpec.Learned(4), 8);
        ConditionSpec condition = new ConditionSpec.Recurrent(2, 3, RecurrentSpec.Norm.LAYER, 0);
        WeightsSpec anew = hypernet(new GeneratorSpec.RowScaling(), condition);
        return Stream.of(
                trial,
                with(trial, new WeightsSpec.Plain(), 0.3),
                with(trial, generated, 0),
                with(trial, generated, 0.3),
                with(trial, anew, 0),
                with(trial, anew, 0.3),
                with(trial, hypernet(new GeneratorSpec.Full(), condition), 0.3));
    }

    private static WeightsSpec hypernet(GeneratorSpec generator, ConditionSpec condition, Integer... hidden) {
        return new HypernetSpec(generator, condition, List.of(hidden), Activation.TANH, Initialisation.HYPERFAN_IN);
    }

    private static TrialOutcome.Completed completed(TrialSpec trial) {
        try (TrialRun run = TrialRun.open(trial, new Datasets().load(trial.data(), trial.seed()))) {
            return (TrialOutcome.Completed)
                    run.segment(PausePoint.NONE).outcome().orElseThrow();
        }
    }

    /** What SameDiff makes of a trained network, which leaves nothing out, in double precision. */
    @ParameterizedTest
    @MethodSource("texts")
    void aTextIsScoredByTheBitsThatItsCharactersTakeUnderSameDiffsOutputs(TrialSpec trial) {
        TrialOutcome.Completed completed = completed(trial);
        TrainingResult result = completed.result();
        Examples test = new Datasets().load(trial.data(), trial.seed()).test();
        double nats = 0;
        double guessed = 0;
        try (Network network = Network.trained(
                trial, completed.weights().orElseThrow().learned().doubles(), DataType.DOUBLE)) {
            for (int i = 0; i < test.size(); i++) {
                Examples one = test.mixed(i);
                double[] logits = outputs(network, one);
                float[] labels = one.allLabels();
                for (int row = 0; row < logits.length; row += 5) {
                    double sum = 0;
                    int label = 0;
                    int best = 0;
                    for (int c = 0; c < 5; c++) {
                        sum += Math.exp(logits[row + c]);
                        label = labels[row + c] == 1 ? c : label;
                        best = logits[row + c] > logits[row + best] ? c : best;
                    }
                    nats -= Math.log(Math.exp(logits[row + label]) / sum);
                    guessed += best == label ? 1 : 0;
                }
            }
        }
        double bits = nats / test.predictions() / Math.log(2);

        assertThat(result.measures().get("test-bits")).isCloseTo(bits, within(1e-5));
        assertThat(result.testScore()).isEqualTo(-result.measures().get("test-bits"));
        assertThat(result.measures().get("test-perplexity")).isCloseTo(Math.pow(2, bits), within(1e-4));
        assertThat(result.measures().get("test-accuracy")).isCloseTo(guessed / test.predictions(), within(1e-9));
        assertThat(result.testLoss()).isCloseTo(bits * Math.log(2), within(1e-5));
        assertThat(bits).isLessThan(Math.log(5) / Math.log(2)); // what a guess takes
    }

    private static double[] outputs(Network network, Examples examples) {
        float[] read = examples.allFeatures();
        double[] x = IntStream.range(0, read.length).mapToDouble(i -> read[i]).toArray();
        try (INDArray input = NativeArrays.of(
                        x, DataType.DOUBLE, network.example(Names.X).batch(examples.size()));
                INDArray output = network.graph()
                        .output(Map.of(Names.X, input), Names.OUTPUT)
                        .get(Names.OUTPUT)) {
            return output.dup('c').data().asDouble();
        }
    }

    /** Both ends are of one width, which is wrong once. */
    @Test
    void aWidthThatIsNotThatOfTheDataIsToldOnce() {
        TrialSpec wrong = text.with(new RecurrentSpec.Lstm(7, 4, 1, RecurrentSpec.Norm.NONE, UNSCORED, STEPS));

        assertThat(DataFit.misfits(wrong, new Datasets().load(text.data(), text.seed())))
                .singleElement()
                .satisfies(misfit -> assertThat(misfit.setting()).isEqualTo("target.width"));
    }

    @Test
    void aSeriesIsScoredByWhatIsLeftOfItsVariance() {
        TrialOutcome.Completed completed = completed(series);
        TrainingResult result = completed.result();
        Dataset data = new Datasets().load(series.data(), series.seed());
        Examples test = data.test();
        double[] outputs;
        try (Network network = Network.trained(
                series, completed.weights().orElseThrow().learned().doubles(), DataType.DOUBLE)) {
            outputs = outputs(network, test);
        }
        float[] labels = test.allLabels();
        double residual = 0;
        double total = 0;
        for (int column = 0; column < 2; column++) {
            double mean = 0;
            for (int i = column; i < labels.length; i += 2) {
                mean += 2.0 * labels[i] / labels.length;
            }
            for (int i = column; i < labels.length; i += 2) {
                residual += (outputs[i] - labels[i]) * (outputs[i] - labels[i]);
                total += (labels[i] - mean) * (labels[i] - mean);
            }
        }

        assertThat(result.testScore()).isCloseTo(1 - residual / total, within(1e-5));
        assertThat(result.testScore()).isGreaterThan(0.1); // 0 is what the mean has
        assertThat(result.measures()).containsKey("test-mse").doesNotContainKey("test-bits");
        assertThat(data.preprocessing().predicted().names()).containsExactly("sine", "slow");
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsInterruptedEndsWithTheSameBits(TrialSpec trial) {
        Dataset data = new Datasets().load(trial.data(), trial.seed());
        List<EpochMetrics> epochs = new ArrayList<>();
        Optional<Checkpoint> checkpoint = Optional.empty();
        Optional<TrialOutcome> outcome = Optional.empty();
        while (outcome.isEmpty()) {
            try (TrialRun run = TrialRun.open(trial, data, checkpoint, TrialListener.NONE)) {
                int[] steps = new int[1];
                SegmentResult segment = run.segment(() -> ++steps[0] >= 3);
                epochs.addAll(segment.epochs());
                checkpoint = segment.checkpoint();
                outcome = segment.outcome();
            }
        }
        TrialOutcome.Completed whole = completed(trial);

        assertThat(((TrialOutcome.Completed) outcome.get()).result()).isEqualTo(whole.result());
        assertThat(((TrialOutcome.Completed) outcome.get()).weights()).isEqualTo(whole.weights());
        assertThat(epochs).hasSize(3);
    }

    /** What is left out changes what is learned; nothing is left out by a share of nothing. */
    @Test
    void dropoutIsOfTrainingAndOfAShareAboveZero() {
        WeightsSpec plain = new WeightsSpec.Plain();

        assertThat(completed(with(text, plain, 0)).weights())
                .isEqualTo(completed(text).weights());
        assertThat(learned(with(text, plain, 0.3))).isNotEqualTo(learned(text));
        assertThat(learned(with(text, plain, 0.3))).isEqualTo(learned(with(text, plain, 0.3)));
    }

    private static double[] learned(TrialSpec trial) {
        return completed(trial).weights().orElseThrow().learned().parameters();
    }

    /** Weights stand still, and each epoch sees each window once: what differs is what is left out. */
    @Test
    void eachEpochLeavesOutOtherParts() {
        assertThat(trainLosses(text).get(1)).isCloseTo(trainLosses(text).get(0), within(2e-6));
        List<Double> dropping = trainLosses(with(text, new WeightsSpec.Plain(), 0.3));
        assertThat(dropping.get(1)).isNotCloseTo(dropping.get(0), within(2e-5));
    }

    private static List<Double> trainLosses(TrialSpec trial) {
        Dataset data = new Datasets().load(trial.data(), trial.seed());
        assertThat(data.train().size() % 12).isZero();
        try (TrialRun run = TrialRun.open(trial.with(new TrainingSpec(2, 12, 1e-12, Loss.CROSS_ENTROPY)), data)) {
            return run.segment(PausePoint.NONE).epochs().stream()
                    .map(EpochMetrics::trainLoss)
                    .toList();
        }
    }

    private static Table read(TrainedNetwork network, String text) {
        return NewExamples.read(
                        new RawBytes("new", text.getBytes(StandardCharsets.UTF_8)),
                        network.weights().spec().data().source(),
                        network.weights().preprocessing().features(),
                        1000)
                .table();
    }

    private static Predictions predicted(TrainedNetwork network, String text) {
        return network.predict(read(network, text), new ConditionValue.Own());
    }

    /** The windows of the test, which SameDiff is given one by one; behind the last one there is a rest. */
    @Test
    void aTextIsPredictedForPlaceByPlaceAsItsWindowsWouldBe() throws IOException {
        TrainedWeights weights = completed(text).weights().orElseThrow();
        String all = Files.readString(folder.resolve("words.txt"));
        String part = all.substring(all.length() - 100);
        Examples test = new Datasets().load(text.data(), text.seed()).test();
        try (TrainedNetwork network = TrainedNetwork.of(weights);
                Network samediff = Network.trained(text, weights.learned().doubles(), DataType.DOUBLE)) {
            Predictions predictions = predicted(network, part);

            Predictions.Sequence sequence = predictions.sequence().orElseThrow();
            List<String> names = predictions.of().names();
            assertThat(sequence.first()).isEqualTo(UNSCORED + 1);
            assertThat(predictions.rows()).isEqualTo(100 - UNSCORED).isEqualTo(sequence.actual().length);
            assertThat(test.predictions()).isLessThan(predictions.rows());
            for (int i = 0; i < test.size(); i++) {
                double[] logits = outputs(samediff, test.mixed(i));
                for (int t = 0; t < STEPS; t++) {
                    int row = i * STEPS + t;
                    double sum = 0;
                    for (int c = 0; c < 5; c++) {
                        sum += Math.exp(logits[t * 5 + c]);
                    }
                    for (int c = 0; c < 5; c++) {
                        assertThat(predictions.value(row, c))
                                .isCloseTo(Math.exp(logits[t * 5 + c]) / sum, within(1e-5));
                    }
                }
            }
            for (int row = 0; row < predictions.rows() - 1; row++) {
                assertThat(names.get((int) sequence.actual()[row]))
                        .isEqualTo(part.substring(row + UNSCORED + 1, row + UNSCORED + 2));
            }
            assertThat(sequence.actual()[predictions.rows() - 1]).isNaN();
        }
    }

    @Test
    void whatComesLaterChangesNoPredictionOfWhatIsThere() throws IOException {
        String part = Files.readString(folder.resolve("words.txt")).substring(0, 40);
        try (TrainedNetwork network =
                TrainedNetwork.of(completed(text).weights().orElseThrow())) {
            double[] whole = predicted(network, part).values();
            for (int places = UNSCORED + 1; places < part.length(); places++) {
                double[] some = predicted(network, part.substring(0, places)).values();

                assertThat(some).isEqualTo(Arrays.copyOf(whole, (places - UNSCORED) * 5));
            }
        }
    }

    @Test
    void textsThatCannotBePredictedForSayWhy() {
        try (TrainedNetwork network =
                TrainedNetwork.of(completed(text).weights().orElseThrow())) {
            assertThatThrownBy(() -> predicted(network, "1.4.x.y?"))
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining("new: of these the network knows nothing")
                    .hasMessageContaining("?, x, y; its alphabet has 5 characters");
            assertThatThrownBy(() -> predicted(network, "1."))
                    .hasMessageContaining(
                            "The sequence has 2 places, but this network reads 2 before it predicts anything");
            assertThatThrownBy(() -> predicted(network, "")).hasMessageContaining("new is empty");
            assertThatThrownBy(() -> predicted(network, "1.".repeat(501))).isInstanceOf(TooManyExamplesException.class);
            assertThatThrownBy(() -> NewExamples.of(
                            "rows",
                            List.of(List.of(new Given.Numeral("1")), List.of(new Given.Nothing())),
                            text.data().source(),
                            network.weights().preprocessing().features()))
                    .hasMessageContaining("rows: of these the network knows nothing");
        }
    }

    @Test
    void aSeriesIsPredictedForInItsOwnUnitsWithWhatCame() {
        TrainedWeights weights = completed(series).weights().orElseThrow();
        try (TrainedNetwork network = TrainedNetwork.of(weights)) {
            Table raw = read(
                    network,
                    "slow,sine\n"
                            + IntStream.range(0, 12)
                                    .mapToObj(i -> "%s,0.5".formatted(i * i / 100.0))
                                    .collect(Collectors.joining("\n")));

            Predictions predictions = network.predict(raw, new ConditionValue.Own());

            Predictions.Sequence sequence = predictions.sequence().orElseThrow();
            assertThat(predictions.of().names()).containsExactly("sine", "slow");
            assertThat(predictions.rows()).isEqualTo(12 - UNSCORED);
            assertThat(sequence.first()).isEqualTo(UNSCORED + 2);
            for (int row = 0; row < 8; row++) {
                int place = row + UNSCORED + 2;
                assertThat(sequence.actual()[2 * row]).isEqualTo(0.5);
                assertThat(sequence.actual()[2 * row + 1]).isEqualTo(place * place / 100.0);
            }
            assertThat(Arrays.stream(sequence.actual(), 16, 20)).allMatch(actual -> Double.isNaN(actual));
            assertThat(Arrays.stream(predictions.values())).allMatch(Double::isFinite);
        }
    }

    @Test
    void theScoreOfASeriesIsThatOfWhatIsPredictedForItsTest() throws IOException {
        TrialOutcome.Completed completed = completed(series);
        List<String> lines = Files.readAllLines(folder.resolve("waves.csv"));
        String part = lines.get(0) + "\n" + String.join("\n", lines.subList(361, 401));
        Examples test = new Datasets().load(series.data(), series.seed()).test();
        try (TrainedNetwork network = TrainedNetwork.of(completed.weights().orElseThrow())) {
            Predictions predictions = network.predict(read(network, part), new ConditionValue.Own());
            double sum = 0;
            for (int i = 0; i < test.predictions() * 2; i++) {
                double error = predictions.values()[i]
                        - predictions.sequence().orElseThrow().actual()[i];
                sum += error * error;
            }

            assertThat(sum / (test.predictions() * 2))
                    .isCloseTo(completed.result().measures().get("test-mse"), within(1e-6));
            assertThat(network.test(new Datasets().load(series.data(), series.seed()))
                            .score()
                            .score())
                    .isEqualTo(completed(series).result().testScore());
            assertThat(TrainedWeights.read(network.weights().bytes())).isEqualTo(network.weights());
        }
    }
}
