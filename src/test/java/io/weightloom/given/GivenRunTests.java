package io.weightloom.given;

import static io.weightloom.spec.read.Yaml.faults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.Datasets;
import io.weightloom.network.NetworkSizes;
import io.weightloom.search.Controls;
import io.weightloom.spec.Activation;
import io.weightloom.spec.Control;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.spec.read.Yaml;
import io.weightloom.spec.settings.Binding;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.training.PausePoint;
import io.weightloom.training.TrainingResult;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.trial.TrialRun;
import io.weightloom.verification.Verdict;
import io.weightloom.verification.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A network that PyTorch trained, from its file to the rows of a run; {@code make_points.py} stands beside the files.
 */
class GivenRunTests {

    private static final Path FILES = Path.of("src", "test", "resources", "given");

    /** What make_points.py prints: PyTorch's own count over points.csv. */
    private static final double RIGHT = 359 / 400.0;

    private static final Controls CONTROLS = new Controls(new NetworkSizes(), Control.Size.NUMBERS);

    @TempDir
    private Path folder;

    @Test
    void scoresAsPyTorchDoesFromEitherFile() {
        for (String file : List.of("points.safetensors", "points.npz")) {
            TrialSpec given = twin(Control.GIVEN, FILES.resolve(file).toString());

            TrainingResult result = run(given);

            assertThat(result.testScore()).as(file).isEqualTo(RIGHT);
            assertThat(result.epochs()).isZero();
            assertThat(given.epochs()).isZero();
        }
    }

    @Test
    void aFileOfOnnxSaysItsLayersToo() {
        String file = FILES.resolve("points.onnx").toString();
        String yaml = yaml("x").replaceAll("target: .*", "target: {from: '%s'}".formatted(file));

        TrialSpec trial = Binding.first(Yaml.read(yaml).get(0));
        TrialSpec given = CONTROLS.twin(Control.GIVEN, trial).orElseThrow();

        assertThat(trial.target()).isEqualTo(new TargetSpec.Mlp(List.of(4, 16, 8, 3), Activation.TANH));
        assertThat(Canonical.json(trial))
                .contains(
                        "\"activation\":\"tanh\",\"kind\":\"mlp\",\"layers\":[4,16,8,3]",
                        "\"weights-sha256\":\"" + trial.given().orElseThrow().sha256() + "\"");
        assertThat(Canonical.trial(Canonical.json(trial))).isEqualTo(trial);
        assertThat(Canonical.json(Yaml.read(yaml).get(0))).contains("\"target\":{\"from\":\"" + file + "\"}");
        assertThat(run(given).testScore()).isEqualTo(RIGHT);
        assertThat(Binding.first(Yaml.read(yaml.replace("{from", "{order: smooth, from"))
                                .get(0))
                        .given()
                        .orElseThrow()
                        .order())
                .isEqualTo(GivenSpec.Order.SMOOTH);
        assertThat(CONTROLS.twin(Control.GIVEN, Binding.first(experiment(file))).orElseThrow())
                .isEqualTo(given);
    }

    @Test
    void whatAFileSaysIsNotSaidBesideIt() {
        String file = FILES.resolve("points.onnx").toString();
        String beside =
                yaml("x").replaceAll("target: .*", "target: {from: '%s', layers: [4, 16, 8, 3]}".formatted(file));
        String nowhere = yaml("x").replaceAll("target: .*", "target: {from: nowhere.onnx}");
        String other = yaml(file).replace("16, 8", "17, 8");

        assertThat(faults(beside))
                .singleElement()
                .asString()
                .contains("target.layers must not be given beside target.from, from which it follows");
        assertThat(faults(nowhere))
                .singleElement()
                .asString()
                .contains("target.from names nowhere.onnx, but there is no such file in the folder");
        assertThat(faults(other)).singleElement().asString().contains("target.weights", "17, 8");
    }

    @Test
    void isAnotherTrialWithAnotherFileAndComesBackFromItsTextWithoutWeights() {
        TrialSpec one = twin(Control.GIVEN, FILES.resolve("points.safetensors").toString());

        TrialSpec back = Canonical.trial(Canonical.json(one));

        assertThat(back).isEqualTo(one);
        assertThat(back.given())
                .hasValueSatisfying(given -> assertThat(given.isRead()).isFalse());
        assertThat(Canonical.json(one))
                .contains("\"weights-sha256\":\"" + one.given().orElseThrow().sha256() + "\"");
        assertThat(Canonical.hash(one))
                .isNotEqualTo(Canonical.hash(
                        twin(Control.GIVEN, FILES.resolve("points.npz").toString())));
    }

    /** The reordered network is the same one: another trial, with the same score, and proved to be the same. */
    @Test
    void isTheSameNetworkWithItsUnitsReordered() {
        String file = FILES.resolve("points.safetensors").toString();
        TrialSpec asFiled = twin(Control.GIVEN, file);
        ExperimentSpec reordered = Yaml.read(yaml(file).replace("activation: tanh", "activation: tanh, order: smooth"))
                .get(0);
        TrialSpec smooth =
                CONTROLS.twin(Control.GIVEN, Binding.first(reordered)).orElseThrow();

        assertThat(smooth.given().orElseThrow().flat())
                .isNotEqualTo(asFiled.given().orElseThrow().flat())
                .hasSameSizeAs(asFiled.given().orElseThrow().flat());
        assertThat(Canonical.hash(smooth)).isNotEqualTo(Canonical.hash(asFiled));
        assertThat(Canonical.trial(Canonical.json(smooth))).isEqualTo(smooth).isNotEqualTo(asFiled);
        assertThat(run(smooth).testScore()).isEqualTo(RIGHT);
        assertThat(Verifier.verify(smooth, new Datasets().load(smooth.data(), smooth.seed()))
                        .findings())
                .filteredOn(finding -> finding.subject().equals("order"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.OK));
    }

    @Test
    void isWhatCutsBeginFromAndPlainDoesNot() {
        String file = FILES.resolve("points.safetensors").toString();

        TrialSpec plain = twin(Control.PLAIN, file);
        double cut = run(twin(Control.PRUNED, file)).testScore();

        assertThat(plain.given()).isEmpty();
        assertThat(plain.weights()).isEqualTo(new WeightsSpec.Plain());
        assertThat(cut).isGreaterThan(0.7); // in 2 epochs of 6 steps: nothing that is drawn gets there
        assertThat(run(plain).testScore()).isLessThan(0.7);
    }

    /** Of 800 digits it has learned, and 400 that test it: one digit in 200, and eight bits lose no more. */
    @Test
    void inEightBitsItIsAsGoodAsItWasAndInFourNotMuchWorse() {
        double given = run(twin(Control.GIVEN, digits())).testScore();

        double eight = run(twin(Control.QUANTISED_8, digits())).testScore();
        double four = run(twin(Control.QUANTISED_4, digits())).testScore();

        assertThat(given).isGreaterThan(0.9);
        assertThat(eight).isCloseTo(given, within(0.005));
        assertThat(four).isCloseTo(given, within(0.03));
    }

    private static ExperimentSpec digits() {
        return Yaml.read("""
                experiments:
                  digits:
                    data: {source: csv, file: '%1$s/digits.csv', label: digit, task: classification, test-file: '%1$s/digits-test.csv'}
                    target: {layers: [64, 32, 10], weights: '%1$s/digits.npz'}
                    hypernet: {generator: chunked, z-dim: 4, hidden: [], chunk-size: 40, init: hyperfan-in}
                    training: {epochs: 2, batch-size: 40, optimizer: adam, learning-rate: 0.0001}
                    controls: [given, quantised-8, quantised-4]
                """.formatted(FILES)).get(0);
    }

    @Test
    void aFileThatIsNoUseIsOneFaultThatNamesItAndWhatIsWanted() throws IOException {
        byte[] whole = Files.readAllBytes(FILES.resolve("points.safetensors"));
        Path cut = Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(whole, whole.length - 5));
        String otherLayers = yaml(FILES.resolve("points.npz").toString()).replace("16, 8", "17, 8");

        assertThat(faults(yaml(FILES.resolve("pickled.npz").toString())))
                .singleElement()
                .asString()
                .contains("target.weights", "pickled.npz", "pickled Python objects");
        assertThat(faults(yaml(cut.toString()))).singleElement().asString().contains("cut.safetensors");
        assertThat(faults(yaml("nowhere.npz")))
                .singleElement()
                .asString()
                .contains("names nowhere.npz, but there is no such file");
        assertThat(faults(otherLayers))
                .singleElement()
                .asString()
                .contains("0.weight [16, 4]", "the target wants layers.0.weight [17, 4]");
        assertThat(faults(yaml("x.npz").replace(", weights: 'x.npz'", "")))
                .singleElement()
                .asString()
                .contains("target.weights is missing");
        assertThat(faults(yaml("x.npz").replace(", weights: 'x.npz'", ", order: smooth")))
                .anySatisfy(fault -> assertThat(fault.toString())
                        .contains("target.order orders the units of a network that you have, but target.weights"));
    }

    @Test
    void cutAndMutatedFilesEndInAFaultThatNamesThem() throws IOException {
        SplittableRandom random = new SplittableRandom(16);
        TargetSpec target = Binding.first(experiment(FILES.resolve("points.npz").toString()))
                .target();
        for (String kind : List.of("points.safetensors", "points.npz")) {
            byte[] whole = Files.readAllBytes(FILES.resolve(kind));
            Path file = folder.resolve(kind);
            for (int i = 0; i < 1000; i++) {
                byte[] other = i % 2 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
                if (i % 2 == 1) {
                    other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
                }
                Files.write(file, other);
                GivenSpec asked = new GivenSpec(file.toString(), "", GivenSpec.Order.GIVEN);
                new GivenFiles(Path.of(""))
                        .fault(asked, target) // a number that changed is no fault
                        .ifPresent(fault -> assertThat(fault).contains(file.toString()));
            }
        }
    }

    @Test
    void aFileThatHasChangedIsNotRead() {
        GivenSpec asked = new GivenSpec(FILES.resolve("points.npz").toString(), "00", GivenSpec.Order.GIVEN);

        assertThatThrownBy(() -> new GivenFiles(Path.of(""))
                        .read(asked, twin(Control.GIVEN, asked.file()).target()))
                .isInstanceOf(GivenException.class)
                .hasMessageContaining("points.npz has changed");
    }

    private static TrialSpec twin(Control control, String file) {
        return twin(control, experiment(file));
    }

    private static TrialSpec twin(Control control, ExperimentSpec experiment) {
        return CONTROLS.twin(control, Binding.first(experiment)).orElseThrow();
    }

    private static ExperimentSpec experiment(String file) {
        return Yaml.read(yaml(file)).get(0);
    }

    private static String yaml(String file) {
        String csv = FILES.resolve("points.csv").toString();
        return """
                experiments:
                  points:
                    data: {source: csv, file: '%s', label: label, task: classification, test-file: '%s'}
                    target: {layers: [4, 16, 8, 3], activation: tanh, weights: '%s'}
                    hypernet: {generator: chunked, z-dim: 4, hidden: [], chunk-size: 40, init: hyperfan-in}
                    training: {epochs: 2, batch-size: 60, optimizer: adam, learning-rate: 0.001}
                    controls: [given]
                """.formatted(csv, csv, file);
    }

    private static TrainingResult run(TrialSpec trial) {
        try (TrialRun run = TrialRun.open(trial, new Datasets().load(trial.data(), trial.seed()))) {
            TrialOutcome outcome = run.segment(PausePoint.endOf(100)).outcome().orElseThrow();
            assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
            return ((TrialOutcome.Completed) outcome).result();
        }
    }
}
