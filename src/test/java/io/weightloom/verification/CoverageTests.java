package io.weightloom.verification;

import static io.weightloom.verification.FindingAssertions.about;
import static io.weightloom.verification.FindingAssertions.on;
import static io.weightloom.verification.FindingAssertions.subjects;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.network.Trainable;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.LedgerColumn;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Faults in where weights lie and in what is counted: {@link Coverage} and {@link SlotReading}. */
class CoverageTests {

    @Test
    void aSlotShiftedByOneIsNamedWithWhatItReads() {
        Verification verification =
                Planted.sound().slice("b1", CoverageTests::shiftedByOne).verified();

        assertThat(subjects(Verdict.MISMATCH, verification.findings())).containsExactly("target/b1");
        assertThat(verification.faults().get(0).message())
                .isEqualTo(
                        "Tensor b1 should read the elements 15 to 19 of the flat vector, but reads those from 16 to 20.");
    }

    @Test
    void aShiftShowsEvenIfAllGeneratedWeightsAreEqualAtTheStart() {
        Verification verification = Planted.sound()
                .filled("hyper/head/w", 0)
                .filled("hyper/head/b", 0)
                .slice("w1", CoverageTests::shiftedByOne)
                .verified();

        assertThat(subjects(Verdict.MISMATCH, verification.findings())).containsExactly("target/w1");
    }

    @Test
    void aTensorOfWrongShapeIsNamedWithBothShapes() {
        Verification verification = Planted.sound()
                .slice(
                        "w1",
                        (slot, flat) -> flat.get(SDIndex.interval(slot.offset(), slot.end()))
                                .reshape(5, 3))
                .verified();

        assertThat(subjects(Verdict.MISMATCH, verification.findings())).containsExactly("target/w1");
        assertThat(verification.faults().get(0).message())
                .isEqualTo("Tensor w1 has the shape 5x3 in the graph, but its slot has the shape 3x5.");
    }

    @Test
    void aTensorThatCannotBeCutOutIsAFindingAndNoException() {
        Verification verification = Planted.sound()
                .slice("w1", (slot, flat) -> flat.get(SDIndex.interval(0L, 14L)).reshape(3, 5))
                .verified();

        assertThat(subjects(Verdict.MISMATCH, verification.findings())).containsExactly("target/w1");
        assertThat(verification.faults().get(0).message())
                .startsWith("Tensor w1 cannot be cut out of the flat vector. Cannot compute [target/w1]: ");
    }

    @Test
    void aTensorDetachedFromTheFlatVectorIsNamed() {
        Verification verification = Planted.sound()
                .slice("w2", (slot, flat) -> constantLike(flat, 5, 2))
                .verified();

        assertThat(subjects(Verdict.MISMATCH, verification.findings())).containsExactly("target/w2");
        assertThat(verification.faults().get(0).message())
                .isEqualTo("Tensor w2 should read the elements 20 to 29 of the flat vector, "
                        + "but its numbers do not come from there: it is cut off, or computed from them.");
    }

    @Test
    void aFlatVectorOfWrongLengthIsNamed() {
        Verification verification = Planted.sound()
                .flat(flat -> flat.getSameDiff().concat(0, flat, flat.get(SDIndex.interval(0L, 1L))))
                .verified();

        assertThat(verification.faults())
                .extracting(Finding::message)
                .containsExactly("The flat vector has 33 elements, but there are 32 target weights.");
    }

    @Test
    void slotsThatOverlapAreNamed() {
        Verification verification = Planted.sound()
                .layout(slots -> {
                    Slot b2 = slots.get(3);
                    slots.set(3, new Slot("b2", b2.shape(), b2.fanIn(), b2.fanOut(), b2.role(), b2.offset() - 1));
                    return slots;
                })
                .verified();

        assertThat(verification.faults())
                .extracting(Finding::message)
                .containsExactly("The slots do not tile: b2 starts at 29, but the slot before it ends at 30.");
    }

    @Test
    void aSlotOfAShapeThatTheTargetDoesNotNeedIsNamed() {
        Verification verification = Planted.sound()
                .layout(slots -> {
                    Slot w1 = slots.get(0);
                    slots.set(0, new Slot("w1", Shape.of(5, 3), w1.fanIn(), w1.fanOut(), w1.role(), 0));
                    return slots;
                })
                .slice("w1", (slot, flat) -> flat.get(SDIndex.interval(0L, 15L)).reshape(3, 5))
                .verified();

        assertThat(verification.faults())
                .extracting(Finding::message)
                .containsExactly("The target network needs a slot w1 of the shape 3x5, but the layout has 5x3.");
    }

    @Test
    void aVariableThatTrainingIsNotToldOfIsNamed() {
        Verification verification = Planted.sound().forgetting("hyper/b0").verified();

        assertThat(verification.faults())
                .extracting(Finding::message)
                .containsExactly(
                        "The graph has a variable hyper/b0, but training would never change it.",
                        "The ledger counts 254 numbers as generator, but the trainables of that part hold 248.");
    }

    @Test
    void aTrainableThatTheGraphLacksIsNamed() {
        Verification verification = Planted.sound()
                .trainables(all -> {
                    all.add(new Trainable("hyper/w9", Shape.of(1), LedgerColumn.Z));
                    return all;
                })
                .verified();

        assertThat(verification.faults())
                .extracting(Finding::message)
                .containsExactly(
                        "The graph has no variable for the trainable hyper/w9.",
                        "The ledger counts 4 numbers as z, but the trainables of that part hold 5.");
    }

    @Test
    void aTrainableOfAnotherShapeThanTheGraphsIsNamed() {
        Verification verification = Planted.sound()
                .trainables(all -> {
                    all.replaceAll(t -> t.name().equals("hyper/w0")
                            ? new Trainable("hyper/w0", Shape.of(6, 4), LedgerColumn.GENERATOR)
                            : t);
                    return all;
                })
                .verified();

        assertThat(verification.faults())
                .extracting(Finding::message)
                .containsExactly("The trainable hyper/w0 shall have the shape 6x4, but the graph holds 4x6.");
    }

    @Test
    void whatFollowsAFaultInCoverageIsSaidToBeUnseen() {
        Verification verification = Planted.sound().forgetting("hyper/b0").verified();

        assertThat(on("graph", about(CheckKind.GRADIENT_FLOW, verification)))
                .isEqualTo(new Finding(
                        CheckKind.GRADIENT_FLOW,
                        "graph",
                        Verdict.NOTED,
                        java.util.Map.of(),
                        "Not looked at, because of the faults in coverage."));
        assertThat(verification.gradientVerdict()).isEqualTo(Verdict.NOTED);
    }

    private static SDVariable shiftedByOne(Slot slot, SDVariable flat) {
        return flat.get(SDIndex.interval(slot.offset() + 1, slot.end() + 1))
                .reshape(slot.shape().toArray());
    }

    private static SDVariable constantLike(SDVariable flat, long... shape) {
        assertThat(flat.name()).isEqualTo(Names.FLAT);
        return flat.getSameDiff().constant(Nd4j.ones(DataType.DOUBLE, shape)).mul(0.5);
    }

    @Test
    void everyFaultIsAFindingOfCoverage() {
        List<Finding> faults = Planted.sound().forgetting("hyper/b0").verified().faults();

        assertThat(faults).extracting(Finding::check).containsOnly(CheckKind.COVERAGE);
    }
}
