package io.weightloom.given;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.export.CardFacts;
import io.weightloom.export.NetworkExport;
import io.weightloom.export.Precision;
import io.weightloom.format.NamedTensors;
import io.weightloom.format.Safetensors;
import io.weightloom.format.Tensor;
import io.weightloom.layout.Ledger;
import io.weightloom.network.Ledgers;
import io.weightloom.network.Network;
import io.weightloom.network.NetworkSizes;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.program.compile.Compiler;
import io.weightloom.program.compile.Executable;
import io.weightloom.search.Controls;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.Control;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.HypernetSpec.ResidualWeights;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.VerifySpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.spec.fault.Misfit;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.spec.settings.Consistency;
import io.weightloom.text.Sha256;
import io.weightloom.training.Checkpoint;
import io.weightloom.training.PausePoint;
import io.weightloom.trial.ConditionValue;
import io.weightloom.trial.SegmentResult;
import io.weightloom.trial.TrainedNetwork;
import io.weightloom.trial.TrainedWeights;
import io.weightloom.trial.TrialListener;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.trial.TrialRun;
import io.weightloom.verification.Finding;
import io.weightloom.verification.Verdict;
import io.weightloom.verification.Verification;
import io.weightloom.verification.Verifier;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network that stays as it is, and what is made for each task to be added to it. */
class AdaptedNetworksTests {

    private static final Controls CONTROLS = new Controls(new NetworkSizes(), Control.Size.NUMBERS);

    private static final int TASKS = 3;
    private static final ConditionSpec BANK = new ConditionSpec.PerTask(3, TASKS);
    private static final ConditionSpec DESCRIBED = new ConditionSpec.Descriptor(2, ConditionSpec.Encoding.NONE, TASKS);
    private static final SourceSpec MOONS = new SourceSpec.RotatedMoons(TASKS, 2, 60, 0.1);
    private static final TargetSpec MLP = new TargetSpec.Mlp(List.of(2, 6, 5, 2), Activation.TANH);

    static Stream<Arguments> generators() {
        List<Arguments> all = new ArrayList<>();
        for (GeneratorSpec generator : List.of(
                new GeneratorSpec.Full(),
                new GeneratorSpec.PerTensor(),
                new GeneratorSpec.Chunked(9, 2),
                new GeneratorSpec.LowRank(2, GeneratorSpec.LowRank.Base.NONE),
                new GeneratorSpec.Coordinates(0, GeneratorSpec.Coordinates.Emits.WEIGHT),
                new GeneratorSpec.Coordinates(1, GeneratorSpec.Coordinates.Emits.ROW))) {
            all.add(Arguments.of(generator, BANK));
            all.add(Arguments.of(generator, DESCRIBED));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("generators")
    void everyTaskBeginsAsTheBaseBitForBitAndStandsAllProofs(GeneratorSpec generator, ConditionSpec condition) {
        TrialSpec trial = adapted(generator, condition);

        Verification verification = Verifier.verify(trial, new Datasets().load(trial.data(), 3));

        assertThat(verification.faults()).isEmpty();
        assertThat(verification.findings())
                .filteredOn(finding -> finding.subject().equals(Names.BASE))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("bit for bit"));
        assertThat(verification.findings())
                .filteredOn(finding -> finding.verdict() == Verdict.DELAYED)
                .extracting(Finding::subject)
                .contains("hyper/w0"); // what lies before a head of zeros
        assertBaseAtFirst(trial);
    }

    /** Tensors that are trained directly are differences, too, and so are norms. */
    @Test
    void sharedTensorsAndNormsBeginAsTheBase() {
        TargetSpec residual = new TargetSpec.Residual(
                List.of(1, 8, 8), List.of(2, 3), 1, TargetSpec.BatchNorm.SHARED, 10, Activation.TANH);
        HypernetSpec sharing = adapting(Trials.sharing(
                Trials.hypernet(
                        new GeneratorSpec.Full(), new ConditionSpec.PerTask(3, 2), Initialisation.HYPERFAN_IN, 5),
                "last"));
        TrialSpec trial = trial(new DataSpec.Permuted(new SourceSpec.Glyphs(150, 8, 0.1), 2), residual, sharing);

        Verification verification = Verifier.verify(trial, new Datasets().load(trial.data(), 3));

        assertThat(verification.faults()).isEmpty();
        assertBaseAtFirst(trial);
    }

    private static void assertBaseAtFirst(TrialSpec trial) {
        float[] base = floats(trial.given().orElseThrow().flat());
        try (Network network = Network.build(trial, DataType.FLOAT)) {
            int width = (int) network.shapes(2, 1).get(Names.TASK)[1];
            INDArray tasks = Nd4j.rand(DataType.FLOAT, 2, width);
            float[] flat = network.graph()
                    .outputSingle(Map.of(Names.TASK, tasks), Names.FLAT)
                    .dup('c')
                    .data()
                    .asFloat();
            assertThat(Arrays.copyOf(flat, base.length)).isEqualTo(base);
            assertThat(Arrays.copyOfRange(flat, base.length, flat.length)).isEqualTo(base);
        }
    }

    @Test
    void theBaseIsTheSameAfterTraining() {
        TrialSpec trial = adapted(new GeneratorSpec.Full(), BANK);
        float[] base = floats(trial.given().orElseThrow().flat());

        TrainedWeights trained = TrainedWeights.read(run(trial).bytes()); // whose text has no weights

        Map<String, float[]> still = new LinkedHashMap<>();
        for (String head : List.of("hyper/head/w", "hyper/head/b")) {
            still.put(head, new float[trained.of(head).length]);
        }
        assertThat(trained.names()).doesNotContain(Names.BASE);
        assertThat(sha256(generated(trained.with(still), 1))).isEqualTo(sha256(base));
        assertThat(sha256(generated(trained, 1))).isNotEqualTo(sha256(base));
        assertThat(generated(trained, 1)).isNotEqualTo(generated(trained, 2));
    }

    @ParameterizedTest
    @MethodSource("generators")
    void goesOnWithTheSameBits(GeneratorSpec generator, ConditionSpec condition) {
        TrialSpec trial = adapted(generator, condition);
        Dataset data = new Datasets().load(trial.data(), trial.seed());

        Optional<Checkpoint> at = Optional.empty();
        Optional<TrialOutcome> outcome = Optional.empty();
        while (outcome.isEmpty()) {
            try (TrialRun run = TrialRun.open(trial, data, at, TrialListener.NONE)) {
                SegmentResult segment = run.segment(PausePoint.endOf(1));
                at = segment.checkpoint();
                outcome = segment.outcome();
            }
        }

        TrainedWeights pieces =
                ((TrialOutcome.Completed) outcome.get()).weights().orElseThrow();
        TrainedWeights whole = run(trial);
        assertThat(pieces).isEqualTo(whole);
        try (TrainedNetwork network = TrainedNetwork.of(TrainedWeights.read(whole.bytes()))) {
            assertThat(network.test(data).score()).isNotNull();
        }
    }

    /** Beside a trained residual, which has a gradient, the program has at least a sum and an update more to do. */
    @Test
    void noGradientIsComputedForTheBase() {
        TrialSpec given = adapted(new GeneratorSpec.Full(), BANK);
        HypernetSpec hypernet = (HypernetSpec) given.weights();

        int none = operations(given.with(with(hypernet, ResidualWeights.NONE)));
        int base = operations(given);
        int trained = operations(given.with(with(hypernet, ResidualWeights.THETA0)));

        assertThat(base).isEqualTo(none + 1); // the sum itself
        assertThat(trained).isGreaterThan(base);
    }

    /** In double precision, in which each node has a kernel of its own. */
    private static int operations(TrialSpec trial) {
        try (Network network = Network.build(trial, DataType.DOUBLE);
                Executable program = new Compiler(
                                network.graph(), network.trainableNames(), network.shapes(3, 8), Names.LOSS)
                        .training(Names.LOSS)) {
            return program.operations();
        }
    }

    @Test
    void theLedgerCountsTheBaseApart() {
        TrialSpec trial = adapted(new GeneratorSpec.LowRank(2, GeneratorSpec.LowRank.Base.NONE), DESCRIBED);
        TargetSpec target = trial.target();

        Ledger ledger = Ledgers.of(target, trial.weights());

        assertThat(ledger.base()).isEqualTo(ledger.theta()).isEqualTo(18 + 35 + 12);
        assertThat(ledger.tasks()).isEqualTo(TASKS);
        assertThat(ledger.shared()).isZero();
        long emitted = 2 * (2 + 6) + 6 + 2 * (6 + 5) + 5 + 2 * (5 + 2) + 2;
        assertThat(ledger.trainable()).isEqualTo(3 * 6 + 7 * emitted);
        assertThat(ledger.taskCompressionRatio()).isEqualTo(TASKS * 65.0 / ledger.trainable());
        assertThat(Ledgers.of(target, new WeightsSpec.Plain()).base()).isZero();
    }

    /** With the weights of each task put together, as of every other network. */
    @Test
    void exportsHoldTheSumForEachTask() {
        TrainedWeights trained =
                TrainedWeights.read(run(adapted(new GeneratorSpec.LowRank(2, GeneratorSpec.LowRank.Base.NONE), BANK))
                        .bytes());

        try (TrainedNetwork network = TrainedNetwork.of(trained)) {
            NetworkExport export =
                    NetworkExport.of(network, Precision.FLOAT32, Optional.empty(), CardFacts.of("adapted"));
            float[] sum = network.generated(new ConditionValue.Task(1));

            float[] biases = Safetensors.read(export.file("target-task1.safetensors"))
                    .tensor("layers.0.bias")
                    .floats();
            assertThat(biases).containsExactly(Arrays.copyOfRange(sum, 12, 18));
            assertThat(export.file("target-task1.onnx")).isNotEmpty();
            assertThat(export.file("hypernetwork.onnx")).isNotEmpty();
            assertThat(export.file("samediff.fb")).isNotEmpty();
        }
    }

    /** What PEFT would add to the given network, {@code B A} of each layer, is what the adapted one has more. */
    @Test
    void deltasAreExportedAsPeftHasThem() {
        TrialSpec trial = adapted(new GeneratorSpec.LowRank(2, GeneratorSpec.LowRank.Base.NONE), BANK);
        TrainedWeights trained = TrainedWeights.read(run(trial).bytes());
        float[] base = new float[trial.given().orElseThrow().flat().length];
        for (int i = 0; i < base.length; i++) {
            base[i] = (float) trial.given().orElseThrow().flat()[i];
        }

        try (TrainedNetwork network = TrainedNetwork.of(trained)) {
            NetworkExport export =
                    NetworkExport.of(network, Precision.FLOAT32, Optional.empty(), CardFacts.of("adapted"));
            NamedTensors delta = Safetensors.read(export.file("delta-task1.safetensors"));
            Tensor a = delta.tensor("base_model.model.layers.0.lora_A.weight");
            Tensor b = delta.tensor("base_model.model.layers.0.lora_B.weight");
            Tensor whole =
                    Safetensors.read(export.file("target-task1.safetensors")).tensor("layers.0.weight");
            int out = Math.toIntExact(whole.shape().get(0));
            int in = Math.toIntExact(whole.shape().get(1));

            assertThat(a.shape()).containsExactly(2L, (long) in);
            assertThat(b.shape()).containsExactly((long) out, 2L);
            boolean moved = false;
            for (int o = 0; o < out; o++) {
                for (int i = 0; i < in; i++) {
                    double added = 0;
                    for (int r = 0; r < 2; r++) {
                        added += b.doubles()[o * 2 + r] * a.doubles()[r * in + i];
                    }
                    moved |= Math.abs(added) > 1e-3;
                    assertThat(whole.doubles()[o * in + i]).isCloseTo(base[i * out + o] + added, within(1e-6));
                }
            }
            assertThat(moved).isTrue();
            assertThat(delta.metadata()).containsEntry("r", "2").containsEntry("lora_alpha", "2");
            assertThat(new String(export.file("README.md"), UTF_8))
                    .contains("Network that it was given: `%s`, SHA-256 `%s`"
                            .formatted(
                                    trial.given().orElseThrow().file(),
                                    trial.given().orElseThrow().sha256()))
                    .containsPattern(
                            "weights of the given network, which stay as they are, and are in no other count *\\| *%s "
                                    .formatted(base.length));
        }
    }

    @Test
    void controlsHaveNumbersOfTheirOwnForEachTask() {
        TrialSpec trial = adapted(new GeneratorSpec.LowRank(2, GeneratorSpec.LowRank.Base.NONE), DESCRIBED);
        long factors = 2 * (2 + 6) + 6 + 2 * (6 + 5) + 5 + 2 * (5 + 2) + 2;

        TrialSpec lora = twin(Control.LORA, trial);
        TrialSpec tuned = twin(Control.FINE_TUNED, trial);

        assertThat(Ledgers.of(lora.target(), lora.weights()).trainable()).isEqualTo(TASKS * factors);
        assertThat(Ledgers.of(tuned.target(), tuned.weights()).trainable()).isEqualTo(TASKS * 65);
        for (TrialSpec control : List.of(lora, tuned)) {
            assertThat(Canonical.trial(Canonical.json(control))).isEqualTo(control);
            assertBaseAtFirst(control);
            Dataset data = new Datasets().load(control.data(), 3);
            assertThat(Verifier.verify(control, data).faults()).isEmpty();
            TrainedWeights trained = run(control);
            assertThat(TrainedWeights.read(trained.bytes())).isEqualTo(trained);
            assertThat(generated(trained, 0)).isNotEqualTo(generated(trained, 1));
        }
        assertThat(run(twin(Control.GIVEN, trial)).names()).contains("target/w1");
    }

    /** A held-out angle has nothing of its own, and the nearest that was trained on is lent to it. */
    @Test
    void controlsAreTestedOnHeldOutTasksAsTheNearestOne() {
        TrialSpec trial = adapted(new GeneratorSpec.LowRank(2, GeneratorSpec.LowRank.Base.NONE), DESCRIBED);
        TrialSpec lora = twin(Control.LORA, trial);
        Dataset data = new Datasets().load(lora.data(), 3);

        float[] rows = data.tasks()
                .tested((HypernetSpec) lora.weights(), 3)
                .orElseThrow()
                .values();

        assertThat(Arrays.copyOf(rows, 9)).containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 1);
        assertThat(Arrays.copyOfRange(rows, 9, 15)).satisfies(held -> {
            float sum = 0;
            for (float each : held) {
                sum += each;
            }
            assertThat(sum).isEqualTo(2); // one each
        });
    }

    @Test
    void whatDoesNotGoWithAGivenNetworkIsToldAllAtOnce() {
        TrialSpec trial = adapted(new GeneratorSpec.LowRank(2, GeneratorSpec.LowRank.Base.MULTIPLIED), BANK);
        TrialSpec other =
                adapted(new GeneratorSpec.Svd(2), new ConditionSpec.Fixed(3)).withGiven(Optional.empty());

        assertThat(Consistency.of(trial).misfits()).extracting(Misfit::setting).containsExactly("hypernet.base");
        assertThat(Consistency.of(other).misfits())
                .extracting(misfit -> misfit.setting() + " " + misfit.message())
                .anySatisfy(message -> assertThat(message).startsWith("hypernet.residual must not be given without"))
                .anySatisfy(message -> assertThat(message)
                        .startsWith("hypernet.condition must be per-task or descriptor")
                        .endsWith("but is fixed"))
                .anySatisfy(message -> assertThat(message)
                        .startsWith("hypernet.generator must be full,")
                        .endsWith("but is svd"))
                .hasSize(3);
    }

    private static TrialSpec twin(Control control, TrialSpec trial) {
        return CONTROLS.twin(control, trial).orElseThrow();
    }

    private static float[] generated(TrainedWeights weights, int task) {
        try (TrainedNetwork network = TrainedNetwork.of(weights)) {
            return network.generated(new ConditionValue.Task(task));
        }
    }

    private static String sha256(float[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * numbers.length);
        bytes.asFloatBuffer().put(numbers);
        return Sha256.of(bytes.array());
    }

    private static float[] floats(double[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    private static TrainedWeights run(TrialSpec trial) {
        try (TrialRun run = TrialRun.open(trial, new Datasets().load(trial.data(), trial.seed()))) {
            TrialOutcome outcome = run.segment(PausePoint.NONE).outcome().orElseThrow();
            assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
            return ((TrialOutcome.Completed) outcome).weights().orElseThrow();
        }
    }

    private static TrialSpec adapted(GeneratorSpec generator, ConditionSpec condition) {
        return trial(MOONS, MLP, adapting(Trials.hypernet(generator, condition, Initialisation.HYPERFAN_IN, 6)));
    }

    private static HypernetSpec adapting(HypernetSpec h) {
        return with(h, ResidualWeights.GIVEN);
    }

    private static HypernetSpec with(HypernetSpec h, ResidualWeights residual) {
        return new HypernetSpec(
                h.generator(), h.condition(), h.hidden(), Activation.TANH, h.init(), h.norm(), h.shared(), residual);
    }

    private static TrialSpec trial(SourceSpec source, TargetSpec target, HypernetSpec hypernet) {
        return new TrialSpec(
                        3,
                        new DataSpec(source, 0.2, 0.2),
                        target,
                        hypernet,
                        new TrainingSpec(
                                2,
                                8,
                                Trials.training(Loss.CROSS_ENTROPY).optimizer(),
                                0.01,
                                Trials.training(Loss.CROSS_ENTROPY).schedule(),
                                Loss.CROSS_ENTROPY,
                                0,
                                0,
                                0,
                                2),
                        new VerifySpec(VerifySpec.OnFault.REJECT, 8))
                .withGiven(Optional.of(Trials.given(target)));
    }
}
