package io.weightloom.verification;

import static io.weightloom.verification.FindingAssertions.on;
import static io.weightloom.verification.FindingAssertions.subjects;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.spec.Activation;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrialSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

class FiniteDifferencesTests {

    @Test
    void aRightGradientAgreesFarBelowTheTolerance() {
        TrialSpec smooth = Trials.of(7, Trials.full(Initialisation.DEFAULT, 4, 6), Activation.TANH, Loss.MSE, 3, 5, 2);
        try (Network network = Network.build(smooth, DataType.DOUBLE);
                ProbedNetwork probed = new ProbedNetwork(smooth, network, Planted.examples())) {
            assertThat(new FiniteDifferences().findings(probed)).allSatisfy(finding -> {
                assertThat(finding.verdict()).isEqualTo(Verdict.OK);
                assertThat(finding.measures().get("relative-error")).isLessThan(1e-6);
                assertThat(finding.measures()).containsEntry("compared", Math.min(8, length(network, finding)));
                assertThat(finding.samples())
                        .hasSize(finding.measures().get("compared").intValue())
                        .allSatisfy(sample ->
                                assertThat(sample.numeric()).isCloseTo(sample.analytic(), withinPercentage(1e-4)));
            });
        }
    }

    /**
     * The hidden layer's output is doubled by a staircase, whose derivative the graph takes for zero. Everything else
     * is as it should be, so that only the differences can tell.
     */
    @Test
    void aGradientThatIsWrongByAFactorOfTwoIsNamedWithElementAndNumbers() {
        Verification verification =
                Planted.sound().trunk(e -> e.add(staircase(e))).verified();

        assertThat(subjects(Verdict.MISMATCH, verification.findings())).containsExactly("z", "hyper/w0", "hyper/b0");
        assertThat(verification.faults()).extracting(Finding::check).containsOnly(CheckKind.FINITE_DIFFERENCES);
        assertThat(on("hyper/b0", verification.faults()).message())
                .matches("hyper/b0: the gradient at element \\[\\d] is \\S+, but central differences give \\S+; "
                        + "\\d of \\d sampled elements disagree\\.");
    }

    @Test
    void aGradientThatIsWronglyZeroIsNamed() {
        Verification verification = Planted.sound()
                .loss(loss -> loss.add(
                        staircase(loss.getSameDiff().getVariable("hyper/b0").sum())))
                .verified();

        List<Finding> findings = FindingAssertions.about(CheckKind.FINITE_DIFFERENCES, verification);
        assertThat(subjects(Verdict.MISMATCH, findings)).containsExactly("hyper/b0");
    }

    /**
     * A bug of ND4J 1.0.0-M2.1: the gradients of its loss operations take no notice of what is computed from the loss,
     * so a loss that is scaled has the gradient of the unscaled one. What is added to a loss is differentiated as it
     * should be, and that is all that networks here rely on.
     */
    @Test
    void lossOperationsOfNd4jIgnoreAFactorBehindThem() {
        List<Finding> scaled = Planted.sound().loss(loss -> loss.mul(2)).findings(new FiniteDifferences());
        List<Finding> added = Planted.sound()
                .loss(loss ->
                        loss.add(loss.getSameDiff().getVariable("flat").norm2().mul(3)))
                .findings(new FiniteDifferences());

        assertThat(subjects(Verdict.MISMATCH, scaled))
                .containsExactly("z", "hyper/w0", "hyper/b0", "hyper/head/w", "hyper/head/b");
        assertThat(added).extracting(Finding::verdict).containsOnly(Verdict.OK);
    }

    /** Behind a head that starts at zero all gradients are zero, and zero equals zero whatever the graph computes. */
    @Test
    void whereAllGradientsAreZeroTheTrainablesAreDisplaced() {
        Planted zeroHead = Planted.sound().filled("hyper/head/w", 0);
        Planted wrong = Planted.sound().filled("hyper/head/w", 0).trunk(e -> e.add(staircase(e)));

        assertThat(on("hyper/w0", zeroHead.findings(new FiniteDifferences())).message())
                .startsWith("hyper/w0: with all trainables displaced at random, the gradient agrees with central "
                        + "differences at 8 sampled elements, relative error ");
        assertThat(on("hyper/w0", wrong.findings(new FiniteDifferences())).verdict())
                .isEqualTo(Verdict.MISMATCH);
    }

    @Test
    void aTrainableThatTheLossDoesNotReachMustHaveNoSlope() {
        List<Finding> findings = Planted.sound().withoutBias().findings(new FiniteDifferences());

        assertThat(on("hyper/b0", findings).message())
                .isEqualTo("hyper/b0: the gradient is zero at all 6 sampled elements, and so are central differences.");
    }

    @Test
    void whereRoundingHidesEveryGradientNothingIsProved() {
        List<Finding> findings = Planted.sound().loss(loss -> loss.add(1e12)).findings(new FiniteDifferences());

        assertThat(on("hyper/b0", findings).verdict()).isEqualTo(Verdict.NOTED);
        assertThat(on("hyper/b0", findings).message())
                .matches(
                        "hyper/b0: central differences prove nothing; left out: \\d+ too small to be told from rounding\\.");
    }

    @Test
    void aWeightThatIsNotANumberIsNoAgreement() {
        List<Finding> findings =
                Planted.sound().value("hyper/head/w", 3, Double.NaN).findings(new FiniteDifferences());

        assertThat(on("hyper/head/w", findings).verdict()).isEqualTo(Verdict.NON_FINITE);
        assertThat(subjects(Verdict.OK, findings)).isEmpty();
    }

    /** {@code x} in steps of 1e-8: its derivative is zero almost everywhere, its slope 1. */
    private static SDVariable staircase(SDVariable x) {
        return x.getSameDiff().math().floor(x.mul(1e8)).mul(1e-8);
    }

    private static double length(Network network, Finding finding) {
        return network.graph().getVariable(finding.subject()).getArr().length();
    }
}
