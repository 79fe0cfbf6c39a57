package io.weightloom.spec.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weightloom.spec.Activation;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.fault.InvalidSpecException;
import io.weightloom.spec.settings.Binding;
import io.weightloom.spec.settings.Canonical;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutoLayersTests {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {source: glyphs, samples: 600, size: 8}                                     | [64, 16, 10]
            {source: spirals, samples: 300, classes: 3}                                 | [2, 16, 3]
            {source: sine-family, tasks: 4, samples-per-task: 20}                       | [1, 16, 1]
            {source: image, colours: rgb}                                               | [2, 16, 3]
            {source: split, of: glyphs, samples: 600, size: 8, tasks: 5}                | [64, 16, 2]
            {source: csv, file: '%s', label: y, task: classification, categorical: [a]} | [4, 16, 2]
            {source: csv, file: '%s', label: b, task: regression, ignore: [y, a]}       | [1, 16, 1]
            {source: permuted, of: csv, file: '%s', label: y, task: classification, ignore: [a], tasks: 2} | [2, 16, 2]
            """)
    void layersTakeTheWidthsOfTheData(String data, String layers) throws IOException {
        TrialSpec auto = Binding.first(experiment(data.formatted(table()), "layers: [auto, 16, auto]", ""));
        TrialSpec written = Binding.first(experiment(data.formatted(table()), "layers: " + layers, ""));

        assertThat(auto).isEqualTo(written);
        assertThat(Canonical.hash(auto)).isEqualTo(Canonical.hash(written));
        assertThat(Canonical.trial(Canonical.json(auto))).isEqualTo(auto);
    }

    @Test
    void oneEndAloneAndOtherNetworksDoSoToo() {
        String data = "{source: glyphs, samples: 600, size: 8}";

        assertThat(Binding.first(experiment(data, "layers: [auto, 10]", "")).target())
                .isEqualTo(new TargetSpec.Mlp(List.of(64, 10), Activation.RELU));
        assertThat(Binding.first(experiment(data, "kind: siren, layers: [64, 3, auto]", ""))
                        .target())
                .isEqualTo(new TargetSpec.Siren(List.of(64, 3, 10), 30));
        assertThat(Binding.first(experiment(data, "layers: 'auto, 5, auto'", ""))
                        .target())
                .isEqualTo(new TargetSpec.Mlp(List.of(64, 5, 10), Activation.RELU));
    }

    @Test
    void sweptLayersAndSweptDataMeetPointByPoint() {
        ExperimentSpec experiment = experiment("{source: glyphs, samples: 600}", "layers: [auto, auto]", """
                    sweep: {parameters: [
                      {name: target.layers, values: [[auto, 4, auto], [auto, 8, 10]]},
                      {name: data.size, values: [8, 12]}]}
                """);

        assertThat(experiment
                        .sweep()
                        .grid()
                        .map(point -> ((TargetSpec.Mlp)
                                        Binding.trial(experiment, point, 0).target())
                                .layers()))
                .containsExactly(List.of(64, 4, 10), List.of(144, 4, 10), List.of(64, 8, 10), List.of(144, 8, 10));
    }

    @Test
    void aRatioIsSolvedForWithTheWidthsOfTheData() {
        String data = "{source: glyphs, samples: 600, size: 16}";

        TrialSpec auto =
                Binding.first(experiment(data, "layers: [auto, 32, auto]", "", "generator: chunked, target-ratio: 4"));

        assertThat(auto)
                .isEqualTo(Binding.first(
                        experiment(data, "layers: [256, 32, 10]", "", "generator: chunked, target-ratio: 4")));
    }

    @Test
    void dataThatCannotBeUsedLeaveTheRestToBeChecked() {
        String data = "{source: csv, file: nowhere.csv, label: y, task: classification}";

        ExperimentSpec experiment =
                experiment(data, "layers: [auto, 32, auto]", "", "generator: chunked, target-ratio: 4");

        assertThat(Binding.knowsNetworks(experiment, Binding.first(experiment).data()))
                .isFalse();
        assertThat(Binding.knowsNetworks(
                        experiment(data, "layers: [4, 32, 2]", ""),
                        Binding.first(experiment).data()))
                .isTrue();
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> experiment(data, "layers: [auto, 32, auto]", "", "generator: full, chunk-size: 3"));
    }

    @Test
    void theWordStandsAtTheEndsAlone() {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> experiment("{source: moons, samples: 90}", "layers: [auto, auto, auto]", ""))
                .withMessageContaining("must be a list of at least 2 widths, each a whole number in [1, 1000000], but"
                        + " is ['auto', 'auto', 'auto']");
    }

    private static ExperimentSpec experiment(String data, String target, String more) {
        return experiment(data, target, more, "generator: full");
    }

    private static ExperimentSpec experiment(String data, String target, String more, String hypernet) {
        return Yaml.read("""
                experiments:
                  a:
                    data: %s
                    target: {%s}
                    hypernet: {%s, z-dim: 1}
                    training: {epochs: 1, batch-size: 2, learning-rate: 0.1}
                """.formatted(data, target, hypernet) + more).get(0);
    }

    /** Two numbers, three texts and two classes. */
    private Path table() throws IOException {
        StringBuilder text = new StringBuilder("a,b,c,y\n");
        IntStream.range(0, 30)
                .forEach(i -> text.append(List.of("u", "v").get(i / 2 % 2))
                        .append(",%s,%s,%s\n".formatted(i, i * i, i % 2 == 0 ? "yes" : "no")));
        return Files.writeString(folder.resolve("t.csv"), text);
    }
}
