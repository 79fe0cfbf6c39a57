package io.weightloom.verification;

import static io.weightloom.verification.FindingAssertions.on;
import static io.weightloom.verification.FindingAssertions.subjects;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class EquivalenceTests {

    @Test
    void roundingStaysFarBelowTheTolerance() {
        assertThat(Planted.sound().findings(new Equivalence()))
                .allSatisfy(finding ->
                        assertThat(finding.measures().get("relative-error")).isLessThan(1e-13));
    }

    @Test
    void aShiftedSlotChangesOutputAndGradient() {
        List<Finding> findings = Planted.sound()
                .slice(
                        "w2",
                        (slot, flat) -> flat.get(SDIndex.interval(slot.offset() + 1, slot.end() + 1))
                                .reshape(slot.shape().toArray()))
                .findings(new Equivalence());

        assertThat(subjects(Verdict.MISMATCH, findings)).contains("output", "loss", "target/w2");
        assertThat(on("target/w2", findings).message())
                .startsWith("The gradient with respect to tensor w2 differs from that of a plain network "
                        + "with the same weights: relative error ")
                .endsWith(", allowed is 1e-10.");
    }

    /** The output is right, so that only the gradient can tell. */
    @Test
    void aTensorDetachedFromTheFlatVectorHasNoGradientThere() {
        double[] flat = Planted.sound().flatVector();

        List<Finding> findings = Planted.sound()
                .slice(
                        "w2",
                        (slot, f) -> f.getSameDiff()
                                .constant(Nd4j.createFromArray(java.util.Arrays.copyOfRange(flat, 20, 30))
                                        .reshape(5, 2))
                                .mul(1))
                .findings(new Equivalence());

        assertThat(subjects(Verdict.MISMATCH, findings)).containsExactly("target/w2");
        assertThat(on("target/w2", findings).measures()).containsEntry("relative-error", 1.0);
    }

    @Test
    void aFlatVectorThatTheLossDoesNotReachIsDisconnected() {
        List<Finding> findings = Planted.sound()
                .flat(flat -> flat.getSameDiff()
                        .constant(Nd4j.ones(DataType.DOUBLE, 32))
                        .mul(0.1))
                .findings(new Equivalence());

        assertThat(on("flat", findings).verdict()).isEqualTo(Verdict.DISCONNECTED);
        assertThat(on("flat", findings).message())
                .isEqualTo("The loss does not reach the flat vector: the generated weights have no gradient.");
    }

    @Test
    void aLossThatIsNotTheTrialsIsNamed() {
        List<Finding> findings = Planted.sound()
                .loss(loss -> loss.add(loss.getSameDiff().getVariable("flat").sum()))
                .findings(new Equivalence());

        assertThat(subjects(Verdict.OK, findings)).containsExactly("output");
        assertThat(subjects(Verdict.MISMATCH, findings))
                .containsExactly("loss", "target/w1", "target/b1", "target/w2", "target/b2");
    }

    @Test
    void generatedWeightsThatAreNotFiniteAreCounted() {
        List<Finding> findings =
                Planted.sound().value("hyper/head/b", 3, Double.NaN).findings(new Equivalence());

        assertThat(on("flat", findings).verdict()).isEqualTo(Verdict.NON_FINITE);
        assertThat(on("flat", findings).message())
                .isEqualTo("1 of the 32 generated weights are not finite, so there is nothing to compare.");
    }
}
