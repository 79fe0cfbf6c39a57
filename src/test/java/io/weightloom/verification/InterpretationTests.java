package io.weightloom.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.Datasets;
import io.weightloom.data.Examples;
import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TargetSpec.BatchNorm;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

class InterpretationTests {

    /** Every kind of target, and each activation in one that has pictures, norms and shortcuts. */
    static Stream<TargetSpec> targets() {
        List<TargetSpec> all = new ArrayList<>(Trials.targets());
        for (Activation activation : Activation.values()) {
            all.add(new TargetSpec.Mlp(List.of(3, 4, 4, 2), activation));
            all.add(residual(activation, BatchNorm.PER_CONDITION));
        }
        return all.stream();
    }

    private static TargetSpec residual(Activation activation, BatchNorm norm) {
        return new TargetSpec.Residual(List.of(2, 5, 4), List.of(2, 3, 4), 2, norm, 2, activation);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void everyTargetComputesWhatLoopsDo(TargetSpec target) {
        for (Loss loss : Loss.values()) {
            for (WeightsSpec weights :
                    List.of(new WeightsSpec.Plain(), Trials.full(Initialisation.HYPERFAN_IN, 4, 6))) {
                assertThat(findings(Trials.of(7, target, weights, loss)))
                        .hasSize(2)
                        .allSatisfy(InterpretationTests::assertNoMoreThanRounding);
            }
        }
    }

    private static void assertNoMoreThanRounding(Finding finding) {
        assertThat(finding.verdict()).as(finding.message()).isEqualTo(Verdict.OK);
        assertThat(finding.measures().get("relative-error")).isLessThan(1e-11);
    }

    /** Weights of each task's own, and a penalty on them. */
    @ParameterizedTest
    @MethodSource("targets")
    void everyTargetOfTasksComputesWhatLoopsDo(TargetSpec target) {
        TrialSpec one = Trials.of(
                3,
                target,
                Trials.hypernet(
                        new GeneratorSpec.Chunked(7, 2),
                        new ConditionSpec.PerTask(3, 5),
                        Initialisation.HYPERFAN_OUT,
                        6),
                Loss.CROSS_ENTROPY);
        TrainingSpec t = one.training();
        TrialSpec trial = new TrialSpec(
                3,
                new DataSpec(new SourceSpec.RotatedMoons(5, 0, 60, 0.1), 0.2, 0.2),
                target,
                one.weights(),
                new TrainingSpec(t.epochs(), 8, t.optimizer(), t.learningRate(), t.schedule(), t.loss(), 0, 0.3, 0, 4),
                one.verify());
        var moons = new Datasets().load(trial.data(), 3);
        Examples train =
                Planted.examples(moons.train().size(), (int) target.input().width(), 2);
        Examples wide = new Examples(
                train.features(),
                train.labels(),
                train.size(),
                train.inputs(),
                2,
                moons.train().starts());
        try (Network network = Network.build(trial, DataType.DOUBLE);
                ProbedNetwork probed = new ProbedNetwork(
                        trial,
                        network,
                        Probe.of(
                                trial,
                                network,
                                wide.some(1, 2, 3, 40, 41, 42),
                                moons.tasks().matrix(new ConditionSpec.PerTask(3, 5))))) {
            assertThat(probed.tasks()).isEqualTo(2);
            assertThat(new Interpretation().findings(probed))
                    .hasSize(2)
                    .allSatisfy(InterpretationTests::assertNoMoreThanRounding);
        }
    }

    /** Networks that are not those of the spec, although their weights are. */
    static Stream<Arguments> others() {
        TargetSpec.Convolution kernel = TargetSpec.Convolution.of("3x3x2");
        List<Integer> picture = List.of(1, 4, 4);
        return Stream.of(
                Arguments.of(
                        new TargetSpec.Mlp(List.of(3, 5, 2), Activation.GELU),
                        new TargetSpec.Mlp(List.of(3, 5, 2), Activation.SILU)),
                Arguments.of(new TargetSpec.Siren(List.of(3, 4, 2), 5), new TargetSpec.Siren(List.of(3, 4, 2), 5.001)),
                Arguments.of(
                        new TargetSpec.Siren(List.of(3, 4, 2), 1),
                        new TargetSpec.Mlp(List.of(3, 4, 2), Activation.TANH)),
                Arguments.of(
                        new TargetSpec.Conv(
                                picture, List.of(kernel), 2, TargetSpec.Pooling.MAX, List.of(2), Activation.TANH),
                        new TargetSpec.Conv(
                                picture, List.of(kernel), 2, TargetSpec.Pooling.AVERAGE, List.of(2), Activation.TANH)),
                Arguments.of(residual(Activation.RELU, BatchNorm.SHARED), residual(Activation.TANH, BatchNorm.SHARED)),
                Arguments.of(residual(Activation.RELU, BatchNorm.NONE), residual(Activation.GELU, BatchNorm.NONE)));
    }

    @ParameterizedTest
    @MethodSource("others")
    void anotherNetworkOfTheSameWeightsIsAFault(TargetSpec target, TargetSpec built) {
        TrialSpec trial = Trials.of(7, target, new WeightsSpec.Plain(), Loss.CROSS_ENTROPY);
        try (Network network = Network.build(trial.with(built), DataType.DOUBLE);
                ProbedNetwork probed = probed(trial, network)) {
            Finding output = FindingAssertions.on("output", new Interpretation().findings(probed));

            assertThat(output.verdict()).isEqualTo(Verdict.MISMATCH);
            assertThat(output.message())
                    .startsWith("output: with all trainables displaced at random, it differs from what loops over");
        }
    }

    @Test
    void aLayoutWithOtherCountsThanTheSpecsLayersIsAFault() {
        TrialSpec trial =
                Trials.of(7, new TargetSpec.Mlp(List.of(3, 5, 2), Activation.TANH), new WeightsSpec.Plain(), Loss.MSE);
        TargetSpec wider = new TargetSpec.Mlp(List.of(3, 6, 2), Activation.TANH);
        try (Network network = Network.build(trial.with(wider), DataType.DOUBLE);
                ProbedNetwork probed = probed(trial, network)) {
            assertThat(new Interpretation().findings(probed))
                    .extracting(Finding::message)
                    .containsExactly("The layout is not that of the target network: by the spec, the network has 32"
                            + " weights, but there are 38.");
        }
    }

    private static List<Finding> findings(TrialSpec trial) {
        try (Network network = Network.build(trial, DataType.DOUBLE);
                ProbedNetwork probed = probed(trial, network)) {
            return new Interpretation().findings(probed);
        }
    }

    private static ProbedNetwork probed(TrialSpec trial, Network network) {
        return new ProbedNetwork(
                trial, network, Planted.examples(7, (int) trial.target().input().width(), 2));
    }
}
