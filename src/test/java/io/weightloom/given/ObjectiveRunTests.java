package io.weightloom.given;

import static io.weightloom.spec.read.Yaml.faults;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.Datasets;
import io.weightloom.network.NetworkSizes;
import io.weightloom.search.Controls;
import io.weightloom.spec.Control;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.read.Yaml;
import io.weightloom.spec.settings.Binding;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.training.EpochMetrics;
import io.weightloom.training.PausePoint;
import io.weightloom.training.TrainingResult;
import io.weightloom.trial.SegmentResult;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.trial.TrialRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is trained against a network that PyTorch trained, from the file to the result, verification on. */
class ObjectiveRunTests {

    private static final Path FILES = Path.of("src", "test", "resources", "given");

    /** PyTorch's own count over points.csv. */
    private static final double RIGHT = 359 / 400.0;

    @TempDir
    private Path folder;

    private record Trained(List<EpochMetrics> epochs, TrainingResult result) {

        double firstLoss() {
            return epochs.get(0).trainLoss();
        }

        double lastLoss() {
            return epochs.get(epochs.size() - 1).trainLoss();
        }
    }

    /** Of the labels that it could train on only each third is right; of what the given network answers all are. */
    @ParameterizedTest
    @CsvSource({"outputs, 1", "outputs, 4"})
    void outputsReachTheGivenNetworkWhateverTheLabelsAre(String objective, double temperature) throws IOException {
        Path wrong = wrongLabels();
        String training = "objective: %s, temperature: %s".formatted(objective, temperature);

        Trained distilled = run(trial(yaml(wrong, "epochs: 300, " + training)));
        Trained labelled = run(trial(yaml(wrong, "epochs: 300")));

        assertThat(distilled.result().testScore()).isGreaterThan(RIGHT - 0.1);
        assertThat(distilled.lastLoss()).isLessThan(distilled.firstLoss() / 4);
        assertThat(labelled.result().testScore()).isLessThan(0.75);
    }

    @Test
    void ofNumbersTheSquaredErrorIsTaken() throws IOException {
        String numbers = yaml(FILES.resolve("points.csv"), "epochs: 300, loss: mse, objective: outputs");

        Trained distilled = run(trial(numbers));

        assertThat(distilled.lastLoss()).isLessThan(distilled.firstLoss() / 4);
        assertThat(distilled.result().testScore()).isGreaterThan(RIGHT - 0.1);
    }

    /** The generator has more numbers than the target, so that it can make all of them. */
    @Test
    void weightsReachThoseOfTheGivenNetworkWithoutAnyLabel() throws IOException {
        Trained same = run(trial(yaml(wrongLabels(), "epochs: 300, objective: weights")));

        assertThat(same.lastLoss()).isLessThan(1e-3); // of their variance
        assertThat(same.result().testScore()).isGreaterThan(RIGHT - 0.1);
    }

    @Test
    void aMixLearnsFromAllOfItsParts() throws IOException {
        String mix = "epochs: 300, objective: mix, mix: {labels: 0.2, outputs: 0.5, weights: 0.3}, temperature: 2";

        TrialSpec trial = trial(yaml(FILES.resolve("points.csv"), mix));

        assertThat(trial.training().objective()).isEqualTo(new TrainingSpec.Objective.Mix(0.2, 0.5, 0.3, 2));
        assertThat(Canonical.trial(Canonical.json(trial))).isEqualTo(trial);
        assertThat(run(trial).result().testScore()).isGreaterThan(RIGHT - 0.1);
    }

    /** What cannot be told apart has one hash, and a spec that was written before there was a choice the one it had. */
    @Test
    void theTextSaysWhatTheLossIsTakenAgainst() {
        Path points = FILES.resolve("points.csv");
        TrialSpec usual = trial(yaml(points, "epochs: 2"));

        assertThat(Canonical.json(usual)).doesNotContain("objective", "temperature", "mix");
        assertThat(Canonical.hash(trial(yaml(points, "epochs: 2, objective: labels"))))
                .isEqualTo(Canonical.hash(usual));
        assertThat(Canonical.hash(trial(yaml(points, "epochs: 2, objective: mix, mix: {outputs: 1}, temperature: 3"))))
                .isEqualTo(Canonical.hash(trial(yaml(points, "epochs: 2, objective: outputs, temperature: 3"))))
                .isNotEqualTo(Canonical.hash(trial(yaml(points, "epochs: 2, objective: outputs"))));
    }

    /** Each control is trained as what it is compared with, as far as it can be. */
    @Test
    void controlsHaveTheSameObjectiveButForWeightsThatTheyWouldOnlyCopy() {
        Controls controls = new Controls(new NetworkSizes(), Control.Size.NUMBERS);
        TrialSpec outputs = small("objective: outputs, temperature: 2");
        TrialSpec weights = small("objective: weights");
        TrialSpec both = small("objective: mix, mix: {outputs: 1, weights: 0.5}");
        TrainingSpec.Objective labels = new TrainingSpec.Objective.Labels();

        for (Control control : List.of(Control.PLAIN, Control.PRUNED, Control.LOW_RANK_PLAIN)) {
            assertThat(twin(controls, control, outputs))
                    .isEqualTo(outputs.training().objective());
            assertThat(twin(controls, control, weights)).isEqualTo(labels);
            assertThat(twin(controls, control, both)).isEqualTo(new TrainingSpec.Objective.Outputs(1));
        }
        assertThat(twin(controls, Control.GIVEN, outputs)).isEqualTo(labels);
        assertThat(twin(controls, Control.MATCHED, both)).isEqualTo(labels);
        assertThat(Controls.plain(outputs).given()).isEqualTo(outputs.given());
        assertThat(Controls.plain(weights).given()).isEmpty();
        assertThat(run(Controls.plain(outputs)).result().epochs()).isEqualTo(2);
        assertThat(run(controls.twin(Control.PRUNED, outputs).orElseThrow())
                        .result()
                        .testScore())
                .isGreaterThan(0.7);
    }

    @Test
    void everyFaultIsToldAtOnce() {
        String nothing = yaml(FILES.resolve("points.csv"), "epochs: 2, objective: outputs, temperature: 2, loss: mse")
                .replaceAll(", weights: '[^']*'", "");

        assertThat(faults(nothing))
                .hasSize(2)
                .anySatisfy(fault -> assertThat(fault)
                        .contains("training.objective must be labels without a network that you have, named by"
                                + " target.weights, but is outputs"))
                .anySatisfy(fault -> assertThat(fault)
                        .contains("training.temperature must be 1 with training.loss mse", "but is 2"));
        assertThat(faults(yaml(FILES.resolve("points.csv"), "epochs: 2, objective: mix, temperature: 2")))
                .hasSize(2)
                .anySatisfy(fault -> assertThat(fault)
                        .contains("must not be mix where none of mix.labels, mix.outputs and mix.weights is above 0"))
                .anySatisfy(fault -> assertThat(fault).contains("training.temperature must be 1 with mix.outputs 0"));
        assertThat(faults(yaml(FILES.resolve("points.csv"), "epochs: 2, objective: weights, temperature: 2")))
                .singleElement()
                .asString()
                .contains("training.temperature belongs to objective outputs or mix, but objective is weights here");
    }

    private static TrainingSpec.Objective twin(Controls controls, Control control, TrialSpec trial) {
        return controls.twin(control, trial).orElseThrow().training().objective();
    }

    private Path wrongLabels() throws IOException {
        List<String> lines = Files.readAllLines(FILES.resolve("points.csv"));
        StringBuilder wrong = new StringBuilder(lines.get(0)).append('\n');
        for (int i = 1; i < lines.size(); i++) {
            String numbers = lines.get(i).substring(0, lines.get(i).lastIndexOf(','));
            wrong.append(numbers).append(',').append("xyz".charAt(i % 3)).append('\n');
        }
        return Files.writeString(folder.resolve("wrong.csv"), wrong);
    }

    private static TrialSpec small(String training) {
        return trial(yaml(FILES.resolve("points.csv"), "epochs: 2, " + training)
                .replace("full, z-dim: 4", "chunked, z-dim: 4, chunk-size: 40")
                .replace("batch-size: 40", "batch-size: 60")
                .replace("learning-rate: 0.01", "learning-rate: 0.001"));
    }

    private static TrialSpec trial(String yaml) {
        return Binding.first(Yaml.read(yaml).get(0));
    }

    private static String yaml(Path data, String training) {
        return """
                experiments:
                  points:
                    data: {source: csv, file: '%s', label: label, task: classification, test-file: '%s'}
                    target: {layers: [4, 16, 8, 3], activation: tanh, weights: '%s'}
                    hypernet: {generator: full, z-dim: 4, hidden: [], init: hyperfan-in}
                    training: {%s, batch-size: 40, optimizer: adam, learning-rate: 0.01}
                """.formatted(data, FILES.resolve("points.csv"), FILES.resolve("points.npz"), training);
    }

    private static Trained run(TrialSpec trial) {
        try (TrialRun run = TrialRun.open(trial, new Datasets().load(trial.data(), trial.seed()))) {
            SegmentResult segment = run.segment(PausePoint.endOf(1000));
            TrialOutcome outcome = segment.outcome().orElseThrow();
            assertThat(outcome).as(outcome.toString()).isInstanceOf(TrialOutcome.Completed.class);
            return new Trained(segment.epochs(), ((TrialOutcome.Completed) outcome).result());
        }
    }
}
