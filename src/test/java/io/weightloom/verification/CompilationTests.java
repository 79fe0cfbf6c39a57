package io.weightloom.verification;

import static io.weightloom.verification.FindingAssertions.about;
import static io.weightloom.verification.FindingAssertions.on;
import static io.weightloom.verification.FindingAssertions.subjects;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDIndex;

/** Faults of a program are planted by letting another network train than the one that SameDiff sees. */
class CompilationTests {

    private static final String[] TRAINABLES = {"z", "hyper/w0", "hyper/b0", "hyper/head/w", "hyper/head/b"};

    @Test
    void theProgramThatTrainsComputesWhatSameDiffComputes() {
        List<Finding> findings = Planted.sound().findings(new Compilation());

        assertThat(subjects(Verdict.OK, findings))
                .containsExactly("loss", "z", "hyper/w0", "hyper/b0", "hyper/head/w", "hyper/head/b");
        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.measures().get("relative-error")).isBetween(0.0, 1e-5);
            assertThat(finding.measures().get("largest")).isPositive();
        });
        assertThat(findings)
                .anySatisfy(finding ->
                        assertThat(finding.measures().get("relative-error")).isPositive()); // it is single precision
        assertThat(on("z", findings).message())
                .matches("The compiled program's gradient of z is SameDiff's \\(relative error \\S+\\)\\.");
    }

    @Test
    void aProgramOfOtherWeightsIsFound() {
        Planted other = Planted.sound().flat(flat -> flat.mul(1.01));

        Verification verification = Planted.sound().training(other).verified();

        List<Finding> findings = about(CheckKind.PROGRAM, verification);
        assertThat(subjects(Verdict.MISMATCH, findings)).contains("loss").contains(TRAINABLES);
        assertThat(verification.faults()).hasSameElementsAs(findings);
        assertThat(on("z", findings).message())
                .matches(
                        "The compiled program's gradient of z differs from SameDiff's, also with all trainables displaced: "
                                + "relative error \\S+, allowed is 0\\.001\\.");
    }

    /** The same numbers at another place. */
    @Test
    void aProgramThatReadsASlotOneFurtherIsFound() {
        Planted other = Planted.sound()
                .slice("b1", (slot, flat) -> flat.get(SDIndex.interval(slot.offset() + 1, slot.end() + 1)));

        List<Finding> findings = Planted.sound().training(other).findings(new Compilation());

        assertThat(subjects(Verdict.MISMATCH, findings)).contains("hyper/head/w", "hyper/head/b");
    }

    @Test
    void aGradientThatTheProgramForgetsIsFound() {
        Planted other = Planted.sound().withoutBias();

        List<Finding> findings = Planted.sound().training(other).findings(new Compilation());

        assertThat(on("hyper/b0", findings).verdict()).isEqualTo(Verdict.MISMATCH);
    }

    /** At first all gradients behind the head are zero in both, right or wrong. */
    @Test
    void aHeadThatStartsAtZeroHidesNothing() {
        Planted sound = Planted.sound().filled("hyper/head/w", 0);
        Planted other = Planted.sound().filled("hyper/head/w", 0).trunk(e -> e.mul(1.5));

        List<Finding> right = Planted.sound().filled("hyper/head/w", 0).findings(new Compilation());
        List<Finding> wrong = sound.training(other).findings(new Compilation());

        assertThat(right).extracting(Finding::verdict).containsOnly(Verdict.OK);
        assertThat(on("hyper/w0", right).message())
                .matches("The compiled program's gradient of hyper/w0 is SameDiff's with all trainables displaced "
                        + "\\(relative error \\S+\\)\\.");
        assertThat(on("hyper/head/w", right).message()).doesNotContain("displaced");
        assertThat(subjects(Verdict.MISMATCH, wrong)).contains("z", "hyper/w0", "hyper/b0", "hyper/head/w");
    }

    /** 1e30 squared is a number in double precision only. */
    @Test
    void whatSinglePrecisionCannotHoldIsNamed() {
        Planted planted = Planted.sound().loss(loss -> loss.mul(1e30).mul(1e30));

        List<Finding> findings = planted.findings(new Compilation());

        assertThat(on("loss", findings).verdict()).isEqualTo(Verdict.NON_FINITE);
        assertThat(on("loss", findings).message())
                .isEqualTo("The compiled program's loss, or SameDiff's, is not finite.");
    }

    @Test
    void aGraphThatCannotBeCompiledIsAFindingAndNoException() {
        Planted other = Planted.sound().flat(flat -> flat.get(SDIndex.interval(0, 20)));

        Verification verification = Planted.sound().training(other).verified();

        assertThat(about(CheckKind.PROGRAM, verification)).singleElement().satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.MISMATCH);
            assertThat(finding.message()).startsWith("Cannot compile the gradients: ");
        });
    }
}
