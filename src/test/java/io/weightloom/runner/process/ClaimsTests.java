package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.Datasets;
import io.weightloom.layout.Ledger;
import io.weightloom.network.Ledgers;
import io.weightloom.network.NetworkSizes;
import io.weightloom.runner.settings.SpecFiles;
import io.weightloom.search.Controls;
import io.weightloom.search.FirstRound;
import io.weightloom.search.Proposal;
import io.weightloom.spec.Control;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.settings.Binding;
import io.weightloom.text.Decimals;
import io.weightloom.trial.SegmentResult;
import io.weightloom.trial.TrialListener;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.trial.TrialRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What can be told quickly of the published claims: what their files ask for, the counts, and one in small. */
class ClaimsTests {

    private static final Controls CONTROLS = new Controls(new NetworkSizes(), Control.Size.NUMBERS);

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("experiments/claims"))) {
            return files.filter(file -> file.toString().endsWith(".yml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileHasExperimentsWithATwinForEachControlOfEachPoint(Path file) {
        for (ExperimentSpec experiment : read(file)) {
            List<Proposal> round = FirstRound.of(experiment);

            assertThat(round).isNotEmpty();
            for (Control control : experiment.controls()) {
                for (Proposal proposal : round) {
                    assertThat(CONTROLS.fault(control, proposal.spec())).isEmpty();
                }
                assertThat(CONTROLS.of(control, round)).isNotEmpty();
            }
        }
    }

    /** Ha, Dai, Le 2016, section 4.1: 12,544 weights of the second kernel from 4,244 numbers, the rest as it was. */
    @Test
    void hasNetworkForMnistHasThePapersCounts() {
        ExperimentSpec experiment = one("ha-mnist");

        Ledger ledger = Ledgers.of(
                Binding.first(experiment).target(), Binding.first(experiment).weights());

        assertThat(ledger.generated()).isEqualTo(12_544);
        assertThat(ledger.generator() + ledger.z()).isEqualTo(4_244);
        assertThat(ledger.shared()).isEqualTo(21_210 - 12_544);
        assertThat(experiment.sweep().repeats()).isEqualTo(5);
        assertThat(experiment.controls()).containsExactly(Control.PLAIN);
    }

    /** The 36 kernels of section 4.2 are twelve here: 74 tiles, whose z and generator are a seventh of them. */
    @Test
    void theResidualNetworkForCifarMakesItsKernelsOfASeventhOfTheirNumbers() {
        ExperimentSpec experiment = one("wrn-cifar");

        Ledger ledger = Ledgers.of(
                Binding.first(experiment).target(), Binding.first(experiment).weights());

        assertThat(ledger.generated()).isEqualTo(170_496);
        assertThat(ledger.generator() + ledger.z()).isEqualTo(24_016);
        assertThat(ledger.generator() + ledger.z() + ledger.shared()).isEqualTo(28_586);
        assertThat(experiment.sweep().repeats()).isEqualTo(3);
        assertThat(experiment.controls()).containsExactly(Control.PLAIN);
        assertThat(Binding.first(experiment).data().source().givesTest()).isTrue();
    }

    /** As many numbers as the file says, and as its twin without layer norm has. */
    @Test
    void hyperLstmsHaveTheCountsThatAreQuoted() {
        List<Proposal> round = FirstRound.of(one("hyper-lstm"));

        assertThat(round.stream()
                        .map(Proposal::spec)
                        .map(trial ->
                                Ledgers.of(trial.target(), trial.weights()).trainable()))
                .containsOnly(144_353L, 145_825L);
        assertThat(CONTROLS.of(Control.MATCHED, round).stream()
                        .map(twin -> (RecurrentSpec) twin.proposal().spec().target())
                        .filter(target -> target.cellNorm() == RecurrentSpec.Norm.NONE)
                        .map(RecurrentSpec::units))
                .containsOnly(153);
    }

    /**
     * A weight is a sum over the trunk's 64 units, of unit second moment behind He's draws, and a bias: times 1/(3 64)
     * each from PyTorch's heads, times 2/64 and nothing from He's. A pre-activation sums as many and a bias.
     */
    @Test
    void theInitialScalesThatAreQuotedAreThoseOfTheFilesInputs() throws IOException {
        TrialSpec trial = Binding.first(one("initial-scale"));
        int inputs = (int) trial.target().input().width();
        int units = ((HypernetSpec) trial.weights()).hidden().get(1);
        String defaultHeads = Decimals.fixed(1, (inputs + 1) * (units + 1) / (3.0 * units));
        String kaiming = Decimals.fixed(0, (inputs + 1) * units * 2.0 / units);

        assertThat(Files.readString(Path.of("README.md")))
                .contains("for " + inputs + " inputs: theory 2.0, " + defaultHeads + ", " + kaiming);
        assertThat(Files.readString(Path.of("experiments/claims/initial-scale.yml")))
                .contains("default-heads " + defaultHeads + "   kaiming " + kaiming);
    }

    @Test
    void thePictureIsAlwaysStoredAtARatioAboveOneAndAHalf() {
        for (Proposal proposal : FirstRound.of(one("siren-picture"))) {
            TrialSpec trial = proposal.spec();
            Ledger ledger = Ledgers.of(trial.target(), trial.weights());

            assertThat(ledger.theta()).isEqualTo(1_185);
            assertThat(ledger.compressionRatio()).isGreaterThan(1.5);
        }
    }

    /**
     * The claim with fewer waves and epochs. Its numbers: over the whole family, the variance of waves around their
     * mean is 3.0, and the mean square of the difference of two is 6.0; forty held-out waves scatter by half around
     * these.
     */
    @Test
    void wavesAreMadeFromTheirDescriptionsAndFromNothingElse() {
        TrialSpec whole = Binding.first(one("sine-family"));
        TrainingSpec t = whole.training();
        TrialSpec small = new TrialSpec(
                whole.seed(),
                new DataSpec(new SourceSpec.SineFamily(150, 40, 40), 0.1, 0.1),
                whole.target(),
                whole.weights(),
                new TrainingSpec(
                        30,
                        t.batchSize(),
                        t.optimizer(),
                        t.learningRate(),
                        t.schedule(),
                        t.loss(),
                        t.clipNorm(),
                        t.generatedDecay(),
                        t.patience(),
                        t.tasksPerStep()),
                whole.verify());

        TrialOutcome.Completed own = run(small);
        TrialOutcome.Completed frozen =
                run(CONTROLS.twin(Control.Z_FROZEN, small).orElseThrow());
        TrialOutcome.Completed shuffled =
                run(CONTROLS.twin(Control.Z_SHUFFLED, small).orElseThrow());

        assertThat(mse(own)).isLessThan(0.05);
        assertThat(mse(frozen)).isCloseTo(3, within(1.5));
        assertThat(mse(shuffled)).isCloseTo(6, within(3.0));
        assertThat(own.probes().orElseThrow().doesNothing()).isFalse();
        assertThat(frozen.probes().orElseThrow().doesNothing()).isTrue();
    }

    private static TrialOutcome.Completed run(TrialSpec trial) {
        try (TrialRun run = TrialRun.open(
                trial, new Datasets().load(trial.data(), trial.seed()), Optional.empty(), TrialListener.NONE)) {
            SegmentResult result = run.segment(() -> false);
            return (TrialOutcome.Completed) result.outcome().orElseThrow();
        }
    }

    private static double mse(TrialOutcome.Completed completed) {
        return completed.result().measures().getOrDefault("test-mse", Double.NaN);
    }

    private static ExperimentSpec one(String name) {
        List<ExperimentSpec> experiments = read(Path.of("experiments/claims", name + ".yml"));

        assertThat(experiments).hasSize(1);
        return experiments.get(0);
    }

    private static List<ExperimentSpec> read(Path file) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SimpleCommandLinePropertySource("--spring.config.location=" + file));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);

        return SpecFiles.read(environment, new Datasets()).orThrow().experiments();
    }
}
