package io.weightloom.verification;

import static io.weightloom.verification.FindingAssertions.about;
import static io.weightloom.verification.FindingAssertions.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MovementTests {

    private static final String IGNORED =
            "The generated weights do not move with the condition, neither before the first update nor after 2: the "
                    + "generator ignores it, and makes the same weights of all.";

    static Stream<ConditionSpec> withoutGradient() {
        return Stream.of(new ConditionSpec.Noise(4, 3), new ConditionSpec.Fixed(4));
    }

    @ParameterizedTest
    @MethodSource("withoutGradient")
    void aSoundGeneratorMovesFromTheStart(ConditionSpec condition) {
        Verification verification = Planted.of(condition).verified();

        Finding finding = on(Names.FLAT, about(CheckKind.CONDITION, verification));
        assertThat(verification.faults()).isEmpty();
        assertThat(finding.verdict()).isEqualTo(Verdict.OK);
        assertThat(finding.measures()).containsOnlyKeys("movement-0", "movement-1", "movement-2");
        assertThat(finding.measures().values())
                .allSatisfy(movement -> assertThat(movement).isBetween(0.01, 10.0));
    }

    /** All gradients flow, and agree with central differences: nothing else can tell. */
    @ParameterizedTest
    @MethodSource("withoutGradient")
    void aGeneratorThatIgnoresAConditionWithoutGradientIsTheOnlyFault(ConditionSpec condition) {
        Planted ignoring = Planted.of(condition).condition(MovementTests::ones);

        Verification verification = ignoring.training(ignoring).verified();

        assertThat(verification.faults())
                .extracting(Finding::check, Finding::subject, Finding::verdict, Finding::message)
                .containsExactly(tuple(CheckKind.CONDITION, Names.FLAT, Verdict.DEAD, IGNORED));
    }

    @Test
    void aLearnedConditionThatIsIgnoredIsFoundHereAsWell() {
        Verification verification =
                Planted.sound().condition(MovementTests::ones).verified();

        assertThat(on(Names.Z, about(CheckKind.GRADIENT_FLOW, verification)).verdict())
                .isEqualTo(Verdict.DISCONNECTED);
        assertThat(on(Names.FLAT, about(CheckKind.CONDITION, verification)).verdict())
                .isEqualTo(Verdict.DEAD);
    }

    static Stream<ConditionSpec> ofTasks() {
        return Stream.of(
                new ConditionSpec.PerTask(3, 5),
                new ConditionSpec.PerTask(3, 5, ConditionSpec.Damage.FROZEN),
                new ConditionSpec.Descriptor(2, ConditionSpec.Encoding.NONE, 5),
                new ConditionSpec.Descriptor(2, ConditionSpec.Encoding.MIP, 5));
    }

    /** Whatever tasks are known by: the first row of a bank for all, or descriptions that are all ones. */
    @ParameterizedTest
    @MethodSource("ofTasks")
    void aGeneratorThatMakesTheSameWeightsForAllTasksIsDead(ConditionSpec condition) {
        TrialSpec trial = tasks(condition);
        Dataset data = new Datasets().load(trial.data(), trial.seed());

        Finding sound = finding(trial, data, same -> same);
        Finding ignoring = finding(trial, data, task -> {
            long width = task.getShape()[1];
            INDArray row = Nd4j.zeros(DataType.DOUBLE, 1, width);
            row.putScalar(0, 1);
            return task.mul(0).add(task.getSameDiff().constant(row));
        });

        assertThat(sound.verdict()).isEqualTo(Verdict.OK);
        assertThat(sound.measures()).containsEntry("silent-rows-2", 0.0);
        assertThat(ignoring.verdict()).isEqualTo(Verdict.DEAD);
        assertThat(ignoring.measures())
                .containsEntry("movement-0", 0.0)
                .containsEntry("movement-2", 0.0)
                .containsEntry("silent-rows-2", 3.0);
    }

    @Test
    void aGeneratorThatTakesOneOfSeveralVectorsForAllOfThemIsNoted() {
        TrialSpec trial = Trials.of(
                7, Trials.chunked(Initialisation.DEFAULT, 2, 9, 0, 8), Activation.TANH, Loss.CROSS_ENTROPY, 3, 5, 2);

        Finding sound = finding(trial, same -> same);
        Finding first = finding(trial, z -> {
            SDVariable row = z.get(SDIndex.interval(0L, 1L), SDIndex.all());
            return z.mul(0).add(row.reshape(1, 2));
        });
        Finding none = finding(trial, z -> z.mul(0).add(1));

        assertThat(sound.measures()).containsEntry("silent-rows-0", 0.0);
        assertThat(first.verdict()).isEqualTo(Verdict.NOTED);
        assertThat(first.message())
                .isEqualTo(
                        "The generated weights move with the condition, but 3 of the 4 rows of it that were moved one "
                                + "by one make no difference after update 2: the generator ignores them, or its units are "
                                + "silent there.");
        assertThat(none.verdict()).isEqualTo(Verdict.DEAD);
    }

    @Test
    void aHeadThatStartsAtZeroDelaysTheMovement() {
        Finding finding =
                on(Names.FLAT, Planted.sound().filled("hyper/head/w", 0).findings(new Movement()));

        assertThat(finding.verdict()).isEqualTo(Verdict.DELAYED);
        assertThat(finding.measures()).containsEntry("movement-0", 0.0);
        assertThat(finding.measures().get("movement-1")).isPositive();
        assertThat(finding.message())
                .matches(
                        "The generated weights do not move with the condition at first, and do after update 1, by \\S+ of "
                                + "their size\\. Zero at the start: hyper/head/w\\.");
    }

    @Test
    void twoLayersInARowThatStartAtZeroNeverMove() {
        Finding finding = on(
                Names.FLAT,
                Planted.sound()
                        .filled("hyper/w0", 0)
                        .filled("hyper/b0", 0)
                        .filled("hyper/head/w", 0)
                        .findings(new Movement()));

        assertThat(finding.message())
                .isEqualTo(IGNORED
                        + " Zero at the start: hyper/w0, hyper/b0, hyper/head/w. ReLUs that let nothing pass: those of"
                        + " hyper/pre0.");
    }

    @Test
    void weightsThatAreNotNumbersAreNamed() {
        Planted planted = Planted.sound().value("hyper/head/b", 3, Double.NaN);

        assertThat(on(Names.FLAT, planted.findings(new Movement())).verdict()).isEqualTo(Verdict.NON_FINITE);
    }

    @Test
    void whatHasNoConditionIsNotAsked() {
        GeneratorSpec rows = new GeneratorSpec.Coordinates(3, GeneratorSpec.Coordinates.Emits.ROW);
        TrialSpec trial = Trials.of(
                7,
                Trials.hypernet(rows, new ConditionSpec.None(), Initialisation.DEFAULT, 8),
                Activation.TANH,
                Loss.MSE,
                3,
                5,
                2);

        assertThat(about(CheckKind.CONDITION, Verifier.verify(trial, Planted.examples())))
                .isEmpty();
    }

    @Test
    void trainablesHaveTheSameBitsAfterwards() {
        try (Network network = Network.build(Planted.TRIAL, DataType.DOUBLE);
                ProbedNetwork probed = new ProbedNetwork(Planted.TRIAL, network, Planted.examples())) {
            List<double[]> before = List.copyOf(probed.values().values());

            new Movement().findings(probed);

            assertThat(List.copyOf(probed.values().values()))
                    .usingRecursiveComparison()
                    .isEqualTo(before);
        }
    }

    private static SDVariable ones(SDVariable z) {
        return z.getSameDiff().constant(Nd4j.ones(z.dataType(), 1, 4));
    }

    private static TrialSpec tasks(ConditionSpec condition) {
        TrialSpec one = Trials.of(
                3,
                Trials.hypernet(new GeneratorSpec.Full(), condition, Initialisation.HYPERFAN_IN, 8),
                Activation.TANH,
                Loss.CROSS_ENTROPY,
                2,
                6,
                2);
        TrainingSpec t = one.training();
        return new TrialSpec(
                3,
                new DataSpec(new SourceSpec.RotatedMoons(5, 2, 60, 0.1), 0.2, 0.2),
                one.target(),
                one.weights(),
                new TrainingSpec(t.epochs(), 8, t.optimizer(), t.learningRate(), t.schedule(), t.loss(), 0, 0.01, 0, 4),
                one.verify());
    }

    private static Finding finding(TrialSpec trial, Dataset data, UnaryOperator<SDVariable> fault) {
        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            return finding(trial, network, Verifier.probe(trial, network, data, 31), Names.TASK, fault);
        }
    }

    private static Finding finding(TrialSpec trial, UnaryOperator<SDVariable> fault) {
        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            Probe probe = Probe.of(trial, network, Planted.examples(), Optional.empty());
            return finding(trial, network, probe, Names.Z, fault);
        }
    }

    /** @param fault what the generator is given in place of a variable */
    private static Finding finding(
            TrialSpec trial, Network network, Probe probe, String variable, UnaryOperator<SDVariable> fault) {
        SameDiff graph = network.graph();
        List<SameDiffOp> users = graph.getOps().values().stream()
                .filter(op -> op.getInputsToOp().contains(variable))
                .toList();
        SDVariable instead = fault.apply(graph.getVariable(variable));
        for (SameDiffOp user : users) {
            int place = user.getInputsToOp().indexOf(variable);
            graph.replaceArgFor(place, instead, user.getOp());
        }
        graph.createGradFunction();
        try (ProbedNetwork probed = new ProbedNetwork(trial, network, probe)) {
            return on(Names.FLAT, new Movement().findings(probed));
        }
    }
}
