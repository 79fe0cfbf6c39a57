package io.weightloom.verification;

import static io.weightloom.verification.FindingAssertions.about;
import static io.weightloom.verification.FindingAssertions.subjects;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.network.Network;
import io.weightloom.network.OutputRegulariser;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.program.OpenArrays;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.OrderSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;

class RegularisationTests {

    private static final HypernetSpec BANK = hypernet(new ConditionSpec.PerTask(3, 5));

    static Stream<WeightsSpec> held() {
        return Stream.of(
                BANK,
                hypernet(new ConditionSpec.Descriptor(2, ConditionSpec.Encoding.NONE, 5)),
                Trials.sharing(BANK, "biases"),
                Trials.hypernet(
                        new GeneratorSpec.Chunked(7, 3),
                        new ConditionSpec.PerTask(3, 5),
                        Initialisation.HYPERFAN_IN,
                        8),
                Trials.hypernet(
                        new GeneratorSpec.Full(), new ConditionSpec.PerTask(3, 5), Initialisation.BIAS_HYPERINIT, 8));
    }

    @ParameterizedTest
    @MethodSource("held")
    void everyTrainableHasTheGradientOfCentralDifferencesAndOfTheProgram(WeightsSpec weights) {
        TrialSpec trial = trial(weights, new OrderSpec.Sequential(0.01, OrderSpec.LookAhead.NONE));
        List<String> trainables = trainables(trial);

        Verification verification = Verifier.verify(trial, data(trial));

        List<Finding> findings = about(CheckKind.REGULARISER, verification);
        assertThat(verification.faults()).isEmpty();
        assertThat(findings)
                .extracting(Finding::subject)
                .containsExactlyElementsOf(Stream.of(trainables.stream(), Stream.of(Names.LOSS), trainables.stream())
                        .flatMap(subjects -> subjects)
                        .toList());
        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.OK);
            assertThat(finding.message()).startsWith("Output regulariser: ");
            assertThat(finding.measures().get("relative-error")).isLessThan(1e-5);
            if (finding.measures().containsKey("zero")) { // a bank's z stays as it is
                assertThat(finding.measures()
                                .get("zero")
                                .equals(finding.measures().get("compared")))
                        .isEqualTo(finding.subject().equals(Names.Z));
            }
        });
    }

    /** The generated weights are doubled in steps of 1e-8, whose derivative the graph takes for zero. */
    @Test
    void aWrongGradientOfTheRegulariserIsAFault() {
        TrialSpec trial = trial(BANK, new OrderSpec.Sequential(0.01, OrderSpec.LookAhead.NONE));
        Regularisation wrong = new Regularisation((spec, beta, learned, tasks, precision) -> {
            OutputRegulariser sound = OutputRegulariser.of(spec, beta, learned, tasks, precision);
            SameDiff graph = sound.graph();
            SDVariable flat = graph.getVariable(Names.FLAT);
            List<SameDiffOp> users = graph.getOps().values().stream()
                    .filter(op -> op.getInputsToOp().contains(Names.FLAT))
                    .toList();
            SDVariable doubled = flat.add(graph.math().floor(flat.mul(1e8)).mul(1e-8));
            users.forEach(op -> graph.replaceArgFor(op.getInputsToOp().indexOf(Names.FLAT), doubled, op.getOp()));
            graph.createGradFunction();
            return sound;
        });

        List<Finding> faults = findings(trial, wrong).stream()
                .filter(finding -> finding.verdict().fault())
                .toList();

        assertThat(subjects(Verdict.MISMATCH, faults))
                .startsWith("hyper/w0", "hyper/b0", "hyper/head/w", "hyper/head/b");
        assertThat(faults.get(0).message())
                .startsWith("Output regulariser: hyper/w0: the gradient at element ")
                .contains("but central differences give");
    }

    /** What trains is compiled in single precision from a graph with another weight. */
    @Test
    void aProgramOfAnotherRegulariserIsAFault() {
        TrialSpec trial = trial(BANK, new OrderSpec.Sequential(0.01, OrderSpec.LookAhead.NONE));
        Regularisation wrong = new Regularisation((spec, beta, learned, tasks, precision) ->
                OutputRegulariser.of(spec, precision == DataType.FLOAT ? 2 * beta : beta, learned, tasks, precision));

        assertThat(subjects(Verdict.MISMATCH, findings(trial, wrong))).startsWith(Names.LOSS, "hyper/w0");
    }

    @ParameterizedTest
    @EnumSource(names = {"DOUBLE", "FLOAT"})
    void aRegulariserThatCannotBeBuiltIsAFault(DataType broken) {
        TrialSpec trial = trial(BANK, new OrderSpec.Sequential(0.01, OrderSpec.LookAhead.NONE));
        Regularisation wrong = new Regularisation((spec, beta, learned, tasks, precision) -> {
            if (precision == broken) {
                throw new IllegalStateException("No such op");
            }
            return OutputRegulariser.of(spec, beta, learned, tasks, precision);
        });

        List<Finding> findings = findings(trial, wrong);

        assertThat(findings)
                .extracting(Finding::check, Finding::verdict, Finding::message)
                .containsExactly(tuple(
                        CheckKind.REGULARISER,
                        Verdict.MISMATCH,
                        "Cannot build the output regulariser: java.lang.IllegalStateException: No such op"));
    }

    @Test
    void whatHoldsNothingIsNotAsked() {
        for (OrderSpec order :
                List.of(new OrderSpec.Together(), new OrderSpec.Sequential(0, OrderSpec.LookAhead.NONE))) {
            assertThat(findings(trial(BANK, order), new Regularisation())).isEmpty();
        }
        TrialSpec plain = trial(new WeightsSpec.Plain(), new OrderSpec.Sequential(0.01, OrderSpec.LookAhead.STEP));
        assertThat(findings(plain, new Regularisation())).isEmpty();
    }

    @Test
    void allThatItComputesIsFreed() {
        TrialSpec trial = trial(BANK, new OrderSpec.Sequential(0.01, OrderSpec.LookAhead.NONE));

        assertThat(OpenArrays.bytesLeftBy(() -> Verifier.verify(trial, data(trial))))
                .isLessThan(1000);
    }

    private static List<Finding> findings(TrialSpec trial, Regularisation check) {
        try (Network network = Network.build(trial, DataType.DOUBLE);
                ProbedNetwork probed =
                        new ProbedNetwork(trial, network, Verifier.probe(trial, network, data(trial), 31))) {
            return Verifier.proved(check, probed);
        }
    }

    private static List<String> trainables(TrialSpec trial) {
        try (Network network = Network.build(trial, DataType.FLOAT)) {
            return network.trainableNames();
        }
    }

    private static Dataset data(TrialSpec trial) {
        return new Datasets().load(trial.data(), trial.seed());
    }

    private static HypernetSpec hypernet(ConditionSpec condition) {
        return Trials.hypernet(new GeneratorSpec.Full(), condition, Initialisation.HYPERFAN_IN, 8);
    }

    private static TrialSpec trial(WeightsSpec weights, OrderSpec order) {
        TrialSpec one = Trials.of(3, new TargetSpec.Mlp(List.of(2, 6, 2), Activation.TANH), weights, Loss.MSE);
        TrainingSpec t = one.training();
        return new TrialSpec(
                3,
                new DataSpec(new SourceSpec.RotatedMoons(5, 2, 60, 0.1), 0.2, 0.2),
                one.target(),
                weights,
                new TrainingSpec(
                        t.epochs(), 8, t.optimizer(), t.learningRate(), t.schedule(), t.loss(), 0, 0, 0, 1, order),
                one.verify());
    }
}
