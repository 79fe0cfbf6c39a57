package io.weightloom.spec.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.SequenceSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.settings.Binding;
import io.weightloom.spec.settings.Canonical;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequenceReadingTests {

    @TempDir
    private Path folder;

    private Path words;

    @BeforeEach
    void writeText() throws IOException {
        words = Files.writeString(folder.resolve("words.txt"), "abcd ".repeat(100));
        Files.writeString(folder.resolve("rows.csv"), "a,b\n" + "1,2\n3,5\n".repeat(100));
    }

    private TrialSpec first(String data, String more) {
        return Binding.first(Yaml.read("""
                experiments:
                  a:
                    data: {%s}
                    hypernet: {generator: full, z-dim: 1}
                    training: {epochs: 1, batch-size: 2, learning-rate: 0.1}
                """.formatted(data.replace("FOLDER", folder.toString())) + more.indent(4))
                .get(0));
    }

    @Test
    void theDataTellTheTargetItsWidthAndItsSteps() {
        TrialSpec text =
                first("source: text, file: FOLDER/words.txt, steps: 7, unscored: 3", "target: {kind: lstm, units: 4}");

        assertThat(text.data().source()).isEqualTo(new SequenceSpec.Text(words, 7, 3));
        assertThat(text.target()).isEqualTo(new RecurrentSpec.Lstm(5, 4, 1, RecurrentSpec.Norm.NONE, 3, 7));
        assertThat(Canonical.json(text)).contains("\"width\":5").doesNotContain("auto");
        assertThat(Canonical.trial(Canonical.json(text))).isEqualTo(text);

        TrialSpec series =
                first("source: series, file: FOLDER/rows.csv, steps: 7, horizon: 2", "target: {kind: rnn, units: 4}");

        assertThat(series.target()).isEqualTo(new RecurrentSpec.Rnn(2, 4, 1, RecurrentSpec.Norm.NONE, 0, 7));
        assertThat(Canonical.trial(Canonical.json(series))).isEqualTo(series);
    }

    @Test
    void dropoutIsOfAnLstmAndOfNoTrialThatLeavesNothingOut() {
        String text = "source: text, file: FOLDER/words.txt, steps: 7";
        TrialSpec plain = first(text, "target: {kind: lstm, units: 4}");
        TrialSpec dropping = first(text, "target: {kind: lstm, units: 4, recurrent-dropout: 0.25}");

        assertThat(dropping.target()).isEqualTo(new RecurrentSpec.Lstm(5, 4, 1, RecurrentSpec.Norm.NONE, 0, 7, 0.25));
        assertThat(Canonical.trial(Canonical.json(dropping))).isEqualTo(dropping);
        assertThat(Canonical.json(first(text, "target: {kind: lstm, units: 4, recurrent-dropout: 0}")))
                .isEqualTo(Canonical.json(plain))
                .doesNotContain("dropout");
        for (String wrong : List.of("1", "-0.1", "some")) {
            assertThatThrownBy(() -> first(text, "target: {kind: lstm, units: 4, recurrent-dropout: " + wrong + "}"))
                    .hasMessageContaining("target.recurrent-dropout")
                    .hasMessageContaining("in [0, 1)");
        }
        assertThatThrownBy(() -> first(text, "target: {kind: rnn, units: 4, recurrent-dropout: 0.25}"))
                .hasMessageContaining("recurrent-dropout");
    }

    @Test
    void whatDoesNotGoTogetherIsOneFaultEach() {
        String text = "source: text, file: FOLDER/words.txt, steps: 7";

        assertThatThrownBy(() -> first(text, "target: {layers: [5, 4, 5]}"))
                .hasMessageContaining("target.kind")
                .hasMessageContaining("must be rnn or lstm");
        assertThatThrownBy(() -> first("source: moons, samples: 90", "target: {kind: lstm, units: 4}"))
                .hasMessageContaining("must not be lstm, because the examples of moons are no sequences");
        assertThatThrownBy(
                        () -> first(text + ", standardise: {mean: 0, deviation: 1}", "target: {kind: lstm, units: 4}"))
                .hasMessageContaining("data.standardise")
                .hasMessageContaining("must not be given for a text");
        assertThatThrownBy(() -> Yaml.read("""
                experiments:
                  a:
                    data: {%s}
                    target: {kind: lstm, units: 4}
                    hypernet: {generator: full, z-dim: 1}
                    training: {epochs: 1, batch-size: 2, learning-rate: 0.1, loss: mse}
                """.formatted(text.replace("FOLDER", folder.toString()))))
                .hasMessageContaining("training.loss")
                .hasMessageContaining("must be cross-entropy, because a text is scored by the bits");
        assertThatThrownBy(
                        () -> first("source: text, file: FOLDER/words.txt, steps: 0", "target: {kind: lstm, units: 4}"))
                .hasMessageContaining("data.steps");
    }

    @Test
    void tasksAreNotMadeOfSequences() {
        assertThatThrownBy(() -> first(
                        "source: permuted, of: text, file: FOLDER/words.txt, steps: 7, tasks: 2",
                        "target: {kind: lstm, units: 4}"))
                .hasMessageContaining("data.of");
    }
}
