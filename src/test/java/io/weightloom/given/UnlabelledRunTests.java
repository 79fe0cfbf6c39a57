package io.weightloom.given;

import static io.weightloom.spec.read.Yaml.faults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.data.raw.Labels;
import io.weightloom.network.NetworkSizes;
import io.weightloom.search.Controls;
import io.weightloom.spec.Control;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.read.Yaml;
import io.weightloom.spec.settings.Binding;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.training.GivenLabels;
import io.weightloom.training.PausePoint;
import io.weightloom.training.TrainingResult;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.trial.TrialRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs alone, to which a network that PyTorch trained answers in the place of labels. */
class UnlabelledRunTests {

    private static final Path FILES = Path.of("src", "test", "resources", "given");

    private static final Path POINTS = FILES.resolve("points.csv");

    private static final String INPUTS =
            "source: csv, file: '%s', ignore: [label], task: classification".formatted(POINTS);

    private static final String ON_ALL_ROWS = INPUTS + ", test-file: '%s'".formatted(POINTS);

    private static final String SETTLED = "epochs: 1000, schedule: cosine, objective: ";

    private static final Controls CONTROLS = new Controls(new NetworkSizes(), Control.Size.NUMBERS);

    @TempDir
    private Path folder;

    /**
     * The given network agrees with itself, and what is distilled from it does nearly. Scored on all 400 rows, and
     * trained until nothing moves: of the 40 rows of a split, one more or less is a matter of the processor's rounding
     * (eight seeds end at 0.96 to 0.99 here, and at 0.78 to 0.98 on 40 rows after 300 epochs).
     */
    @ParameterizedTest
    @ValueSource(strings = {"outputs", "weights"})
    void scoresAreAgreementWithTheGivenNetwork(String objective) {
        TrialSpec trial = trial(yaml(ON_ALL_ROWS, SETTLED + objective));

        TrainingResult distilled = run(trial);
        TrainingResult given = run(CONTROLS.twin(Control.GIVEN, trial).orElseThrow());

        assertThat(given.testScore()).isEqualTo(1);
        assertThat(given.validationScore()).isEqualTo(1);
        assertThat(distilled.testScore()).isBetween(0.9, 1.0);
        assertThat(distilled.measures()).containsEntry("test-agreement", distilled.testScore());
    }

    /** The same training, with the same numbers: labels are looked at by scores alone. */
    @Test
    void agreementIsToldBesideLabelsToo() {
        String training = SETTLED + "outputs";
        String labelled =
                "source: csv, file: '%1$s', label: label, task: classification, test-file: '%1$s'".formatted(POINTS);
        String inputs =
                "source: csv, file: '%1$s', ignore: [label], task: classification, test-file: '%1$s'".formatted(POINTS);
        TrialSpec trial = trial(yaml(labelled, training));

        TrainingResult byLabels = run(trial);
        TrainingResult given = run(CONTROLS.twin(Control.GIVEN, trial).orElseThrow());
        TrainingResult byAgreement = run(trial(yaml(inputs, training)));

        assertThat(given.testScore()).isEqualTo(359 / 400.0); // PyTorch's own count
        assertThat(given.measures()).containsEntry("test-agreement", 1.0);
        assertThat(byLabels.measures().get("test-agreement")).isBetween(byLabels.testScore(), 1.0);
        assertThat(byAgreement.testScore())
                .isCloseTo(byLabels.measures().get("test-agreement"), within(0.1)); // another split
    }

    /** As many numbers as the network has outputs, in its own units. */
    @Test
    void ofNumbersTheDeterminationIsTaken() {
        TrialSpec trial = trial(yaml(ON_ALL_ROWS.replace("classification", "regression"), SETTLED + "outputs"));

        TrainingResult distilled = run(trial);
        Dataset answered = GivenLabels.of(trial, new Datasets().load(trial.data(), trial.seed()));

        assertThat(run(CONTROLS.twin(Control.GIVEN, trial).orElseThrow()).testScore())
                .isEqualTo(1);
        assertThat(distilled.testScore()).isBetween(0.8, 1.0);
        assertThat(distilled.measures().get("test-agreement")).isEqualTo(distilled.testScore());
        assertThat(answered.preprocessing().predicted().names()).containsExactly("output 1", "output 2", "output 3");
    }

    @Test
    void picturesNeedNoLabelsEither() throws IOException {
        Path images = pictures();
        String data = "source: idx, images: '%s', classes: 3, test-images: '%s'".formatted(images, images);

        TrialSpec trial = trial(yaml(data, "epochs: 3, objective: outputs"));

        Datasets datasets = new Datasets();
        assertThat(datasets.load(trial.data(), trial.seed()).test().size()).isEqualTo(120);
        assertThat(datasets.remarks(trial.data(), trial.seed()))
                .containsExactly(images + ": no labels: scores are agreement with the network of target.weights");
        assertThat(run(trial).measures()).containsKey("test-agreement");
        assertThat(Canonical.trial(Canonical.json(trial))).isEqualTo(trial);
    }

    /** Nothing is known of labels, so that no class can be dealt out. */
    @Test
    void inputsAreSplitByTheirNumberAlone() {
        TrialSpec trial = trial(yaml(INPUTS, "epochs: 2, objective: outputs"));

        Dataset data = new Datasets().load(trial.data(), trial.seed());

        assertThat(data.isLabelled()).isFalse();
        assertThat(List.of(
                        data.train().size(),
                        data.validation().size(),
                        data.test().size()))
                .containsExactly(320, 40, 40);
        assertThat(new Labels.None(data.labelKind(), 400).bytes()).isZero();
        assertThat(GivenLabels.of(trial, data).outputs()).isEqualTo(3);
    }

    @Test
    void controlsThatLearnFromLabelsAreRefused() {
        TrialSpec outputs = small("objective: outputs");
        TrialSpec weights = small("objective: weights");

        assertThat(CONTROLS.fault(Control.MATCHED, outputs))
                .contains("learns from labels, which these data do not have");
        for (Control control : List.of(Control.PLAIN, Control.PRUNED, Control.QUANTISED_8, Control.LOW_RANK_PLAIN)) {
            assertThat(CONTROLS.fault(control, outputs)).isEmpty();
            assertThat(run(CONTROLS.twin(control, outputs).orElseThrow()).testScore())
                    .isGreaterThan(0.5);
            assertThat(CONTROLS.fault(control, weights))
                    .contains(
                            "learns from labels, which these data do not have, unless training.objective has outputs");
            assertThat(CONTROLS.twin(control, weights)).isEmpty();
        }
        assertThat(CONTROLS.fault(Control.GIVEN, weights)).isEmpty();
        assertThat(CONTROLS.twin(Control.GIVEN, weights)
                        .orElseThrow()
                        .training()
                        .objective())
                .isEqualTo(new TrainingSpec.Objective.Outputs(1));
    }

    @Test
    void whatAsksForLabelsIsAFault() {
        assertThat(faults(yaml(INPUTS, "epochs: 2")))
                .singleElement()
                .asString()
                .contains(
                        "training.objective must be outputs or weights, or mix without mix.labels, because no data.label is"
                                + " given, but is labels");
        assertThat(faults(yaml(INPUTS, "epochs: 2, objective: mix, mix: {labels: 0.5, outputs: 0.5}")))
                .singleElement()
                .asString()
                .contains("training.mix.labels must be 0, because no data.label is given, but is 0.5");
        assertThat(faults(yaml(INPUTS, "epochs: 2").replaceAll(", weights: '[^']*'", "")))
                .singleElement()
                .asString()
                .contains("data.label must be given without a network that you have");
        assertThat(faults(yaml(
                        INPUTS.replace("source: csv", "source: permuted, tasks: 2, of: csv"),
                        "epochs: 2, objective: outputs")))
                .anySatisfy(fault -> assertThat(fault)
                        .contains("data.label must be given within permuted csv, whose tasks are made of labels"));
        assertThat(faults(yaml(INPUTS, "epochs: 2, objective: outputs").replace("8, 3]", "8, auto]")))
                .singleElement()
                .asString()
                .contains(
                        "target.layers must end with a number beside it, because data without labels do not tell how many");
        assertThat(faults(yaml(INPUTS, "epochs: 2").replace("8, 3]", "8, auto]").replaceAll(", weights: '[^']*'", "")))
                .singleElement()
                .asString()
                .contains("data.label must be given without a network that you have");
        assertThat(faults(yaml("source: idx, images: i, classes: 3, test-labels: l", "epochs: 2, objective: outputs")))
                .singleElement()
                .asString()
                .contains("data.test-labels must not be given without data.labels");
    }

    /** Sixty pictures of two by two pixels. */
    private Path pictures() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(ByteBuffer.allocate(16)
                .putInt(0x803)
                .putInt(120)
                .putInt(2)
                .putInt(2)
                .array());
        for (int i = 0; i < 480; i++) {
            bytes.write(i * 37 % 29);
        }
        return Files.write(folder.resolve("images"), bytes.toByteArray());
    }

    private static TrialSpec small(String training) {
        return trial(yaml(INPUTS, "epochs: 40, " + training)
                .replace("full, z-dim: 4", "chunked, z-dim: 4, chunk-size: 40")
                .replace("learning-rate: 0.003", "learning-rate: 0.001"));
    }

    private static TrialSpec trial(String yaml) {
        return Binding.first(Yaml.read(yaml).get(0));
    }

    private static String yaml(String data, String training) {
        return """
                experiments:
                  points:
                    data: {%s}
                    target: {layers: [4, 16, 8, 3], activation: tanh, weights: '%s'}
                    hypernet: {generator: full, z-dim: 4, hidden: [], init: hyperfan-in}
                    training: {%s, batch-size: 40, optimizer: adam, learning-rate: 0.003}
                """.formatted(data, FILES.resolve("points.npz"), training);
    }

    private static TrainingResult run(TrialSpec trial) {
        try (TrialRun run = TrialRun.open(trial, new Datasets().load(trial.data(), trial.seed()))) {
            TrialOutcome outcome =
                    run.segment(PausePoint.endOf(10_000)).outcome().orElseThrow();
            assertThat(outcome).as(outcome.toString()).isInstanceOf(TrialOutcome.Completed.class);
            return ((TrialOutcome.Completed) outcome).result();
        }
    }
}
