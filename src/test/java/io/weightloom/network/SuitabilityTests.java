package io.weightloom.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.network.target.TargetNetwork;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.ConditionSpec.Encoding;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.HypernetSpec.Norm;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SuitabilityTests {

    private static final Initialisation INIT = Initialisation.HYPERFAN_IN;

    static Stream<WeightsSpec> suitable() {
        return Stream.concat(Stream.of(new WeightsSpec.Plain()), NetworkTests.generators());
    }

    @ParameterizedTest
    @MethodSource("suitable")
    void whatFitsItsTargetHasNoMisfit(WeightsSpec weights) {
        assertThat(Suitability.misfits(Trials.of(1, weights, Activation.RELU, Loss.MSE, 3, 5, 2)))
                .isEmpty();
    }

    static Stream<Arguments> misfits() {
        GeneratorSpec tile = new GeneratorSpec.Tile(List.of(16, 16), 0);
        HypernetSpec full = Trials.full(INIT, 4, 6);
        return Stream.of(
                Arguments.of(
                        Trials.learned(new GeneratorSpec.Svd(11), INIT, 4),
                        "hypernet.rank must be at most 10 for w2, a matrix of 32 x 10, but is 11"),
                Arguments.of(
                        Trials.learned(new GeneratorSpec.LowRank(33, GeneratorSpec.LowRank.Base.NONE), INIT, 4),
                        "hypernet.rank must be at most 32 for w1, a matrix of 784 x 32, but is 33"),
                Arguments.of(
                        Trials.learned(tile, INIT, 4),
                        "hypernet.tile of 16 x 16 do not divide b1 (32), w2 (32x10), b2 (10); other tiles may, or"
                                + " hypernet.shared: [b1, w2, b2] trains them directly"),
                Arguments.of(
                        Trials.sharing(
                                Trials.hypernet(tile, new ConditionSpec.Descriptor(2, Encoding.MIP, 5), INIT),
                                "biases",
                                "last"),
                        "hypernet.condition must not be descriptor: a task is described once, so that all its 98 tiles would"
                                + " be the same; use per-task"),
                Arguments.of(
                        Trials.sharing(full, "w9"),
                        "hypernet.shared must name tensors of the target, which has w1, b1, w2, b2, but 'w9' is none of"
                                + " them"),
                Arguments.of(
                        Trials.sharing(full, "first", "last"),
                        "hypernet.shared must leave something to generate, but all of w1, b1, w2, b2 are shared"),
                Arguments.of(
                        Trials.hypernet(new GeneratorSpec.Full(), new ConditionSpec.None(), INIT, 4),
                        "hypernet.condition must not be none: only the generator coordinates has inputs beside z"),
                Arguments.of(
                        Trials.normed(Trials.full(INIT, 4), Norm.SPECTRAL),
                        "hypernet.norm needs hidden layers, but hypernet.hidden is []"),
                Arguments.of(
                        Trials.normed(Trials.full(INIT, 4, 6, 1), Norm.LAYER),
                        "hypernet.norm needs hidden layers of at least 2 units: of 1 it leaves nothing but a sign, but"
                                + " hypernet.hidden is [6, 1]"),
                Arguments.of(
                        Trials.normed(Trials.full(INIT, 1, 6), Norm.SPECTRAL),
                        "hypernet.norm must not be spectral where hypernet.z-dim is 1: it leaves a direction only"));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void whatDoesNotFitIsToldWithItsNumbers(WeightsSpec weights, String message) {
        assertThat(Suitability.misfits(Trials.of(1, weights, Activation.RELU, Loss.MSE, 784, 32, 10)))
                .extracting(misfit -> misfit.setting() + " " + misfit.message())
                .contains(message);
    }

    @Test
    void theWordsForSharedTensorsMeanThem() {
        TargetNetwork target = Targets.of(Trials.of(1, new WeightsSpec.Plain(), Activation.RELU, Loss.MSE, 3, 4, 5, 2)
                .target());

        assertThat(SharedTensors.of(List.of("biases"), target)).containsExactly("b1", "b2", "b3");
        assertThat(SharedTensors.of(List.of("last", "w1"), target)).containsExactly("w1", "w3", "b3");
        assertThat(SharedTensors.of(List.of("first", "b1"), target)).containsExactly("w1", "b1");
    }

    @Test
    void normsAreSharedIfTheTargetSaysSo() {
        assertThat(SharedTensors.of(List.of(), residual(TargetSpec.BatchNorm.PER_CONDITION)))
                .isEmpty();
        assertThat(SharedTensors.of(List.of(), residual(TargetSpec.BatchNorm.SHARED)))
                .containsExactly(
                        "block1/norm1/scale",
                        "block1/norm1/shift",
                        "block1/norm2/scale",
                        "block1/norm2/shift",
                        "last/norm/scale",
                        "last/norm/shift");
    }

    private static TargetNetwork residual(TargetSpec.BatchNorm norm) {
        return Targets.of(new TargetSpec.Residual(List.of(1, 4, 4), List.of(2, 2), 1, norm, 2, Activation.RELU));
    }

    /** Of a picture that is halved twice from 4 x 3 pixels one is left; of one example its mean is itself. */
    @Test
    void aNormOverOneNumberIsRefused() {
        TargetSpec four = new TargetSpec.Residual(
                List.of(1, 4, 3), List.of(2, 2, 2, 2), 1, TargetSpec.BatchNorm.SHARED, 2, Activation.RELU);
        TargetSpec five = new TargetSpec.Residual(
                List.of(1, 5, 3), List.of(2, 2, 2, 2), 1, TargetSpec.BatchNorm.SHARED, 2, Activation.RELU);
        TargetSpec none = new TargetSpec.Residual(
                List.of(1, 4, 3), List.of(2, 2, 2, 2), 1, TargetSpec.BatchNorm.NONE, 2, Activation.RELU);
        HypernetSpec bank = Trials.hypernet(new GeneratorSpec.Full(), new ConditionSpec.PerTask(4, 5), INIT, 6);

        for (WeightsSpec weights : List.of(new WeightsSpec.Plain(), Trials.full(INIT, 4, 6))) {
            assertThat(batchMisfits(four, weights, 1, 1))
                    .containsExactly("training.batch-size must be at least 2 where target.norm is not none and pictures"
                            + " are 1 x 1 at the last norm, because its mean and variance would be of one number and"
                            + " leave nothing of it, but is 1");
            assertThat(batchMisfits(four, weights, 2, 1)).isEmpty();
            assertThat(batchMisfits(four, weights, 1, 3)).isEmpty(); // the examples of all tasks are one batch
            assertThat(batchMisfits(five, weights, 1, 1)).isEmpty();
            assertThat(batchMisfits(none, weights, 1, 1)).isEmpty();
        }
        assertThat(batchMisfits(four, bank, 1, 3)).singleElement().asString().contains("variance of each task would");
    }

    private static List<String> batchMisfits(TargetSpec target, WeightsSpec weights, int batch, int tasks) {
        TrialSpec trial = Trials.of(1, target, weights, Loss.MSE);
        TrainingSpec t = trial.training();
        TrainingSpec training =
                new TrainingSpec(1, batch, t.optimizer(), t.learningRate(), t.schedule(), t.loss(), 0, 0, 0, tasks);
        return Suitability.misfits(trial.with(training)).stream()
                .map(misfit -> misfit.setting() + " " + misfit.message())
                .toList();
    }
}
