package io.weightloom.verification;

import static io.weightloom.verification.FindingAssertions.about;
import static io.weightloom.verification.FindingAssertions.on;
import static io.weightloom.verification.FindingAssertions.subjects;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.layout.Shape;
import io.weightloom.network.Trainable;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.spec.Activation;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TrialSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** What softmax cannot see is neither sound nor dead, whatever rounding makes of its gradient. */
class InvisibilityTests {

    private static final String SHIFT = "hyper/shift";

    /** Ways to compute the same cross-entropy. */
    enum CrossEntropy {
        /** SameDiff's: of the gradient of a row rounding is left. */
        ROUNDED,
        /** By the difference of two outputs, so that the gradients of a row are one number and its negative. */
        EXACT;

        SDVariable of(SDVariable loss) {
            return this == ROUNDED ? loss : ofTwo(loss.getSameDiff());
        }

        /** {@code log(1 + exp(d)) - d y} of the second class. */
        private static SDVariable ofTwo(SameDiff graph) {
            SDVariable d = graph.getVariable(Names.OUTPUT).mmul(column(graph, -1, 1));
            SDVariable y = graph.getVariable(Names.Y).mmul(column(graph, 0, 1));
            return graph.math().log(graph.math().exp(d).add(1)).sub(d.mul(y)).mean();
        }

        private static SDVariable column(SameDiff graph, double... numbers) {
            DataType type = graph.getVariable(Names.OUTPUT).dataType();
            return graph.constant(Nd4j.createFromArray(numbers).castTo(type).reshape(2, 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsAddedToAllOutputsIsInvisible(CrossEntropy crossEntropy) {
        Finding shift = on(SHIFT, flow(crossEntropy, UnaryOperator.identity()));

        assertThat(shift.verdict()).isEqualTo(Verdict.INVISIBLE);
        assertThat(shift.measures()) // and not what rounding leaves
                .containsEntry("norm-0", 0.0)
                .containsEntry("zeros-0", 1.0)
                .containsEntry("norm-2", 0.0)
                .containsEntry("zeros-2", 1.0);
        assertThat(shift.message())
                .isEqualTo(
                        "hyper/shift: the loss cannot see it: it adds the same number to all outputs of an example, which "
                                + "softmax takes away again, so that its gradient is zero but for rounding, and training has no "
                                + "reason to move it.");
    }

    @ParameterizedTest
    @EnumSource
    void allElseIsAsItIsWithout(CrossEntropy crossEntropy) {
        assertThat(flow(crossEntropy, UnaryOperator.identity()))
                .filteredOn(finding -> !finding.subject().equals(SHIFT))
                .extracting(Finding::verdict)
                .containsOnly(Verdict.OK);
    }

    /** Rounding down has a derivative of zero, and nothing that is multiplied by zero arrives. */
    @ParameterizedTest
    @EnumSource
    void whatIsCutOffIsDeadThoughTheLossWouldNotSeeIt(CrossEntropy crossEntropy) {
        List<UnaryOperator<SDVariable>> cuts =
                List.of(shift -> shift.getSameDiff().math().floor(shift.mul(10)), shift -> shift.mul(0));

        assertThat(cuts)
                .allSatisfy(cut ->
                        assertThat(on(SHIFT, flow(crossEntropy, cut)).verdict()).isEqualTo(Verdict.DEAD));
    }

    /** It moves one output of two. */
    @Test
    void whatMovesOneOutputIsSeen() {
        List<UnaryOperator<SDVariable>> slices =
                List.of(shift -> shift.mul(constant(shift, 1, 0)), shift -> shift.mul(constant(shift, 1, 1 + 1e-9)));

        assertThat(slices)
                .allSatisfy(slice -> assertThat(
                                on(SHIFT, flow(CrossEntropy.ROUNDED, slice)).verdict())
                        .isEqualTo(Verdict.OK));
    }

    /** A slice of nothing but its own element, which the other output lacks; and a cut in the path of that. */
    @Test
    void whatWouldBeSeenAndIsCutOffIsDead() {
        UnaryOperator<SDVariable> cut =
                shift -> shift.getSameDiff().math().floor(shift.mul(10)).mul(constant(shift, 1, 0));

        assertThat(on(SHIFT, flow(CrossEntropy.ROUNDED, cut)).verdict()).isEqualTo(Verdict.DEAD);
    }

    /** At first a ReLU keeps it from one of the outputs; after an update it reaches neither, or both. */
    @Test
    void whatTheLossSeesNoMoreAfterUpdatesIsInvisibleAndSaysSo() {
        Flow flow = new Flow(SHIFT, 1, 0, new ArrayList<>());
        flow.looks().add(Flow.Look.at(new double[] {1}, new double[] {1}, 1));
        flow.looks().add(Flow.Look.unseen(1));
        assertThat(flow.verdict()).isEqualTo(Verdict.NOTED); // not followed to the end

        flow.looks().add(Flow.Look.unseen(1));
        assertThat(flow.verdict()).isEqualTo(Verdict.INVISIBLE);
        assertThat(flow.message("", "")).startsWith("hyper/shift: the loss cannot see it after 2 updates, although");

        flow.looks().set(2, Flow.Look.at(new double[] {0}, new double[] {1}, 1));
        assertThat(flow.verdict()).isEqualTo(Verdict.DEAD);
    }

    @Test
    void whatTheLossSeesAfterAnUpdateIsDelayed() {
        Flow flow = new Flow(SHIFT, 1, 0, new ArrayList<>());
        flow.looks().add(Flow.Look.unseen(1));
        flow.looks().add(Flow.Look.at(new double[] {1}, new double[] {1}, 1));
        flow.looks().add(Flow.Look.at(new double[] {1}, new double[] {1}, 1));

        assertThat(flow.verdict()).isEqualTo(Verdict.DELAYED);
    }

    /** Of 1x1 tiles of a last layer with as many outputs as there are classes, with the program that trains. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void theBiasOfATileOfOneWeightIsInvisibleToAnyNumberOfClasses(int classes) {
        TrialSpec trial = tiles(Loss.CROSS_ENTROPY, classes);
        Dataset data = new Datasets().load(trial.data(), trial.seed());

        Verification verification = Verifier.verify(trial, data);

        assertThat(verification.faults()).isEmpty();
        assertThat(verification.invisible()).containsExactlyInAnyOrder("hyper/tile-1x1/b0", "hyper/tile-1x1/b1");
        assertThat(verification.gradientVerdict()).isEqualTo(Verdict.INVISIBLE);
        assertThat(subjects(Verdict.OK, about(CheckKind.BATCH, verification)))
                .contains("hyper/tile-1x1/w0", "hyper/tile-1x1/b0", "hyper/tile-1x1/b1", "z");
    }

    @Test
    void anErrorOfTwoOutputsSeesIt() {
        TrialSpec trial = tiles(Loss.MSE, 2);
        Dataset data = new Datasets().load(trial.data(), trial.seed());

        assertThat(about(CheckKind.GRADIENT_FLOW, Verifier.verify(trial, data)))
                .extracting(Finding::verdict)
                .containsOnly(Verdict.OK);
    }

    private static TrialSpec tiles(Loss loss, int classes) {
        HypernetSpec tiles = Trials.learned(new GeneratorSpec.Tile(List.of(1, 1), 0), Initialisation.HYPERFAN_IN, 3);
        TrialSpec trial = Trials.of(3, Trials.sharing(tiles, "biases"), Activation.TANH, loss, 2, classes);
        return new TrialSpec(
                trial.seed(),
                new DataSpec(new SourceSpec.Spirals(300, classes, 1, 0.1), 0.1, 0.1),
                trial.target(),
                trial.weights(),
                trial.training(),
                trial.verify());
    }

    private static List<Finding> flow(CrossEntropy crossEntropy, UnaryOperator<SDVariable> shift) {
        return Planted.sound()
                .trainables(trainables -> Stream.concat(
                                trainables.stream(),
                                Stream.of(new Trainable(SHIFT, Shape.of(1), LedgerColumn.GENERATOR)))
                        .toList())
                .slice("b2", (slot, flat) -> {
                    SameDiff graph = flat.getSameDiff();
                    SDVariable own = graph.var(SHIFT, Nd4j.createFromArray(0.3).castTo(flat.dataType()));
                    return flat.get(SDIndex.interval(slot.offset(), slot.end()))
                            .reshape(2)
                            .add(shift.apply(own));
                })
                .loss(crossEntropy::of)
                .findings(new GradientFlow());
    }

    private static SDVariable constant(SDVariable like, double... numbers) {
        return like.getSameDiff().constant(Nd4j.createFromArray(numbers).castTo(like.dataType()));
    }
}
