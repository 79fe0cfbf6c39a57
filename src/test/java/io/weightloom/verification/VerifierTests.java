package io.weightloom.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.program.OpenArrays;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.VerifySpec;
import io.weightloom.spec.WeightsSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class VerifierTests {

    static Stream<WeightsSpec> sources() {
        List<WeightsSpec> all = new ArrayList<>();
        all.add(new WeightsSpec.Plain());
        for (Initialisation init : Initialisation.values()) {
            all.add(Trials.full(init, 4, 6));
        }
        for (Initialisation init : List.of(Initialisation.DEFAULT, Initialisation.HYPERFAN_IN, Initialisation.MIP)) {
            all.add(Trials.full(init, 3));
            all.add(Trials.chunked(init, 4, 5, 0, 6, 7));
            all.add(Trials.chunked(init, 2, 16, 3, 6));
            all.add(Trials.chunked(init, 2, 1000, 0));
            all.add(Trials.hypernet(new GeneratorSpec.Full(), new ConditionSpec.Fixed(4), init, 5));
            all.addAll(Trials.kinds(init));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void everySourceOfWeightsIsSoundWithEachActivationAndLoss(WeightsSpec weights) {
        for (Activation activation : Activation.values()) {
            for (Loss loss : Loss.values()) {
                TrialSpec trial = withSamples(1, Trials.of(7, weights, activation, loss, 3, 5, 2));

                Verification verification = Verifier.verify(trial, Planted.examples(40, 3, 2));

                assertThat(verification.faults()).as("%s %s", activation, loss).isEmpty();
                // The absolute error's gradient is made of signs, which may add up to zero at the start; and for a
                // single one of many condition vectors all the ReLUs of a small generator may be silent.
                assertThat(verification.gradientVerdict())
                        .as("%s %s", activation, loss)
                        .isIn(
                                Verdict.OK,
                                loss == Loss.MAE || startsWithConstantWeights(weights) ? Verdict.DELAYED : Verdict.OK,
                                hasManyConditions(weights) ? Verdict.NOTED : Verdict.OK);
            }
        }
    }

    static Stream<Arguments> targets() {
        return Trials.targets().stream()
                .flatMap(target -> Stream.of(
                                new WeightsSpec.Plain(),
                                Trials.full(Initialisation.HYPERFAN_IN, 4, 6),
                                Trials.full(Initialisation.DEFAULT, 3),
                                Trials.chunked(Initialisation.HYPERFAN_OUT, 4, 5, 0, 6))
                        .map(weights -> Arguments.of(target, weights)));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void everyTargetIsSoundWithWeightsOfItsOwnAndGeneratedOnes(TargetSpec target, WeightsSpec weights) {
        TrialSpec trial = Trials.of(7, target, weights, Loss.CROSS_ENTROPY);

        Verification verification =
                Verifier.verify(trial, Planted.examples(40, (int) target.input().width(), 2));

        assertThat(verification.faults()).isEmpty();
        assertThat(verification.findings())
                .filteredOn(finding -> finding.check() == CheckKind.FINITE_DIFFERENCES)
                .allSatisfy(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.OK));
    }

    /** The head's weights are zero, so what lies behind them is reached by the second gradient and not by the first. */
    @Test
    void biasHyperinitDelaysTrunkAndZByOneUpdateAndThatIsNoFault() {
        TrialSpec trial = Trials.of(
                7, Trials.full(Initialisation.BIAS_HYPERINIT, 4, 6), Activation.TANH, Loss.CROSS_ENTROPY, 3, 5, 2);

        Verification verification = Verifier.verify(trial, Planted.examples());

        List<Finding> flow = FindingAssertions.about(CheckKind.GRADIENT_FLOW, verification);
        assertThat(verification.faults()).isEmpty();
        assertThat(FindingAssertions.subjects(Verdict.DELAYED, flow)).containsExactly("z", "hyper/w0", "hyper/b0");
        assertThat(FindingAssertions.subjects(Verdict.OK, flow)).containsExactly("hyper/head/w", "hyper/head/b");
        assertThat(FindingAssertions.on("z", flow).message())
                .contains("arrives after update 1", "Zero at the start: hyper/b0, hyper/head/w.");
    }

    @Test
    void everyGeneratorThatBiasHyperinitSuitsIsSoundWithIt() {
        List<HypernetSpec> kinds = Trials.kinds(Initialisation.BIAS_HYPERINIT).stream()
                .filter(hypernet -> hypernet.init().suits(hypernet.generator()))
                .toList();

        assertThat(kinds).hasSizeGreaterThan(5).allSatisfy(hypernet -> {
            TrialSpec trial = Trials.of(7, hypernet, Activation.TANH, Loss.CROSS_ENTROPY, 3, 5, 2);
            Verification verification = Verifier.verify(trial, Planted.examples());
            assertThat(verification.faults()).isEmpty();
            assertThat(verification.gradientVerdict()).isEqualTo(Verdict.DELAYED);
        });
    }

    @Test
    void theNetworkThatFaultsArePlantedInIsItselfSound() {
        assertThat(Planted.sound().verified().faults()).isEmpty();
    }

    @Test
    void everyCheckSpeaksOfEverySubject() {
        Verification verification = Verifier.verify(Planted.TRIAL, Planted.examples());

        assertThat(subjects(verification, CheckKind.COVERAGE))
                .containsExactly("layout", "ledger", "target/w1", "target/b1", "target/w2", "target/b2");
        assertThat(subjects(verification, CheckKind.EQUIVALENCE))
                .containsExactly("output", "loss", "target/w1", "target/b1", "target/w2", "target/b2");
        assertThat(subjects(verification, CheckKind.FINITE_DIFFERENCES))
                .containsExactly("z", "hyper/w0", "hyper/b0", "hyper/head/w", "hyper/head/b");
        assertThat(subjects(verification, CheckKind.GRADIENT_FLOW))
                .containsExactly("z", "hyper/w0", "hyper/b0", "hyper/head/w", "hyper/head/b");
        assertThat(subjects(verification, CheckKind.PROGRAM))
                .containsExactly("loss", "z", "hyper/w0", "hyper/b0", "hyper/head/w", "hyper/head/b");
        assertThat(subjects(verification, CheckKind.CONDITION)).containsExactly("flat");
        assertThat(subjects(verification, CheckKind.TARGET)).containsExactly("output", "loss");
        assertThat(subjects(verification, CheckKind.SCALE))
                .containsExactly("target/w1", "target/b1", "pre/1", "target/w2", "target/b2", "output");
    }

    @Test
    void aPlainNetworkHasNothingToBeEquivalentTo() {
        TrialSpec trial = Trials.of(7, new WeightsSpec.Plain(), Activation.TANH, Loss.MSE, 3, 5, 2);

        Verification verification = Verifier.verify(trial, Planted.examples());

        assertThat(verification.faults()).isEmpty();
        assertThat(subjects(verification, CheckKind.EQUIVALENCE)).isEmpty();
        assertThat(subjects(verification, CheckKind.GRADIENT_FLOW))
                .containsExactly("target/w1", "target/b1", "target/w2", "target/b2");
    }

    @Test
    void trainablesHaveTheSameBitsAfterwards() {
        try (Network network = Network.build(Planted.TRIAL, DataType.DOUBLE)) {
            List<INDArray> before = copies(network);

            Verifier.verify(Planted.TRIAL, network, Planted.examples());

            assertThat(copies(network)).isEqualTo(before);
        }
    }

    /** All but some scalars of SameDiff's own; what it computes meanwhile are megabytes. */
    @ParameterizedTest
    @MethodSource("sources")
    void aVerificationHasFreedAllThatItComputed(WeightsSpec weights) {
        TrialSpec trial = Trials.of(7, weights, Activation.RELU, Loss.CROSS_ENTROPY, 60, 40, 2);

        assertThat(OpenArrays.bytesLeftBy(() -> Verifier.verify(trial, Planted.examples(40, 60, 2))))
                .isLessThan(1000);
    }

    @Test
    void theSameTrialHasTheSameFindings() {
        assertThat(Verifier.verify(Planted.TRIAL, Planted.examples(100, 3, 2)))
                .isEqualTo(Verifier.verify(Planted.TRIAL, Planted.examples(100, 3, 2)));
    }

    /**
     * The gradient of an output's bias is the mean of the signs of its errors. Half of them of each sign would make it
     * zero, and a sound network look dead.
     */
    @Test
    void signsOfAbsoluteErrorsCannotCancel() {
        for (int seed = 0; seed < 20; seed++) {
            TrialSpec trial = withSamples(1, Trials.of(seed, new WeightsSpec.Plain(), Activation.TANH, Loss.MAE, 3, 1));

            Verification verification = Verifier.verify(trial, Planted.examples(40, 3, 1));

            assertThat(verification.gradientVerdict()).isEqualTo(Verdict.OK);
        }
    }

    @Test
    void aTrainingSplitSmallerThanTheSampleIsEnough() {
        assertThat(Verifier.verify(Planted.TRIAL, Planted.examples(3, 3, 2)).faults())
                .isEmpty();
    }

    @Test
    void aNetworkInSinglePrecisionIsRefused() {
        try (Network network = Network.build(Planted.TRIAL, DataType.FLOAT)) {
            assertThatThrownBy(() -> Verifier.verify(Planted.TRIAL, network, Planted.examples()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("A network is verified in double precision, but z is FLOAT");
        }
    }

    private static boolean startsWithConstantWeights(WeightsSpec weights) {
        return weights instanceof HypernetSpec hypernet && hypernet.init() == Initialisation.BIAS_HYPERINIT;
    }

    private static boolean hasManyConditions(WeightsSpec weights) {
        return weights instanceof HypernetSpec hypernet
                && (hypernet.generator() instanceof GeneratorSpec.Chunked
                        || hypernet.generator() instanceof GeneratorSpec.Tile);
    }

    private static List<String> subjects(Verification verification, CheckKind check) {
        return verification.findings().stream()
                .filter(finding -> finding.check() == check)
                .map(Finding::subject)
                .toList();
    }

    private static List<INDArray> copies(Network network) {
        return network.trainableNames().stream()
                .map(name -> network.graph().getVariable(name).getArr().dup())
                .toList();
    }

    private static TrialSpec withSamples(int samples, TrialSpec t) {
        VerifySpec verify = new VerifySpec(t.verify().onFault(), samples);
        return new TrialSpec(t.seed(), t.data(), t.target(), t.weights(), t.training(), verify);
    }
}
