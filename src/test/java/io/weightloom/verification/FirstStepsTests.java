package io.weightloom.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.data.Examples;
import io.weightloom.network.Network;
import io.weightloom.network.Structures;
import io.weightloom.network.Trials;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.Loss;
import io.weightloom.spec.OptimizerSpec;
import io.weightloom.spec.OrderSpec;
import io.weightloom.spec.ScheduleSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.training.Step;
import io.weightloom.training.Training;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

class FirstStepsTests {

    private static final OptimizerSpec SGD = new OptimizerSpec.Sgd(0.9, 0.01);
    private static final OptimizerSpec ADAM = new OptimizerSpec.Adam(0.9, 0.99, 1e-8, 0.02);
    private static final ScheduleSpec CONSTANT = new ScheduleSpec.Constant(0);

    /** More than one page of numbers, so that clipping has to add up over pages. */
    private static TrialSpec trial(OptimizerSpec optimizer, double rate, ScheduleSpec schedule, double clip) {
        TrialSpec one = Trials.of(
                5, Trials.full(Initialisation.HYPERFAN_IN, 4, 30), Activation.TANH, Loss.CROSS_ENTROPY, 2, 20, 2);
        return one.with(new TrainingSpec(3, 16, optimizer, rate, schedule, Loss.CROSS_ENTROPY, clip, 0.001, 0));
    }

    static Stream<TrialSpec> trainings() {
        return Stream.of(
                trial(new OptimizerSpec.Sgd(0, 0), 0.1, CONSTANT, 0),
                trial(new OptimizerSpec.Sgd(0, 0.01), 0.1, CONSTANT, 0.05),
                trial(SGD, 0.1, new ScheduleSpec.Cosine(0), 0.05),
                trial(ADAM, 0.01, new ScheduleSpec.Cosine(1), 0),
                trial(ADAM, 0.01, new ScheduleSpec.Step(3, 1, 0.5), 0.05),
                trial(new OptimizerSpec.AdamW(0.8, 0.99, 1e-6, 0.1), 0.01, CONSTANT, 0.05));
    }

    @ParameterizedTest
    @MethodSource("trainings")
    void everyOptimiserFollowsItsFormulaInTheProgramThatTrains(TrialSpec trial) {
        List<Finding> findings = findings(trial, new Datasets().load(trial.data(), trial.seed()));

        assertThat(findings)
                .filteredOn(finding -> finding.check() == CheckKind.UPDATE)
                .extracting(Finding::subject)
                .containsExactly("learning-rate", "z", "hyper/w0", "hyper/b0", "hyper/head/w", "hyper/head/b");
        assertThat(findings)
                .allSatisfy(finding ->
                        assertThat(finding.verdict()).as(finding.message()).isEqualTo(Verdict.OK));
    }

    /** What differs from a training in one number. */
    static Stream<Arguments> others() {
        return Stream.of(
                Arguments.of(trial(SGD, 0.1, CONSTANT, 0), trial(new OptimizerSpec.Sgd(0.8, 0.01), 0.1, CONSTANT, 0)),
                Arguments.of(trial(SGD, 0.1, CONSTANT, 0), trial(new OptimizerSpec.Sgd(0.9, 0), 0.1, CONSTANT, 0)),
                Arguments.of(trial(SGD, 0.1, CONSTANT, 0), trial(SGD, 0.101, CONSTANT, 0)),
                Arguments.of(trial(SGD, 0.1, CONSTANT, 0.05), trial(SGD, 0.1, CONSTANT, 0)),
                Arguments.of(trial(SGD, 0.1, CONSTANT, 0), trial(SGD, 0.1, new ScheduleSpec.Cosine(2), 0)),
                Arguments.of(
                        trial(ADAM, 0.01, CONSTANT, 0),
                        trial(new OptimizerSpec.Adam(0.9, 0.99, 1e-8, 0), 0.01, CONSTANT, 0)),
                Arguments.of(
                        trial(ADAM, 0.01, CONSTANT, 0),
                        trial(new OptimizerSpec.AdamW(0.9, 0.99, 1e-8, 0.02), 0.01, CONSTANT, 0)),
                Arguments.of(
                        trial(ADAM, 0.01, CONSTANT, 0),
                        trial(new OptimizerSpec.Adam(0.9, 0.999, 1e-8, 0.02), 0.01, CONSTANT, 0)),
                Arguments.of(
                        trial(ADAM, 0.01, CONSTANT, 0),
                        trial(new OptimizerSpec.Adam(0.9, 0.99, 1e-3, 0.02), 0.01, CONSTANT, 0)));
    }

    @ParameterizedTest
    @MethodSource("others")
    void aTrainingByAnotherFormulaIsAFault(TrialSpec wanted, TrialSpec trained) {
        Dataset data = new Datasets().load(wanted.data(), wanted.seed());
        try (Network network = Network.build(wanted, DataType.DOUBLE);
                Training training = Training.of(trained, data, Optional.empty())) {
            UpdateCheck check = new UpdateCheck(wanted.training(), network.trainables(), 15);
            Step first = training.next(network.trainableNames()).orElseThrow();
            Step second = training.next(network.trainableNames()).orElseThrow();

            assertThat(Stream.of(first, second).flatMap(step -> check.findings(step).stream()))
                    .extracting(Finding::verdict)
                    .contains(Verdict.MISMATCH);
        }
    }

    /** Batches of tasks, each with weights of its own; noise; and tasks one after the other. */
    static Stream<TrialSpec> tasks() {
        return Stream.of(
                        new ConditionSpec.PerTask(3, 5),
                        new ConditionSpec.Descriptor(2, ConditionSpec.Encoding.MIP, 5),
                        new ConditionSpec.Noise(3, 2),
                        new ConditionSpec.Learned(3))
                .flatMap(condition -> {
                    TrialSpec one = Trials.of(
                            3,
                            Trials.hypernet(new GeneratorSpec.Full(), condition, Initialisation.HYPERFAN_IN, 8),
                            Activation.TANH,
                            Loss.CROSS_ENTROPY,
                            2,
                            6,
                            2);
                    TrainingSpec t = one.training();
                    TrainingSpec together = new TrainingSpec(
                            2, 8, t.optimizer(), t.learningRate(), new ScheduleSpec.Cosine(0), t.loss(), 0, 0, 0, 4);
                    TrainingSpec alone = new TrainingSpec(
                            2, 8, t.optimizer(), t.learningRate(), new ScheduleSpec.Cosine(0), t.loss(), 0, 0, 0, 1);
                    return Stream.of(together, alone.with(new OrderSpec.Sequential(0.1, OrderSpec.LookAhead.NONE)))
                            .map(training -> new TrialSpec(
                                    3,
                                    new DataSpec(new SourceSpec.RotatedMoons(5, 0, 60, 0.1), 0.2, 0.2),
                                    one.target(),
                                    one.weights(),
                                    training,
                                    one.verify()));
                });
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void theFirstBatchOfTasksIsWhatSameDiffMakesOfItsRows(TrialSpec trial) {
        assertThat(findings(trial, new Datasets().load(trial.data(), 3)))
                .filteredOn(finding -> finding.check() == CheckKind.BATCH)
                .hasSizeGreaterThan(4)
                .allSatisfy(finding ->
                        assertThat(finding.verdict()).as(finding.message()).isEqualTo(Verdict.OK));
    }

    /**
     * Of one example of one pixel a norm leaves nothing but its shift; on the examples that are verified all is well.
     */
    @Test
    void aGradientThatIsGoneInTheBatchesThatAreTrainedIsAFault() {
        TargetSpec target = new TargetSpec.Residual(
                List.of(1, 1, 1), List.of(2, 2), 1, TargetSpec.BatchNorm.PER_CONDITION, 2, Activation.TANH);
        TrialSpec one = Trials.of(3, target, new WeightsSpec.Plain(), Loss.CROSS_ENTROPY);
        TrainingSpec t = one.training();
        TrialSpec trial =
                one.with(new TrainingSpec(2, 1, t.optimizer(), t.learningRate(), t.schedule(), t.loss(), 0, 0, 0));
        Examples examples = Planted.examples(40, 1, 2);

        List<Finding> faults = Verifier.verify(
                        trial, new Dataset(LabelKind.CLASSIFICATION, examples, examples, examples, ""))
                .faults();

        assertThat(faults).extracting(Finding::check).containsOnly(CheckKind.BATCH);
        assertThat(FindingAssertions.on("target/block1/w1", faults).message())
                .startsWith("target/block1/w1: the gradient is zero everywhere in each of the first 32 batches that are"
                        + " trained, of 1 examples");
    }

    /** Heads that start at zero let nothing through to z before their first step, and this training has but one. */
    @Test
    void aTrainingThatEndsBeforeADelayedGradientArrivesIsLegal() {
        TrialSpec one = Trials.of(
                3, Trials.full(Initialisation.BIAS_HYPERINIT, 4, 6), Activation.RELU, Loss.CROSS_ENTROPY, 2, 8, 2);
        TrainingSpec t = one.training();
        TrialSpec brief =
                one.with(new TrainingSpec(1, 16, t.optimizer(), t.learningRate(), t.schedule(), t.loss(), 0, 0, 0));
        Examples examples = Planted.examples(20, 2, 2);

        Verification verification =
                Verifier.verify(brief, new Dataset(LabelKind.CLASSIFICATION, examples, examples, examples, ""));

        assertThat(verification.faults()).isEmpty();
        assertThat(verification.findings())
                .filteredOn(finding -> finding.check() == CheckKind.BATCH && finding.verdict() == Verdict.NOTED)
                .extracting(Finding::message)
                .contains(
                        "z: no gradient reaches it before others have moved, and the training ends before that, after 1"
                                + " steps.");
    }

    /** With and without norms; evaluations of both are looked at, each in its own way. */
    @Test
    void evaluationsComputeWhatWasVerified() {
        TargetSpec normed = new TargetSpec.Residual(
                List.of(1, 2, 1), List.of(2, 3), 1, TargetSpec.BatchNorm.PER_CONDITION, 2, Activation.TANH);

        assertThat(evaluations(trial(SGD, 0.1, CONSTANT, 0))).containsExactly("validation-loss");
        assertThat(evaluations(Trials.of(7, normed, Trials.full(Initialisation.HYPERFAN_IN, 4, 6), Loss.CROSS_ENTROPY)))
                .containsExactly("statistics", "calibration");
    }

    private static List<String> evaluations(TrialSpec trial) {
        return findings(trial, new Datasets().load(trial.data(), trial.seed())).stream()
                .filter(finding -> finding.check() == CheckKind.EVALUATION && finding.verdict() == Verdict.OK)
                .map(Finding::subject)
                .toList();
    }

    /** The first values of another seed stand for an evaluation that computes something else. */
    @Test
    void anEvaluationOfAnotherLossIsAFault() {
        TrialSpec trial = trial(SGD, 0.1, CONSTANT, 0);
        TrialSpec other = Trials.of(6, trial.target(), trial.weights(), Loss.CROSS_ENTROPY);
        Dataset data = new Datasets().load(trial.data(), trial.seed());
        try (Network network = Network.build(trial, DataType.DOUBLE);
                Training training = Training.of(other, data, Optional.empty())) {
            assertThat(new EvaluationCheck(trial, data, network).findings(training))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.message())
                            .matches("validation-loss: an evaluation gives \\S+, but SameDiff's outputs have \\S+\\."));
        }
    }

    private static List<Finding> findings(TrialSpec trial, Dataset data) {
        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            return FirstSteps.findings(trial, data, network, Structures.NONE, new Verification(List.of()));
        }
    }
}
