package io.weightloom.spec.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weightloom.spec.Activation;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import io.weightloom.spec.settings.Binding;
import io.weightloom.spec.settings.Canonical;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Target networks as a person writes them. */
@Tag("locale")
class TargetSpecTests {

    private static final String FILE = """
            experiments:
              a:
                data: {source: glyphs, samples: 1000, size: 28}
                target: %s
                hypernet: {generator: full, z-dim: 4}
                training: {epochs: 3}
            """;

    @Test
    void convolutionsAreWrittenAsTheirExtents() {
        assertThat(target("{kind: conv, input: [1, 28, 28], convolutions: [5x3x8, 3x3x16], dense: [32, 10]}"))
                .isEqualTo(new TargetSpec.Conv(
                        List.of(1, 28, 28),
                        List.of(new TargetSpec.Convolution(5, 3, 8), new TargetSpec.Convolution(3, 3, 16)),
                        2,
                        TargetSpec.Pooling.MAX,
                        List.of(32, 10),
                        Activation.RELU));
    }

    @Test
    void aPresetIsItsSettings() {
        String written = "{kind: conv, input: [1, 28, 28], convolutions: [7x7x16, 7x7x16], dense: [10]}";

        assertThat(experiment("{preset: ha-mnist}").settings())
                .isEqualTo(experiment(written).settings());
        assertThat(Canonical.json(experiment("{preset: ha-mnist}")))
                .isEqualTo(Canonical.json(experiment(written)))
                .doesNotContain("preset");
    }

    @Test
    void whatIsGivenBesideAPresetWins() {
        TargetSpec.Conv target = (TargetSpec.Conv) target("{preset: ha-mnist, pooling: average, activation: tanh}");

        assertThat(target.pooling()).isEqualTo(TargetSpec.Pooling.AVERAGE);
        assertThat(target.activation()).isEqualTo(Activation.TANH);
        assertThat(target.convolutions()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{kind: residual, input: [1, 28, 28], widths: [16, 16, 32], blocks: 2, outputs: 10}",
                "{kind: residual, input: [1, 28, 28], widths: [16, 16], blocks: 2, outputs: 10, norm: none}",
                "{kind: siren, layers: [784, 32, 10], omega: 10}",
                "{preset: ha-mnist}"
            })
    void everyTargetIsMadeAgainFromItsCanonicalForm(String written) {
        TrialSpec trial = Binding.first(experiment(written));

        assertThat(Canonical.trial(Canonical.json(trial))).isEqualTo(trial);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {preset: ha-mnst}                                     | .preset must be one of ha-mnist, wrn-10-1, wrn-16-1, wrn-40-1, wrn-40-2, but is 'ha-mnst'; did you mean 'ha-mnist'?
            {preset: ha-mnist, kind: mlp, layers: [784, 10]}      | .preset (target.convolutions) belongs to kind conv, but kind is mlp here
            {preset: ha-mnist, input: [1, 16, 16]}                | .input must multiply to 784, the features of an example of glyphs of size 28, but is [1, 16, 16]
            {preset: ha-mnist, dense: [32, 5]}                    | .dense must end with 10, the classes of glyphs of size 28, but is [32, 5]
            {preset: ha-mnist, pool: 4}                           | .pool must divide 7 and 7, height and width behind convolution 2, but is 4
            {preset: ha-mnist, pool: 5}                           | .pool must divide 28 and 28, height and width behind convolution 1, but is 5
            {preset: ha-mnist, convolutions: [7x7]}               | .convolutions must be a list of at least 1 convolutions, each height x width of a kernel x channels, such as 7x7x16 (at most 999x999x99999), but is ['7x7']
            {preset: ha-mnist, input: [28, 28]}                   | .input must be a list of 3 numbers (channels, height, width), each a whole number in [1, 10000], but is [28, 28]
            {kind: siren, layers: [784, 32, 9]}                   | .layers must end with 10, the classes of glyphs of size 28, but is [784, 32, 9]
            {kind: residual, input: [1, 28, 28], widths: [4, 4], blocks: 1, outputs: 3} | .outputs must be 10, the classes of glyphs of size 28, but is 3
            """)
    void namesTheFaultWithNumbers(String target, String fault) {
        InvalidSpecException failure =
                catchThrowableOfType(InvalidSpecException.class, () -> Yaml.read(FILE.formatted(target)));

        assertThat(failure.faults().stream().map(Fault::toString)).contains("a.yml:4: experiments.a.target" + fault);
    }

    private static TargetSpec target(String written) {
        return Binding.first(experiment(written)).target();
    }

    private static ExperimentSpec experiment(String written) {
        return Yaml.read(FILE.formatted(written)).get(0);
    }
}
