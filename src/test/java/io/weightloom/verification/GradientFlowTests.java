package io.weightloom.verification;

import static io.weightloom.verification.FindingAssertions.about;
import static io.weightloom.verification.FindingAssertions.on;
import static io.weightloom.verification.FindingAssertions.subjects;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.Examples;
import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.spec.Activation;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrialSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class GradientFlowTests {

    @Test
    void aSoundNetworkFlowsEverywhereAndIsMeasuredThreeTimes() {
        List<Finding> findings = Planted.sound().findings(new GradientFlow());

        assertThat(findings).extracting(Finding::verdict).containsOnly(Verdict.OK);
        assertThat(on("hyper/w0", findings).measures())
                .containsOnlyKeys(
                        "norm-0",
                        "norm-1",
                        "norm-2",
                        "zeros-0",
                        "zeros-1",
                        "zeros-2",
                        "weight-ratio-0",
                        "weight-ratio-1",
                        "weight-ratio-2");
        assertThat(on("hyper/w0", findings).message())
                .matches("hyper/w0: a gradient of norm \\S+ flows from the start; \\S+ % of its elements are zero\\.");
    }

    /** The identities of the gradient: dL/dH = e^T g and dL/dbeta = g, so the norms are |e| |g| and |g|. */
    @Test
    void normsAreThoseOfTheOuterProduct() {
        List<Finding> findings = Planted.sound().findings(new GradientFlow());

        double g = on("hyper/head/b", findings).measures().get("norm-0");
        double e = Planted.sound().norm("hyper/pre0", x -> Math.max(x, 0));
        assertThat(on("hyper/head/w", findings).measures().get("norm-0")).isCloseTo(e * g, within(1e-12));
    }

    @Test
    void aHeadThatStartsAtZeroDelaysWhatLiesBehindIt() {
        Verification verification = Planted.sound().filled("hyper/head/w", 0).verified();

        List<Finding> findings = about(CheckKind.GRADIENT_FLOW, verification);
        assertThat(subjects(Verdict.DELAYED, findings)).containsExactly("z", "hyper/w0", "hyper/b0");
        assertThat(subjects(Verdict.OK, findings)).containsExactly("hyper/head/w", "hyper/head/b");
        assertThat(on("hyper/w0", findings).message())
                .matches("hyper/w0: the gradient is zero at first and arrives after update 1, with a norm of \\S+\\. "
                        + "Zero at the start: hyper/head/w\\.");
        assertThat(verification.faults()).isEmpty();
        assertThat(verification.gradientVerdict()).isEqualTo(Verdict.DELAYED);
    }

    @Test
    void twoLayersInARowThatStartAtZeroAreDead() {
        Verification verification = Planted.sound()
                .filled("hyper/w0", 0)
                .filled("hyper/b0", 0)
                .filled("hyper/head/w", 0)
                .verified();

        assertThat(subjects(Verdict.DEAD, about(CheckKind.GRADIENT_FLOW, verification)))
                .containsExactly("z", "hyper/w0", "hyper/b0", "hyper/head/w");
        assertThat(on("hyper/head/w", verification.faults()).message())
                .isEqualTo(
                        "hyper/head/w: the gradient is zero everywhere, before the first update and after 2, so training "
                                + "would never change it. Zero at the start: hyper/w0, hyper/b0, hyper/head/w. "
                                + "ReLUs that let nothing pass: those of hyper/pre0.");
        assertThat(verification.gradientVerdict()).isEqualTo(Verdict.DEAD);
    }

    @Test
    void aTrunkOfDeadReluUnitsIsNamed() {
        Verification verification = Planted.sound().filled("hyper/b0", -100).verified();

        assertThat(subjects(Verdict.DEAD, about(CheckKind.GRADIENT_FLOW, verification)))
                .containsExactly("z", "hyper/w0", "hyper/b0", "hyper/head/w");
        assertThat(on("z", verification.faults()).message())
                .isEqualTo(
                        "z: the gradient is zero everywhere, before the first update and after 2, so training would never "
                                + "change it. ReLUs that let nothing pass: those of hyper/pre0.");
    }

    /** The seed that this happens with by itself: six ReLU units of random sign all silent for one z. */
    @Test
    void aGeneratorWhoseUnitsAreAllSilentByChanceIsFoundToo() {
        TrialSpec trial = java.util.stream.LongStream.range(0, 10_000)
                .mapToObj(seed ->
                        Trials.of(seed, Trials.full(Initialisation.DEFAULT, 2, 2), Activation.TANH, Loss.MSE, 3, 2))
                .filter(GradientFlowTests::silent)
                .findFirst()
                .orElseThrow();

        Verification verification = Verifier.verify(trial, Planted.examples());

        assertThat(subjects(Verdict.DEAD, verification.findings())).contains("z", "hyper/w0", "hyper/head/w");
    }

    /** One unit of six lets a little pass, and the first update closes it, or opens it wider. */
    @Test
    void whatDiesAfterAnUpdateIsDead() {
        List<Finding> closing = nearlySilent(-1).findings(new GradientFlow());
        List<Finding> opening = nearlySilent(1).findings(new GradientFlow());

        assertThat(subjects(Verdict.DEAD, closing)).containsExactly("z", "hyper/w0", "hyper/b0", "hyper/head/w");
        assertThat(subjects(Verdict.OK, closing)).containsExactly("hyper/head/b");
        assertThat(on("z", closing).measures().get("norm-0")).isPositive();
        assertThat(on("z", closing).measures().get("norm-1")).isZero();
        assertThat(on("z", closing).message())
                .matches(
                        "z: a gradient of norm \\S+ flows from the start, but after update 1 it is zero everywhere, so "
                                + "training would soon stop changing it\\. ReLUs that let nothing pass by then: those of "
                                + "hyper/pre0\\.");
        assertThat(opening).extracting(Finding::verdict).containsOnly(Verdict.OK);
    }

    /** The first chunk makes the weights of an input that is zero in all examples. */
    @Test
    void aConditionVectorThatNothingDependsOnIsCountedAndNoted() {
        TrialSpec trial = Trials.of(
                7, Trials.chunked(Initialisation.DEFAULT, 2, 5, 0, 6), Activation.TANH, Loss.CROSS_ENTROPY, 3, 5, 2);
        Examples examples = Planted.examples();
        for (int row = 0; row < examples.size(); row++) {
            examples.features()[3 * row] = 0;
        }

        Verification verification = Verifier.verify(trial, examples);

        Finding z = on("z", about(CheckKind.GRADIENT_FLOW, verification));
        assertThat(z.verdict()).isEqualTo(Verdict.NOTED);
        assertThat(z.measures()).containsEntry("silent-rows-0", 1.0).containsEntry("silent-rows-2", 1.0);
        assertThat(z.message())
                .matches(
                        "z: a gradient of norm \\S+ flows from the start, but 1 of its 7 rows have none after update 2: "
                                + "nothing passes on what they make, or the examples looked at do not need it\\.");
        assertThat(verification.faults()).isEmpty();
    }

    @Test
    void everyConditionVectorOfASoundNetworkIsLookedAt() {
        TrialSpec trial = Trials.of(
                7, Trials.chunked(Initialisation.DEFAULT, 2, 5, 3, 6), Activation.TANH, Loss.CROSS_ENTROPY, 3, 5, 2);

        List<Finding> findings = about(CheckKind.GRADIENT_FLOW, Verifier.verify(trial, Planted.examples()));

        assertThat(findings).extracting(Finding::verdict).containsOnly(Verdict.OK);
        assertThat(on("chunks", findings).measures()).containsEntry("silent-rows-0", 0.0);
        assertThat(on("z", findings).measures()).doesNotContainKey("silent-rows-0"); // one for all chunks
    }

    /** @param sign of the weights behind the one unit, which decides where its gradient points */
    private static Planted nearlySilent(int sign) {
        Planted planted = Planted.sound()
                .filled("hyper/w0", 1e-6)
                .filled("hyper/b0", -100)
                .value("hyper/b0", 2, 1e-3);
        for (int k = 0; k < 32; k++) {
            planted.value("hyper/head/w", 2 * 32 + k, sign * Math.sin(k));
        }
        return planted;
    }

    @Test
    void aDetachedTensorDisconnectsWhatLiesBehindIt() {
        Verification verification = Planted.sound()
                .trunk(e ->
                        e.getSameDiff().constant(Nd4j.ones(e.dataType(), 1, 6)).mul(0.5))
                .verified();

        assertThat(subjects(Verdict.DISCONNECTED, verification.findings()))
                .containsExactly("z", "hyper/w0", "hyper/b0");
        assertThat(on("hyper/w0", verification.faults()).message())
                .isEqualTo("hyper/w0: the loss does not reach it, so there is no gradient at all. "
                        + "It is cut off from loss, or nothing uses it.");
    }

    @Test
    void aTrainableThatNothingUsesIsDisconnected() {
        Verification verification = Planted.sound().withoutBias().verified();

        assertThat(subjects(Verdict.DISCONNECTED, verification.findings())).containsExactly("hyper/b0");
        assertThat(verification.faults()).hasSize(1);
    }

    /** SameDiff throws if it is asked for gradients and the loss reaches none. */
    @Test
    void aLossThatReachesNothingAtAllIsAFindingAndNoException() {
        List<Finding> findings = Planted.sound()
                .flat(flat -> flat.getSameDiff()
                        .constant(Nd4j.ones(flat.dataType(), 32))
                        .mul(0.1))
                .findings(new GradientFlow());

        assertThat(findings).hasSize(5).extracting(Finding::verdict).containsOnly(Verdict.DISCONNECTED);
    }

    @Test
    void aPathThroughIntegersIsDisconnected() {
        List<Finding> findings = Planted.sound()
                .trunk(e -> e.castTo(DataType.INT64).castTo(e.dataType()))
                .findings(new GradientFlow());

        assertThat(subjects(Verdict.DISCONNECTED, findings)).containsExactly("z", "hyper/w0", "hyper/b0");
    }

    @Test
    void aWeightThatIsNotANumberIsNamedBesideWhatItSpoils() {
        Verification verification =
                Planted.sound().value("hyper/head/w", 3, Double.NaN).verified();

        List<Finding> findings = about(CheckKind.GRADIENT_FLOW, verification);
        assertThat(on("hyper/head/w", findings).verdict()).isEqualTo(Verdict.NON_FINITE);
        assertThat(on("hyper/head/w", findings).message())
                .isEqualTo("hyper/head/w: 1 of its first values are not finite.");
        assertThat(on("hyper/head/b", findings).message()).isEqualTo("hyper/head/b: its gradient is not finite.");
        assertThat(verification.gradientVerdict()).isEqualTo(Verdict.NON_FINITE);
    }

    @Test
    void anInfiniteWeightIsNamed() {
        Verification verification = Planted.sound()
                .value("hyper/head/b", 0, Double.POSITIVE_INFINITY)
                .verified();

        assertThat(on("hyper/head/b", about(CheckKind.GRADIENT_FLOW, verification))
                        .verdict())
                .isEqualTo(Verdict.NON_FINITE);
    }

    private static boolean silent(TrialSpec trial) {
        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            var graph = network.graph();
            var pre = graph.getVariable("z")
                    .getArr()
                    .mmul(graph.getVariable("hyper/w0").getArr())
                    .add(graph.getVariable("hyper/b0").getArr().reshape(1, 2));
            return pre.maxNumber().doubleValue() < 0;
        }
    }
}
