package io.weightloom.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.network.Trials;
import io.weightloom.program.OpenArrays;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.Activation;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.Loss;
import io.weightloom.spec.OptimizerSpec;
import io.weightloom.spec.ScheduleSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingTests {

    private static final long A_MEGABYTE = 1L << 20;

    static Stream<WeightsSpec> sources() {
        return Stream.of(
                new WeightsSpec.Plain(),
                Trials.full(Initialisation.HYPERFAN_IN, 4, 8),
                Trials.chunked(Initialisation.HYPERFAN_IN, 4, 16, 0, 8));
    }

    /** All kinds, those too that are cut half-way. */
    static Stream<WeightsSpec> all() {
        return Stream.concat(
                sources(),
                Stream.of(
                        new WeightsSpec.Pruned(26),
                        new WeightsSpec.RankCut(36),
                        new WeightsSpec.Quantised(8),
                        new WeightsSpec.Quantised(4),
                        Trials.inBits(Trials.full(Initialisation.HYPERFAN_IN, 4, 8), 16),
                        Trials.inBits(Trials.chunked(Initialisation.HYPERFAN_IN, 4, 16, 0, 8), 8)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyWeightSourceLearnsBlobsThatALineSeparates(WeightsSpec source) {
        Recorded recorded = train(trial(source, 30, 0), blobs(0));

        assertThat(recorded.finished().testScore()).isGreaterThan(0.95);
        assertThat(recorded.epochs).hasSize(30);
        assertThat(recorded.epochs.get(29).trainLoss())
                .isLessThan(recorded.epochs.get(0).trainLoss());
        assertThat(recorded.steps).isEqualTo(30 * (200 / 16));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aTrainingInterruptedAfterEveryFewStepsEndsWithTheSameBits(WeightsSpec source) {
        TrialSpec trial = trial(source, 4, 0);
        Dataset data = blobs(0);
        Recorded whole = train(trial, data);

        Recorded pieces = trainInPieces(trial, data);

        assertThat(pieces.numbers()).isEqualTo(whole.numbers());
        assertThat(pieces.progress).isEqualTo(whole.progress);
    }

    @Test
    void trainingsSideBySideEndWithTheSameBitsAsOneAlone() throws Exception {
        Dataset data = blobs(0);
        List<TrialSpec> trials = sources().map(source -> trial(source, 4, 0)).toList();
        List<List<Double>> alone =
                trials.stream().map(trial -> train(trial, data).numbers()).toList();
        ExecutorService threads = Executors.newFixedThreadPool(trials.size());
        try {
            List<Callable<List<Double>>> work = trials.stream()
                    .<Callable<List<Double>>>map(
                            trial -> () -> train(trial, data).numbers())
                    .toList();
            List<List<Double>> together = new ArrayList<>();
            for (Future<List<Double>> future : threads.invokeAll(work)) {
                together.add(future.get());
            }

            assertThat(together).isEqualTo(alone);
        } finally {
            threads.shutdown();
        }
    }

    /** Cosine, after a warm-up of three steps: near nothing at the end of each half. */
    @Test
    void aNetworkThatIsCutHalfWayGoesThroughTheWholeLearningRateTwiceAndIsPlainBefore() {
        Dataset data = blobs(0);
        List<EpochMetrics> cut = train(trial(new WeightsSpec.Pruned(26), 5, 0), data).epochs;
        List<EpochMetrics> plain = train(trial(new WeightsSpec.Plain(), 3, 0), data).epochs;

        assertThat(cut).extracting(EpochMetrics::epoch).containsExactly(1, 2, 3, 4, 5);
        assertThat(cut).extracting(EpochMetrics::steps).containsExactly(12L, 24L, 36L, 48L, 60L);
        assertThat(cut.get(2).learningRate()).isLessThan(1e-4);
        assertThat(cut.get(3).learningRate()).isGreaterThan(4e-3);
        assertThat(cut.get(4).learningRate()).isLessThan(1e-4);
        assertThat(cut.subList(0, 3))
                .extracting(EpochMetrics::trainLoss)
                .isEqualTo(plain.stream().map(EpochMetrics::trainLoss).toList());
    }

    @Test
    void aNetworkThatIsCutHalfWayIsJudgedByWhatIsLeftOfIt() {
        Dataset data = blobs(0);

        TrainingResult result =
                train(trial(new WeightsSpec.Pruned(26), 4, 0), data).finished();

        assertThat(result.epochs()).isEqualTo(4);
        assertThat(result.bestEpoch()).isEqualTo(4);
    }

    @Test
    void refusesACheckpointOfAPhaseThatTheTrainingDoesNotHave() {
        Dataset data = blobs(0);
        TrialSpec cut = trial(new WeightsSpec.Pruned(26), 4, 0);
        Recorded recorded = new Recorded();
        try (Training training = Training.of(cut, data, Optional.empty())) {
            recorded.advance(training, after(30));
            Checkpoint second = training.checkpoint();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Training.of(cut.with(new WeightsSpec.Plain()), data, Optional.of(second)))
                    .withMessage("The checkpoint is of phase 2, but the training has 1");
        }
    }

    @Test
    void aLearningRateThatIsFarTooLargeDiverges() {
        TrialSpec base = trial(new WeightsSpec.Plain(), 30, 0);
        TrainingSpec wild = new TrainingSpec(
                30, 16, new OptimizerSpec.Sgd(0.9, 0), 10, new ScheduleSpec.Constant(0), Loss.MSE, 0, 0, 0);
        TrialSpec trial = with(base, wild);

        Recorded recorded = train(trial, blobs(0));

        assertThat(recorded.progress).isInstanceOf(Progress.Diverged.class);
        assertThat(((Progress.Diverged) recorded.progress).step()).isBetween(2L, 30L * 12);
    }

    /** With labels that are pure chance, validation soon stops improving. */
    @ParameterizedTest
    @MethodSource("sources")
    void earlyStoppingEndsSomeEpochsAfterTheBest(WeightsSpec source) {
        Recorded recorded = train(trial(source, 200, 5), blobs(1));

        TrainingResult result = recorded.finished();
        assertThat(result.epochs()).isEqualTo(result.bestEpoch() + 5).isLessThan(200);
        assertThat(result.validationScore())
                .isEqualTo(recorded.epochs.stream()
                        .mapToDouble(EpochMetrics::validationScore)
                        .max()
                        .orElseThrow());
    }

    /** At a rate that moves no output across another, all epochs score alike, and the first of them is the best. */
    @ParameterizedTest
    @MethodSource("sources")
    void anEpochThatIsAsGoodAsTheBestIsNoBetter(WeightsSpec source) {
        TrialSpec base = constant(trial(source, 200, 3));
        TrainingSpec t = base.training();
        TrialSpec still = with(base, new TrainingSpec(200, 16, t.optimizer(), 1e-9, t.schedule(), t.loss(), 0, 0, 3));
        Dataset data = blobs(1);

        Recorded recorded = train(still, data);

        assertThat(recorded.epochs)
                .extracting(EpochMetrics::validationScore)
                .containsOnly(recorded.epochs.get(0).validationScore());
        assertThat(recorded.finished().bestEpoch()).isEqualTo(1);
        assertThat(recorded.epochs).hasSize(1 + 3);
    }

    /** Scores come in steps of a fiftieth, so that the best often comes back. */
    @ParameterizedTest
    @MethodSource("sources")
    void theFirstOfTheBestEpochsIsKept(WeightsSpec source) {
        TrialSpec trial = constant(trial(source, 200, 6));
        Dataset data = blobs(0);

        Recorded recorded = train(trial, data);

        List<Double> result =
                recorded.epochs.stream().map(EpochMetrics::validationScore).toList();
        int first = result.indexOf(Collections.max(result));
        assertThat(first).isPositive();
        assertThat(recorded.finished().bestEpoch()).isEqualTo(first + 1);
        assertThat(recorded.epochs).hasSize(first + 1 + 6);
        assertThat(recorded.finished().testLoss())
                .isEqualTo(train(constant(trial(source, first + 1, 0)), data)
                        .finished()
                        .testLoss());
    }

    /** The weights of the best epoch are those of a training that ends with it. */
    @ParameterizedTest
    @MethodSource("sources")
    void earlyStoppingTestsTheWeightsOfTheBestEpochAndNotTheLast(WeightsSpec source) {
        Dataset data = blobs(1);

        TrainingResult stopped = train(constant(trial(source, 200, 5)), data).finished();
        TrainingResult untilTheBest =
                train(constant(trial(source, stopped.bestEpoch(), 0)), data).finished();
        TrainingResult untilTheLast =
                train(constant(trial(source, stopped.epochs(), 0)), data).finished();

        assertThat(stopped.testLoss()).isEqualTo(untilTheBest.testLoss()).isNotEqualTo(untilTheLast.testLoss());
        assertThat(stopped.testScore()).isEqualTo(untilTheBest.testScore());
        assertThat(stopped.validationScore()).isEqualTo(untilTheBest.validationScore());
    }

    @ParameterizedTest
    @MethodSource("all")
    void earlyStoppingInterruptedAfterEveryFewStepsEndsWithTheSameBits(WeightsSpec source) {
        TrialSpec trial = trial(source, 200, 5);
        Dataset data = blobs(1);
        Recorded whole = train(trial, data);

        Recorded pieces = trainInPieces(trial, data);

        assertThat(whole.finished().epochs()).isLessThan(200);
        assertThat(pieces.numbers()).isEqualTo(whole.numbers());
        assertThat(pieces.progress).isEqualTo(whole.progress);
    }

    @Test
    void nothingOfTheTestSplitReachesTheTraining() {
        TrialSpec trial = trial(new WeightsSpec.Plain(), 3, 0);
        Dataset data = blobs(0);
        Examples otherTest = new Examples(
                new float[data.test().features().length],
                data.test().labels(),
                data.test().size(),
                2,
                2);
        Dataset other = new Dataset(data.labelKind(), data.train(), data.validation(), otherTest, data.fingerprint());

        assertThat(train(trial, other).numbers()).isEqualTo(train(trial, data).numbers());
    }

    /** Each of them in another place; the parameters and their gradients alone are 5 MB. */
    @Test
    void aTrainingThatCannotBeginHasFreedItsMemory() {
        Dataset data = blobs(0);
        TrialSpec trial = large(trial(Trials.full(Initialisation.DEFAULT, 4, 64), 1, 0));
        Checkpoint other = checkpoint(trial(new WeightsSpec.Plain(), 1, 0), data);
        Examples none = new Examples(new float[0], new float[0], 0, 2, 2);
        Dataset unmeasured = new Dataset(data.labelKind(), data.train(), none, none, data.fingerprint());

        assertThat(bytesLeftBy(() -> fail(trial, data, Optional.of(new Checkpoint(new byte[9])))))
                .as("a damaged checkpoint")
                .isLessThan(A_MEGABYTE);
        assertThat(bytesLeftBy(() -> fail(trial, data, Optional.of(other))))
                .as("a checkpoint of another network")
                .isLessThan(A_MEGABYTE);
        assertThat(bytesLeftBy(() -> fail(trial, unmeasured, Optional.empty())))
                .as("nothing to evaluate on")
                .isLessThan(A_MEGABYTE);
    }

    @Test
    void aClosedTrainingHasFreedItsMemory() {
        TrialSpec trial = large(trial(Trials.full(Initialisation.DEFAULT, 4, 64), 1, 0));
        TrainingSpec t = trial.training();
        TrainingSpec wholeSplit = new TrainingSpec(
                1, 200, t.optimizer(), t.learningRate(), t.schedule(), t.loss(), t.clipNorm(), 0, t.patience());
        TrialSpec changed =
                new TrialSpec(trial.seed(), trial.data(), trial.target(), trial.weights(), wholeSplit, trial.verify());

        assertThat(bytesLeftBy(() -> train(trial, blobs(0)))).isLessThan(A_MEGABYTE);
        // A row of the batch's length that is left open has 800 bytes, SameDiff's own scalars have some dozen.
        assertThat(OpenArrays.bytesLeftBy(() -> train(changed, blobs(0)))).isLessThan(500);
    }

    /** Of ND4J's arrays and of JavaCPP's blocks. */
    private static long bytesLeftBy(Runnable work) {
        long before = Pointer.totalBytes();
        long arrays = OpenArrays.bytesLeftBy(work);
        return arrays + Math.max(0, Pointer.totalBytes() - before);
    }

    private static void fail(TrialSpec trial, Dataset data, Optional<Checkpoint> from) {
        assertThatIllegalArgumentException().isThrownBy(() -> Training.of(trial, data, from));
    }

    private static Checkpoint checkpoint(TrialSpec trial, Dataset data) {
        try (Training training = Training.of(trial, data, Optional.empty())) {
            return training.checkpoint();
        }
    }

    /** The same with 10,002 target weights. */
    private static TrialSpec large(TrialSpec t) {
        TargetSpec target = new TargetSpec.Mlp(List.of(2, 2000, 2), Activation.RELU);
        return new TrialSpec(t.seed(), t.data(), target, t.weights(), t.training(), t.verify());
    }

    private static Recorded train(TrialSpec trial, Dataset data) {
        try (Training training = Training.of(trial, data, Optional.empty())) {
            Recorded recorded = new Recorded();
            recorded.advance(training, () -> false);
            return recorded;
        }
    }

    /** Each piece in a training of its own, as another process would. */
    private static Recorded trainInPieces(TrialSpec trial, Dataset data) {
        Recorded pieces = new Recorded();
        Optional<Checkpoint> checkpoint = Optional.empty();
        int interruptions = 0;
        while (!(pieces.progress instanceof Progress.Finished)) {
            try (Training training = Training.of(trial, data, checkpoint)) {
                pieces.advance(training, after(7));
                checkpoint = Optional.of(training.checkpoint());
            }
            interruptions++;
        }
        assertThat(interruptions).isGreaterThan(5);
        return pieces;
    }

    /** The same at a learning rate that does not depend on the number of epochs. */
    private static TrialSpec constant(TrialSpec trial) {
        TrainingSpec t = trial.training();
        return with(
                trial,
                new TrainingSpec(
                        t.epochs(),
                        t.batchSize(),
                        t.optimizer(),
                        t.learningRate(),
                        new ScheduleSpec.Constant(3),
                        t.loss(),
                        t.clipNorm(),
                        t.generatedDecay(),
                        t.patience()));
    }

    private static TrialSpec with(TrialSpec t, TrainingSpec training) {
        return new TrialSpec(t.seed(), t.data(), t.target(), t.weights(), training, t.verify());
    }

    private static TrialSpec trial(WeightsSpec weights, int epochs, int patience) {
        TrialSpec base = Trials.of(5, weights, Activation.RELU, Loss.CROSS_ENTROPY, 2, 8, 2);
        TrainingSpec training = new TrainingSpec(
                epochs,
                16,
                new OptimizerSpec.Adam(0.9, 0.999, 1e-8, 0),
                1e-2,
                new ScheduleSpec.Cosine(3),
                Loss.CROSS_ENTROPY,
                1,
                1e-5,
                patience);
        return new TrialSpec(base.seed(), base.data(), base.target(), weights, training, base.verify());
    }

    private static PausePoint after(int steps) {
        int[] left = {steps};
        return () -> --left[0] <= 0;
    }

    /** Two Gaussian blobs; with {@code chance = 1} the labels say nothing. */
    private static Dataset blobs(int chance) {
        SplittableRandom random = new SplittableRandom(11);
        return new Dataset(
                LabelKind.CLASSIFICATION,
                blobs(random, 200, chance),
                blobs(random, 50, chance),
                blobs(random, 50, chance),
                "");
    }

    private static Examples blobs(SplittableRandom random, int size, int chance) {
        float[] features = new float[2 * size];
        float[] labels = new float[2 * size];
        for (int i = 0; i < size; i++) {
            int label = random.nextInt(2);
            int side = chance == 1 ? random.nextInt(2) : label;
            features[2 * i] = (float) (RandomStream.gaussian(random) + 4 * side - 2);
            features[2 * i + 1] = (float) RandomStream.gaussian(random);
            labels[2 * i + label] = 1;
        }
        return new Examples(features, labels, size, 2, 2);
    }

    /** Everything that a training says, but for the time it took. */
    private static final class Recorded implements TrainingListener {

        private final List<EpochMetrics> epochs = new ArrayList<>();
        private long steps;
        private Progress progress = new Progress.Paused();

        void advance(Training training, PausePoint enough) {
            progress = training.advance(enough, this);
        }

        TrainingResult finished() {
            return ((Progress.Finished) progress).result();
        }

        List<Double> numbers() {
            return epochs.stream()
                    .flatMap(epoch -> Stream.of(
                            (double) epoch.epoch(),
                            epoch.trainLoss(),
                            epoch.validationLoss(),
                            epoch.validationScore(),
                            epoch.learningRate(),
                            (double) epoch.steps()))
                    .toList();
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
