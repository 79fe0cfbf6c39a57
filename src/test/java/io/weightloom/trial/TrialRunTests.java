package io.weightloom.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.data.Examples;
import io.weightloom.network.Ledgers;
import io.weightloom.network.Trials;
import io.weightloom.network.target.Targets;
import io.weightloom.program.natives.Natives;
import io.weightloom.spec.Activation;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.Loss;
import io.weightloom.spec.OptimizerSpec;
import io.weightloom.spec.ScheduleSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.VerifySpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.spec.fault.InvalidSpecException;
import io.weightloom.training.Checkpoint;
import io.weightloom.training.EpochMetrics;
import io.weightloom.training.PausePoint;
import io.weightloom.training.Training;
import io.weightloom.verification.Finding;
import io.weightloom.verification.Verdict;
import io.weightloom.verification.Verifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Trials on real data with real networks: nothing here stands for anything else. */
class TrialRunTests {

    private final Datasets datasets = new Datasets();
    private final Heard heard = new Heard();

    static Stream<WeightsSpec> sources() {
        return Stream.of(
                new WeightsSpec.Plain(),
                Trials.full(Initialisation.HYPERFAN_IN, 4, 8),
                Trials.chunked(Initialisation.HYPERFAN_IN, 4, 16, 0, 8),
                Trials.chunked(Initialisation.DEFAULT, 2, 16, 3, 8));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void aTrialIsBuiltAndVerifiedBeforeItsFirstStepAndThenTrained(WeightsSpec source) {
        TrialSpec trial = trial(source, 0);
        try (TrialRun run = open(trial)) {
            TrialRun.Start start = run.start().orElseThrow();
            assertThat(start.ledger()).isEqualTo(Ledgers.of(trial.target(), source));
            assertThat(start.layout().slots())
                    .isEqualTo(Targets.layout(trial.target()).slots());
            assertThat(start.verification()).isEqualTo(Verifier.verify(trial, data(trial)));
            assertThat(start.verification().findings()).isNotEmpty();
            assertThat(heard.steps).isZero();

            SegmentResult result = run.segment(PausePoint.NONE);

            TrialOutcome.Completed completed =
                    (TrialOutcome.Completed) result.outcome().orElseThrow();
            assertThat(completed.result().epochs()).isEqualTo(8);
            assertThat(completed.result().testScore()).isGreaterThan(0.7);
            assertThat(result.epochs()).hasSize(8).isEqualTo(heard.epochs);
            assertThat(heard.steps).isEqualTo(result.epochs().get(7).steps()).isEqualTo(8 * 15);
            assertThat(result.checkpoint()).isEmpty();
        }
    }

    @Test
    void whoeverListensHearsWhatIsDoneBeforeTheFirstStepAndAfterTheLast() {
        TrialSpec trial = trial(Trials.full(Initialisation.HYPERFAN_IN, 4, 8), 0);
        try (TrialRun run = open(trial)) {
            assertThat(heard.works)
                    .startsWith("building the network", "differentiating the network", "verifying: coverage")
                    .contains("verifying: finite differences", "verifying: program")
                    .endsWith(
                            "building the network",
                            "differentiating the network",
                            "compiling the network to train",
                            "compiling the network to be evaluated");
            heard.works.clear();

            run.segment(PausePoint.NONE);

            assertThat(heard.works).containsExactly("judging what has been learned");
        }
    }

    @Test
    void whoeverListensCanBreakATrialOffBeforeItsFirstStep() {
        TrialSpec trial = trial(Trials.full(Initialisation.HYPERFAN_IN, 4, 8), 0);
        for (String last :
                List.of("differentiating the network", "verifying: scale", "compiling the network to train")) {
            Heard leaves = new Heard() {
                @Override
                public void begins(String what) {
                    if (what.equals(last)) {
                        throw new StoppedException("enough");
                    }
                }
            };
            assertThatExceptionOfType(StoppedException.class)
                    .isThrownBy(() -> TrialRun.open(trial, data(trial), Optional.empty(), leaves));
        }
    }

    @Test
    void aFaultRejectsTheTrialAndNothingIsTrained() {
        try (TrialRun run = open(silent(VerifySpec.OnFault.REJECT))) {
            SegmentResult first = run.segment(PausePoint.NONE);

            TrialOutcome.Rejected rejected =
                    (TrialOutcome.Rejected) first.outcome().orElseThrow();
            assertThat(rejected.faults())
                    .isEqualTo(run.start().orElseThrow().verification().faults().stream()
                            .map(Finding::message)
                            .toList())
                    .anyMatch(fault -> fault.startsWith("z: the gradient is zero everywhere"));
            assertThat(first.epochs()).isEmpty();
            assertThat(first.checkpoint()).isEmpty();
            assertThat(heard.steps).isZero();
            assertThat(run.segment(PausePoint.NONE).outcome()).isEqualTo(first.outcome());
        }
    }

    @Test
    void aFaultThatTheSpecOnlyWarnsOfIsKeptAndTheTrialIsTrained() {
        TrialSpec trial = silent(VerifySpec.OnFault.WARN);
        try (TrialRun run = open(trial)) {
            SegmentResult result = run.segment(PausePoint.NONE);

            assertThat(run.start().orElseThrow().verification().faults())
                    .extracting(Finding::verdict)
                    .contains(Verdict.DEAD);
            assertThat(result.outcome()).containsInstanceOf(TrialOutcome.Completed.class);
            assertThat(result.epochs()).hasSize(trial.training().epochs());
        }
    }

    @ParameterizedTest
    @MethodSource("sources")
    void aTrialTakenUpAtAnyOfItsCheckpointsEndsWithTheSameBits(WeightsSpec source) {
        TrialSpec trial = trial(source, 4);
        List<SegmentResult> whole = segments(trial, Optional.empty(), PausePoint.NONE);
        List<EpochMetrics> epochs = epochs(whole);
        Optional<TrialOutcome> outcome = whole.get(0).outcome();

        List<SegmentResult> pieces = segments(trial, Optional.empty(), every(11)); // an epoch has 15

        assertThat(pieces).hasSizeGreaterThan(5);
        assertThat(epochs(pieces)).isEqualTo(epochs);
        assertThat(pieces.get(pieces.size() - 1).outcome()).isEqualTo(outcome);
        int ended = 0;
        for (SegmentResult piece : pieces.subList(0, pieces.size() - 1)) {
            ended += piece.epochs().size();
            List<SegmentResult> rest = segments(trial, piece.checkpoint(), PausePoint.NONE);
            assertThat(epochs(rest)).isEqualTo(epochs.subList(ended, epochs.size()));
            assertThat(rest.get(0).outcome()).isEqualTo(outcome);
        }
    }

    @ParameterizedTest
    @MethodSource("sources")
    void aTrialThatPausesAtTheEndOfAnEpochGoesOnLaterWithTheSameBits(WeightsSpec source) {
        TrialSpec trial = trial(source, 0);
        List<SegmentResult> whole = segments(trial, Optional.empty(), PausePoint.NONE);
        Checkpoint kept;
        try (TrialRun run = open(trial)) {

            SegmentResult paused = run.segment(PausePoint.endOf(3));

            assertThat(paused.outcome()).isEmpty();
            assertThat(epochs(List.of(paused))).isEqualTo(epochs(whole).subList(0, 3));
            assertThat(heard.steps).isEqualTo(3 * 15);
            SegmentResult next = run.segment(PausePoint.endOf(5));
            assertThat(epochs(List.of(next))).isEqualTo(epochs(whole).subList(3, 5));
            kept = next.checkpoint().orElseThrow();
        }
        List<SegmentResult> rest = segments(trial, Optional.of(kept), PausePoint.NONE);

        assertThat(epochs(rest)).isEqualTo(epochs(whole).subList(5, 8));
        assertThat(rest.get(0).outcome()).isEqualTo(whole.get(0).outcome());
    }

    @Test
    void whatIsToPauseAfterItsLastEpochEnds() {
        try (TrialRun run = open(trial(new WeightsSpec.Plain(), 0))) {
            assertThat(run.segment(PausePoint.endOf(8)).outcome()).isPresent();
        }
    }

    /** Early stopping keeps those of an epoch before the last one. */
    @ParameterizedTest
    @MethodSource("sources")
    void theWeightsOfATrialAreThoseThatItsNetworkHeldWhenItScored(WeightsSpec source) {
        TrialSpec trial = trial(source, 1);
        TrialOutcome.Completed completed = completed(trial);
        int best = completed.result().bestEpoch();
        assertThat(best).isLessThan(completed.result().epochs());

        Checkpoint then = segments(trial, Optional.empty(), PausePoint.endOf(best))
                .get(0)
                .checkpoint()
                .orElseThrow();

        try (Training network = Training.of(trial, data(trial), Optional.of(then))) {
            TrainedWeights weights = completed.weights().orElseThrow();
            assertThat(weights.names())
                    .containsExactlyElementsOf(network.learned().weights().keySet());
            network.learned()
                    .weights()
                    .forEach((name, values) -> assertThat(weights.of(name)).containsExactly(values));
            assertThat(network.loss(data(trial).test()))
                    .isEqualTo(completed.result().testLoss());
        }
        assertThat(completed.weights().orElseThrow().size())
                .isEqualTo(Ledgers.of(trial.target(), source).trainable());
    }

    /** A network of two layers, multiplied out one by one. */
    @Test
    void theWeightsOfATrialScoreWhatItsOutcomeSays() {
        TrialSpec trial = trial(new WeightsSpec.Plain(), 1);
        TrialOutcome.Completed completed = completed(trial);
        TrainedWeights weights = completed.weights().orElseThrow();

        assertThat(weights.names()).containsExactly("target/w1", "target/b1", "target/w2", "target/b2");
        Examples test = data(trial).test();
        int right = 0;
        double loss = 0;
        for (int i = 0; i < test.size(); i++) {
            float[] x = Arrays.copyOfRange(test.features(), 2 * i, 2 * i + 2);
            double[] hidden = layer(new double[] {x[0], x[1]}, weights.of("target/w1"), weights.of("target/b1"));
            double[] output = layer(
                    Arrays.stream(hidden).map(value -> Math.max(0, value)).toArray(),
                    weights.of("target/w2"),
                    weights.of("target/b2"));
            int label = test.labels()[2 * i] == 1 ? 0 : 1;
            right += output[label] > output[1 - label] ? 1 : 0;
            loss += Math.log1p(Math.exp(output[1 - label] - output[label])) / test.size();
        }

        assertThat(completed.result().testScore()).isEqualTo(right / (double) test.size(), within(1e-12));
        assertThat(completed.result().testLoss()).isEqualTo(loss, within(1e-6)); // single precision
        assertThatThrownBy(() -> weights.of("hyper/w0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("No trainable 'hyper/w0' in [target/w1,");
    }

    /** x [in] times w [in, out], and b [out] added. */
    private static double[] layer(double[] x, float[] w, float[] b) {
        double[] y = new double[b.length];
        for (int out = 0; out < y.length; out++) {
            y[out] = b[out];
            for (int in = 0; in < x.length; in++) {
                y[out] += x[in] * w[in * y.length + out];
            }
        }
        return y;
    }

    private TrialOutcome.Completed completed(TrialSpec trial) {
        return (TrialOutcome.Completed) segments(trial, Optional.empty(), PausePoint.NONE)
                .get(0)
                .outcome()
                .orElseThrow();
    }

    /** It was verified when it began; its weights are no first weights any more. */
    @Test
    void aTrialTakenUpAtACheckpointIsNotVerifiedAgain() {
        Checkpoint checkpoint = segments(silent(VerifySpec.OnFault.WARN), Optional.empty(), every(7))
                .get(0)
                .checkpoint()
                .orElseThrow();
        TrialSpec trial = silent(VerifySpec.OnFault.REJECT);

        try (TrialRun run = TrialRun.open(trial, data(trial), Optional.of(checkpoint), heard)) {
            assertThat(run.start().orElseThrow().verification().findings()).isEmpty();
            assertThat(run.segment(PausePoint.NONE).outcome()).containsInstanceOf(TrialOutcome.Completed.class);
        }
    }

    @Test
    void aLossThatIsNoNumberEndsTheTrialWhereItHappened() {
        TrialSpec trial = with(
                trial(new WeightsSpec.Plain(), 0),
                new TrainingSpec(
                        8, 16, new OptimizerSpec.Sgd(0.9, 0), 1e30, new ScheduleSpec.Constant(0), Loss.MSE, 0, 0, 0));

        try (TrialRun run = open(trial)) {
            SegmentResult result = run.segment(PausePoint.NONE);

            TrialOutcome.Diverged diverged =
                    (TrialOutcome.Diverged) result.outcome().orElseThrow();
            assertThat(diverged.epoch()).isEqualTo(1);
            assertThat(diverged.step()).isBetween(2L, 15L).isEqualTo(heard.steps + 1);
            assertThat(result.epochs()).isEmpty();
            assertThat(result.checkpoint()).isEmpty();
        }
    }

    @Test
    void aSpecThatDoesNotGoWithItsDataIsRefusedWithEveryFault() {
        TrialSpec trial = trial(new WeightsSpec.Plain(), 0);
        Examples wide = new Examples(new float[15 * 4], new float[15 * 3], 15, 4, 3);
        Dataset data = new Dataset(LabelKind.CLASSIFICATION, wide, wide, wide, "");

        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> TrialRun.open(trial, data, Optional.empty(), heard))
                .withMessage("""
                        The spec is not valid:
                          the trial: target.layers must begin with 4, the features of an example of the data, but is [2, 8, 2]
                          the trial: target.layers must end with 3, the classes of the data, but is [2, 8, 2]
                          the trial: training.batch-size must be at most 15, the examples of the training split, but is 16""");
        assertThat(heard.works).isEmpty();
    }

    @Test
    void aSpecOfRecordsIsJudgedAsOneInAFile() {
        TrialSpec trial = trial(Trials.chunked(Initialisation.BIAS_HYPERINIT, 4, 16, 0, 8), 0)
                .with(new TargetSpec.Mlp(List.of(3, 8, 2), Activation.RELU));

        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> open(trial))
                .withMessage("""
                        The spec is not valid:
                          the trial: target.layers must begin with 2, the features of an example of moons, but is [3, 8, 2]
                          the trial: hypernet.init must not be bias-hyperinit for generator chunked: one head makes many parts of the target, and all would start the same""");
    }

    @Test
    void aGeneratorThatCannotServeTheTargetIsRefused() {
        TrialSpec trial = trial(new WeightsSpec.Plain(), 0);
        HypernetSpec generated = Trials.full(Initialisation.HYPERFAN_IN, 4, 8);
        TrialSpec ranked = trial.with(new HypernetSpec(
                new GeneratorSpec.LowRank(9, GeneratorSpec.LowRank.Base.NONE),
                generated.condition(),
                generated.hidden(),
                generated.activation(),
                generated.init()));

        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> open(ranked))
                .withMessageContaining(
                        "the trial: hypernet.rank must be at most 2 for w1, a matrix of 2 x 8, but is 9");
    }

    @Test
    void aBugFailsTheTrialWithItsKindAndItsPlaceEvenIfItSaysNothing() {
        TrialSpec trial = trial(new WeightsSpec.Plain(), 0);
        TrialListener broken = new TrialListener() {
            @Override
            public void epoch(EpochMetrics metrics) {
                throw new NoSuchElementException();
            }
        };

        try (TrialRun run = TrialRun.open(trial, data(trial), Optional.empty(), broken)) {
            assertThat(failure(run).lines())
                    .startsWith("java.util.NoSuchElementException")
                    .anyMatch(line -> line.contains("TrialRunTests"));
        }
    }

    @Test
    void aDamagedCheckpointFailsTheTrial() {
        TrialSpec trial = trial(new WeightsSpec.Plain(), 0);
        Checkpoint damaged = new Checkpoint(new byte[100]);

        try (TrialRun run = TrialRun.open(trial, data(trial), Optional.of(damaged), heard)) {
            assertThat(failure(run))
                    .startsWith("java.lang.IllegalArgumentException: The checkpoint's checksum is wrong: "
                            + "it is damaged or cut short");
        }
    }

    /** So many weights that they cannot even be counted: a spec that no check has seen. */
    @Test
    void aTrialThatFailsBeforeAnythingIsKnownOfItIsAnOutcomeToo() {
        TrialSpec trial = Trials.of(
                1,
                Trials.full(Initialisation.DEFAULT, 2, Integer.MAX_VALUE),
                Activation.RELU,
                Loss.CROSS_ENTROPY,
                2,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                2);

        try (TrialRun run = open(trial)) {

            assertThat(run.start()).isEmpty();
            assertThat(failure(run)).startsWith("java.lang.ArithmeticException");
        }
    }

    @Test
    void whatATrialIsMadeOfIsWrittenDown() {
        TrialSpec trial = trial(new WeightsSpec.Plain(), 0);
        try (TrialRun run = open(trial)) {
            Provenance provenance = run.start().orElseThrow().provenance();

            assertThat(provenance.dataFingerprint())
                    .isEqualTo(data(trial).fingerprint())
                    .hasSize(64);
            assertThat(provenance.natives()).isEqualTo(Natives.choose());
            assertThat(provenance.jdk()).endsWith(System.getProperty("java.version"));
            assertThat(provenance.os()).startsWith(System.getProperty("os.name"));
            assertThat(provenance.commit()).matches("(unknown|[0-9a-f]{40})(-dirty)?");
            assertThat(provenance.runner()).isNotBlank();
            assertThat(provenance.cpu()).isNotBlank();
        }
    }

    /** The trial fails before it compiles a program, which would set it too. */
    @Test
    void aThreadThatVerifiesMakesNd4jStayOnThatThread() throws Exception {
        TrialSpec trial = trial(new WeightsSpec.Plain(), 0);
        Dataset data = data(trial);
        TrialListener broken = new TrialListener() {
            @Override
            public void begins(String what) {
                if (what.equals("differentiating the network")) {
                    throw new NoSuchElementException();
                }
            }
        };

        int threads = onAFreshThread(() -> {
            Nd4j.getEnvironment().setMaxThreads(2);
            NativeOps natives = NativeOpsHolder.getInstance().getDeviceNativeOps();
            natives.setOmpNumThreads(2);
            try (TrialRun run = TrialRun.open(trial, data, Optional.empty(), broken)) {
                assertThat(failure(run)).contains("NoSuchElementException");
                return Math.max(
                        natives.ompGetMaxThreads(), Nd4j.getEnvironment().maxThreads());
            }
        });

        assertThat(threads).isEqualTo(1);
    }

    /** Two moons, 240 of 300 examples to train on, 15 steps an epoch. */
    private static TrialSpec trial(WeightsSpec weights, int patience) {
        return with(
                Trials.of(5, weights, Activation.RELU, Loss.CROSS_ENTROPY, 2, 8, 2),
                new TrainingSpec(
                        8,
                        16,
                        new OptimizerSpec.Adam(0.9, 0.999, 1e-8, 0),
                        1e-2,
                        new ScheduleSpec.Cosine(3),
                        Loss.CROSS_ENTROPY,
                        1,
                        1e-5,
                        patience));
    }

    /** Seed 0 draws two hidden ReLU units that are both silent, so that no gradient reaches z. */
    private static TrialSpec silent(VerifySpec.OnFault onFault) {
        TrialSpec t = Trials.of(0, Trials.full(Initialisation.DEFAULT, 2, 2), Activation.TANH, Loss.MSE, 2, 2);
        return new TrialSpec(t.seed(), t.data(), t.target(), t.weights(), t.training(), new VerifySpec(onFault, 8));
    }

    private static TrialSpec with(TrialSpec t, TrainingSpec training) {
        return new TrialSpec(t.seed(), t.data(), t.target(), t.weights(), training, t.verify());
    }

    private Dataset data(TrialSpec trial) {
        return datasets.load(trial.data(), trial.seed());
    }

    private TrialRun open(TrialSpec trial) {
        return TrialRun.open(trial, data(trial), Optional.empty(), heard);
    }

    /** Trains to the end, segment by segment. */
    private List<SegmentResult> segments(TrialSpec trial, Optional<Checkpoint> from, PausePoint enough) {
        List<SegmentResult> segments = new ArrayList<>();
        try (TrialRun run = TrialRun.open(trial, data(trial), from, TrialListener.NONE)) {
            do {
                segments.add(run.segment(enough));
            } while (segments.get(segments.size() - 1).outcome().isEmpty());
        }
        return segments;
    }

    /** Why the trial failed; it then says the same again. */
    private static String failure(TrialRun run) {
        SegmentResult first = run.segment(PausePoint.NONE);
        assertThat(first.checkpoint()).isEmpty();
        assertThat(run.segment(PausePoint.NONE).outcome()).isEqualTo(first.outcome());
        return ((TrialOutcome.Failed) first.outcome().orElseThrow()).cause();
    }

    private static PausePoint every(int steps) {
        int[] done = {0};
        return () -> ++done[0] % steps == 0;
    }

    private static List<EpochMetrics> epochs(List<SegmentResult> segments) {
        return segments.stream()
                .flatMap(segment -> segment.epochs().stream())
                .map(TrialRunTests::untimed)
                .toList();
    }

    private static EpochMetrics untimed(EpochMetrics e) {
        return new EpochMetrics(
                e.epoch(), e.trainLoss(), e.validationLoss(), e.validationScore(), e.learningRate(), e.steps(), 0);
    }

    private static <T> T onAFreshThread(Callable<T> work) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            return thread.submit(work).get();
        } finally {
            thread.shutdown();
        }
    }

    private static class Heard implements TrialListener {

        private final List<String> works = new ArrayList<>();
        private final List<EpochMetrics> epochs = new ArrayList<>();
        private long steps;

        @Override
        public void begins(String what) {
            works.add(what);
        }

        @Override
        public void epoch(EpochMetrics metrics) {
            epochs.add(metrics);
        }

        @Override
        public void steps(long trained, double seconds) {
            steps += trained;
        }
    }
}
