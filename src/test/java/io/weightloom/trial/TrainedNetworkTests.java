package io.weightloom.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.data.NewExamples;
import io.weightloom.data.Predicted;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawBytes;
import io.weightloom.data.raw.Table;
import io.weightloom.network.Network;
import io.weightloom.program.InferenceProgram;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.spec.read.Yaml;
import io.weightloom.spec.settings.Binding;
import io.weightloom.training.Assessment;
import io.weightloom.training.PausePoint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Networks that were trained, stored, read and loaded again. */
class TrainedNetworkTests {

    private static final Datasets DATASETS = new Datasets();

    /** Trained once for all tests. */
    private static final Map<TrialSpec, TrialOutcome.Completed> TRAINED = new ConcurrentHashMap<>();

    private static TrialSpec trial(String data, String target, String hypernet, String more) {
        return Binding.trial(
                Yaml.read("""
                        experiments:
                          kept:
                            seed: 7
                            data: {%s}
                            target: {%s}
                            hypernet: {%s}
                            training: {epochs: 2, batch-size: 8, learning-rate: 0.01%s}
                            verify: {on-fault: warn}
                        """.formatted(data, target, hypernet, more)).get(0), Map.of(), 0);
    }

    private static final String MOONS = "source: moons, samples: 100";
    private static final String SMALL = "layers: [2, 5, 2]";
    private static final String FULL = "generator: full, z-dim: 3, hidden: [4]";

    /** Every kind of condition, target, batch statistics, cut and damage. */
    static Stream<TrialSpec> trials() {
        TrialSpec moons = trial(MOONS, SMALL, FULL, "");
        TrialSpec rotated = trial(
                "source: rotated-moons, tasks: 3, held-out: 2, samples-per-task: 40",
                SMALL,
                "generator: full, condition: descriptor, hidden: [4]",
                ", tasks-per-step: 2");
        return Stream.of(
                moons,
                moons.with(new WeightsSpec.Plain()),
                moons.with(new WeightsSpec.Pruned(15)),
                moons.with(new WeightsSpec.RankCut(25)),
                trial(MOONS, SMALL, FULL, ", patience: 1"),
                trial(MOONS, SMALL, "generator: chunked, chunk-size: 9, chunk-dim: 2, z-dim: 3, condition: fixed", ""),
                trial(MOONS, SMALL, "generator: full, z-dim: 3, condition: noise, samples: 3, hidden: [4]", ""),
                rotated,
                damaged(rotated, ConditionSpec.Damage.SHUFFLED),
                damaged(rotated, ConditionSpec.Damage.FROZEN),
                trial(
                        "source: sine-family, tasks: 5, held-out: 2, samples-per-task: 20",
                        "layers: [1, 6, 1], activation: tanh",
                        "generator: full, condition: descriptor, encoding: mip, hidden: [4]",
                        ", tasks-per-step: 2, loss: mse"),
                trial(
                        "source: permuted, tasks: 3, of: glyphs, samples: 100, size: 8",
                        "kind: residual, input: [1, 8, 8], widths: [2, 3], blocks: 1, outputs: 10",
                        "generator: chunked, chunk-size: 30, condition: per-task, z-dim: 2",
                        ", tasks-per-step: 2"),
                trial(
                        "source: glyphs, samples: 100, size: 8",
                        "kind: residual, input: [1, 8, 8], widths: [2, 3], blocks: 1, outputs: 10",
                        "generator: chunked, chunk-size: 30, z-dim: 2",
                        ""),
                trial(
                        "source: glyphs, samples: 100, size: 8",
                        "kind: residual, input: [1, 8, 8], widths: [2, 3], blocks: 1, outputs: 10",
                        "generator: chunked, chunk-size: 30, z-dim: 2, condition: noise, samples: 3",
                        ""),
                trial(
                        "source: image, motif: rings, size: 16, colours: rgb",
                        "kind: siren, layers: [2, 6, 3]",
                        FULL,
                        ", loss: mse"));
    }

    private static TrialSpec damaged(TrialSpec trial, ConditionSpec.Damage damage) {
        HypernetSpec hypernet = (HypernetSpec) trial.weights();
        return trial.with(hypernet.with(hypernet.condition().with(damage).orElseThrow()));
    }

    private static TrialOutcome.Completed trained(TrialSpec trial) {
        return TRAINED.computeIfAbsent(trial, spec -> {
            try (TrialRun run = TrialRun.open(spec, DATASETS.load(spec.data(), spec.seed()))) {
                TrialOutcome outcome = run.segment(PausePoint.NONE).outcome().orElseThrow();
                assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
                return (TrialOutcome.Completed) outcome;
            }
        });
    }

    private static TrainedWeights weights(TrialSpec trial) {
        return trained(trial).weights().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("trials")
    void aNetworkThatIsLoadedAgainScoresWhatItsTrialScoredBitForBit(TrialSpec trial) {
        TrialOutcome.Completed completed = trained(trial);
        TrainedWeights read =
                TrainedWeights.read(completed.weights().orElseThrow().bytes());

        try (TrainedNetwork network = TrainedNetwork.of(read)) {
            Assessment test = network.test(DATASETS.load(trial.data(), trial.seed()));

            assertThat(test.score().score()).isEqualTo(completed.result().testScore());
            assertThat(test.score().loss()).isEqualTo(completed.result().testLoss());
            assertThat(test.tasks()).isEqualTo(completed.result().tasks());
            assertThat(completed.result().measures()).containsAllEntriesOf(test.measures());
        }
    }

    @ParameterizedTest
    @MethodSource("trials")
    void itsBytesAreThoseOfAllThatItsLayersMakeOfABatchAndMore(TrialSpec trial) {
        TrainedWeights weights = weights(trial);
        int tasks = trial.training().tasksPerStep();

        try (TrainedNetwork network = TrainedNetwork.of(weights)) {
            long made = network.network().layers().stream()
                    .mapToLong(layer -> layer.made().numbers())
                    .sum();
            long least = 4 * made * weights.learned().batch() * tasks + 16 * weights.size();

            assertThat(network.bytes()).isBetween(least, 6 * least + (1 << 16));
        }
    }

    @ParameterizedTest
    @MethodSource("trials")
    void whatIsReadIsWhatWasWritten(TrialSpec trial) {
        TrainedWeights weights = weights(trial);

        TrainedWeights read = TrainedWeights.read(weights.bytes());

        assertThat(read.spec()).isEqualTo(trial);
        assertThat(read.names()).isEqualTo(weights.names());
        weights.names().forEach(name -> assertThat(read.of(name)).containsExactly(weights.of(name)));
        assertThat(read.provenance()).isEqualTo(weights.provenance());
        assertThat(read.preprocessing().features())
                .isEqualTo(weights.preprocessing().features());
        assertThat(read.bytes()).containsExactly(weights.bytes());
        assertThat(read.sha256()).isEqualTo(weights.sha256());
    }

    /** The target network alone, with the weights that were generated, gives the same. */
    @ParameterizedTest
    @MethodSource("trials")
    void theTargetWithTheGeneratedWeightsPredictsTheSame(TrialSpec trial) {
        TrainedWeights weights = weights(trial);
        if (!weights.learned().statistics().values().isEmpty()) {
            return; // whose plain network takes statistics of its own batch
        }
        ConditionValue value =
                weights.ledger().tasks() > 1 || weights.preprocessing().tasks().all() > 1
                        ? new ConditionValue.Task(1)
                        : new ConditionValue.Own();
        if (noise(trial)) {
            value = new ConditionValue.Z(new double[] {0.5, -1, 2});
        }
        Table raw = raw(weights, 5);
        float[] inputs = weights.preprocessing().inputs(raw);
        try (TrainedNetwork network = TrainedNetwork.of(weights)) {
            Predictions predictions = network.predict(raw, value);
            float[] flat = network.generated(value);
            double[] expected = outputs(trial, flat, inputs, raw.rows());

            for (int row = 0; row < raw.rows(); row++) {
                int width = predictions.of().outputs();
                double sum = IntStream.range(row * width, (row + 1) * width)
                        .mapToDouble(i -> Math.exp(expected[i]))
                        .sum();
                for (int output = 0; output < width; output++) {
                    double wanted = predictions.of() instanceof Predicted.Classes
                            ? Math.exp(expected[row * width + output]) / sum
                            : predictions.of().scale().raw(expected[row * width + output], output);
                    assertThat(predictions.value(row, output)).isCloseTo(wanted, within(1e-5));
                }
            }
        }
    }

    private static boolean noise(TrialSpec trial) {
        return trial.weights() instanceof HypernetSpec hypernet && hypernet.condition() instanceof ConditionSpec.Noise;
    }

    /** What the plain network makes of standardised inputs, with SameDiff's own program. */
    private static double[] outputs(TrialSpec trial, float[] flat, float[] inputs, int rows) {
        double[] wide = new double[flat.length];
        Arrays.setAll(wide, i -> flat[i]);
        int width = inputs.length / rows;
        try (Network plain = Network.plain(trial, wide, DataType.DOUBLE);
                InferenceProgram program = InferenceProgram.compile(
                        plain.graph(), plain.trainableNames(), List.of("output"), plain.shapes(1, rows))) {
            program.load("x", inputs, width, IntStream.range(0, rows).toArray(), 0, rows);
            program.run();
            return program.values("output");
        }
    }

    private static Table raw(TrainedWeights weights, int rows) {
        int width = weights.preprocessing().features().width();
        SplittableRandom random = new SplittableRandom(3);
        return new Table.Numbers(
                random.doubles((long) rows * width).map(u -> 2 * u - 1).toArray(),
                weights.preprocessing().features().names());
    }

    @Test
    void aTableIsPredictedByItsColumnsNamesCategoriesAndGaps(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("cars.csv");
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder cars = new StringBuilder("power;fuel;price;weight\n");
        for (int i = 0; i < 80; i++) {
            double power = 50 + random.nextInt(100);
            cars.append(power)
                    .append(i % 3 == 0 ? ";diesel;" : ";petrol;")
                    .append(3 * power + (i % 3 == 0 ? 500 : 0))
                    .append(i % 7 == 0 ? ";?" : ";" + (1000 + random.nextInt(50)))
                    .append('\n');
        }
        Files.writeString(file, cars);
        TrialSpec trial = trial(
                "source: csv, file: '%s', label: price, task: regression, separator: ;, categorical: [fuel], missing: {as: indicator}"
                        .formatted(file),
                "layers: [5, 6, 1]",
                FULL,
                ", loss: mse, optimizer: adam");
        TrainedWeights weights = TrainedWeights.read(weights(trial).bytes());
        Dataset data = DATASETS.load(trial.data(), trial.seed());

        Table raw = NewExamples.read(
                        new RawBytes(
                                "new.csv",
                                "weight;x;fuel;power\n?;1;diesel;70\n1010;2;gas;60\n".getBytes(StandardCharsets.UTF_8)),
                        trial.data().source(),
                        weights.preprocessing().features(),
                        2)
                .table();

        assertThat(weights.preprocessing().features().names())
                .containsExactly("power", "fuel=diesel", "fuel=petrol", "weight", "gap in weight");
        assertThat(weights.preprocessing().predicted().names()).containsExactly("price");
        double[] row = new double[5];
        raw.read(0, row);
        assertThat(row).containsExactly(70, 1, 0, Double.NaN, 1);
        raw.read(1, row);
        assertThat(row).containsExactly(60, 0, 0, 1010, 0);
        try (TrainedNetwork network = TrainedNetwork.of(weights)) {
            Predictions predictions = network.predict(raw, new ConditionValue.Own());
            assertThat(predictions.rows()).isEqualTo(2);
            assertThat(predictions.value(0, 0)).isBetween(100.0, 1200.0);
        }
        assertThat(data.preprocessing().inputs(raw)[3]).as("a gap is the mean").isCloseTo(0, within(1e-6f));
        assertThatThrownBy(() -> NewExamples.read(
                        new RawBytes("new.csv", "weight;power\n1;x\n".getBytes(StandardCharsets.UTF_8)),
                        trial.data().source(),
                        weights.preprocessing().features(),
                        2))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("new.csv:1: no column fuel, which the file to train on has");
    }

    @Test
    void classesOfATaskGoByTheNamesThatTheTableHas(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("animals.csv");
        String[] animals = {"ant", "bee", "cat", "dog"};
        StringBuilder table = new StringBuilder("size,legs,animal\n");
        for (int i = 0; i < 120; i++) {
            table.append(i % 11)
                    .append(',')
                    .append(i % 7)
                    .append(',')
                    .append(animals[i % 4])
                    .append('\n');
        }
        Files.writeString(file, table);
        TrialSpec trial = trial(
                "source: split, of: csv, tasks: 2, file: '%s', label: animal, task: classification".formatted(file),
                SMALL,
                "generator: full, condition: per-task, z-dim: 3, hidden: [4]",
                "");
        TrainedWeights weights = TrainedWeights.read(weights(trial).bytes());

        try (TrainedNetwork network = TrainedNetwork.of(weights)) {
            Table raw = raw(weights, 2);
            assertThat(network.predict(raw, new ConditionValue.Task(0)).of().names())
                    .containsExactly("ant", "bee");
            assertThat(network.predict(raw, new ConditionValue.Task(1)).of().names())
                    .containsExactly("cat", "dog");
            assertThat(network.predict(raw, new ConditionValue.Z(new double[3]))
                            .of()
                            .names())
                    .as("of no task that is known")
                    .containsExactly("0", "1");
        }
    }

    @Test
    void whatTheConditionDoesNotAllowIsToldWithWhatItDoes() {
        TrialSpec rotated = trials().toList().get(7);
        try (TrainedNetwork network = TrainedNetwork.of(weights(rotated))) {
            Table raw = raw(network.weights(), 1);
            assertThatThrownBy(() -> network.predict(raw, new ConditionValue.Own()))
                    .hasMessage(
                            "This network has weights for each of 5 tasks: give a task in [0, 4], or a descriptor of another one");
            assertThatThrownBy(() -> network.predict(raw, new ConditionValue.Task(5)))
                    .hasMessageEndingWith("or a descriptor of another one, not 5");
            assertThatThrownBy(() -> network.predict(raw, new ConditionValue.Descriptor(new double[] {1, 2, 3})))
                    .hasMessageContaining("a task is described by", "but 3 were given: [1.0, 2.0, 3.0]");
            assertThatThrownBy(() -> network.predict(raw, new ConditionValue.Z(new double[] {Double.NaN})))
                    .hasMessageContaining("z must be finite numbers in single precision, but is [NaN]");
            assertThatThrownBy(() -> network.predict(raw, new ConditionValue.Z(new double[] {1e39})))
                    .hasMessageContaining("but is [1.0E39]");
            double[] first = new double[2];
            network.weights()
                    .preprocessing()
                    .tasks()
                    .descriptors()
                    .orElseThrow()
                    .read(2, first);
            assertThat(network.predict(raw, new ConditionValue.Descriptor(first))
                            .values())
                    .as("a task that is described as one that it knows is that one")
                    .containsExactly(
                            network.predict(raw, new ConditionValue.Task(2)).values());
        }
        try (TrainedNetwork network =
                TrainedNetwork.of(weights(trials().findFirst().orElseThrow()))) {
            Table raw = raw(network.weights(), 1);
            assertThatThrownBy(() -> network.predict(raw, new ConditionValue.Task(0)))
                    .hasMessageContaining("it has one trained z");
            assertThatThrownBy(() -> network.predict(raw, new ConditionValue.Z(new double[2])))
                    .hasMessage("z of this network has 3 numbers, but 2 were given");
            double[] own = new double[3];
            float[] z = network.weights().of("z");
            Arrays.setAll(own, i -> z[i]);
            assertThat(network.predict(raw, new ConditionValue.Z(own)).values())
                    .containsExactly(
                            network.predict(raw, new ConditionValue.Own()).values());
            assertThat(network.generated(new ConditionValue.Z(new double[3])))
                    .isNotEqualTo(network.generated(new ConditionValue.Own()));
        }
    }

    @Test
    void aDrawnZHasTheWidthOfThoseThatWereDrawn() {
        TrialSpec drawn =
                trials().filter(TrainedNetworkTests::noise).findFirst().orElseThrow();
        try (TrainedNetwork network = TrainedNetwork.of(weights(drawn))) {
            assertThat(network.generated(new ConditionValue.Z(new double[3]))).isNotEmpty();
            assertThatThrownBy(() -> network.generated(new ConditionValue.Z(new double[2])))
                    .hasMessage("z of this network has 3 numbers, but 2 were given");
            assertThatThrownBy(() -> network.generated(new ConditionValue.Z(new double[4])))
                    .hasMessage("z of this network has 3 numbers, but 4 were given");
        }
    }

    @Test
    void aChosenZIsRefusedWhereStatisticsBelongToAnother() {
        for (int trial : new int[] {12, 13}) {
            try (TrainedNetwork network =
                    TrainedNetwork.of(weights(trials().toList().get(trial)))) {
                assertThatThrownBy(() -> network.generated(new ConditionValue.Z(new double[2])))
                        .hasMessageContaining("This network normalises by statistics");
            }
        }
    }

    /** Every byte counts: a change anywhere is told, whatever it hits. */
    @Test
    void damagedWeightsAreTold() {
        byte[] whole = weights(trials().findFirst().orElseThrow()).bytes();
        SplittableRandom random = new SplittableRandom(11);
        for (int mutant = 0; mutant < 300; mutant++) {
            byte[] damaged = mutant % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            if (mutant % 3 != 0) {
                damaged[mutant < 200 ? 8 + random.nextInt(2000) : random.nextInt(whole.length)] ^=
                        (byte) (1 << random.nextInt(8));
            }
            assertThatThrownBy(() -> TrainedWeights.read(damaged))
                    .isInstanceOf(InvalidWeightsException.class)
                    .hasMessageContaining("weights");
        }
    }
}
