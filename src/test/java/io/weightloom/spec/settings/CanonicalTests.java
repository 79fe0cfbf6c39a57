package io.weightloom.spec.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.spec.read.Yaml;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

@Tag("locale")
class CanonicalTests {

    private static final String GLYPHS = """
            experiments:
              glyphs:
                description: How far?
                seed: 7
                data: {source: glyphs, samples: 6000}
                target: {layers: [256, 32, 10]}
                hypernet: {generator: chunked, z-dim: 8, chunk-size: 128}
                training: {epochs: 20, learning-rate: 0.003}
                controls: [plain]
                sweep:
                  parameters:
                    - {name: hypernet.z-dim, values: [2, 4]}
                    - {name: training.learning-rate, values: [0.003, 0.01]}
                  repeats: 2
                schedule: {cron: "0 0 2 * * *"}
            """;

    private final ExperimentSpec glyphs = Yaml.read(GLYPHS).get(0);

    @Test
    void aTrialsTextHasAllItsSettingsWithSortedKeys() {
        assertThat(Canonical.json(Binding.first(glyphs)))
                .isEqualTo("{\"data\":{\"noise\":0.1,\"samples\":6000,\"size\":16,\"source\":\"glyphs\",\"test\":0.1,"
                        + "\"validation\":0.1},\"hypernet\":{\"activation\":\"relu\",\"chunk-dim\":0,\"chunk-size\":128,"
                        + "\"condition\":\"learned\",\"generator\":\"chunked\",\"hidden\":[16],\"init\":\"hyperfan-in\","
                        + "\"z-dim\":2},\"seed\":7,\"target\":{\"activation\":\"relu\",\"kind\":\"mlp\","
                        + "\"layers\":[256,32,10]},\"training\":{\"batch-size\":64,\"beta1\":0.9,\"beta2\":0.999,"
                        + "\"clip\":0.0,\"epochs\":20,\"epsilon\":1.0E-8,\"generated-decay\":0.0,"
                        + "\"learning-rate\":0.003,\"loss\":\"cross-entropy\",\"optimizer\":\"adam\",\"patience\":0,"
                        + "\"schedule\":\"constant\",\"warm-up\":0,\"weight-decay\":0.0},"
                        + "\"verify\":{\"on-fault\":\"reject\",\"samples\":8}}");
    }

    /**
     * A change of these means that every finished run is trained again: never by accident. Computed with Python 3.11's
     * {@code hashlib.sha256} and {@code json.dumps(..., sort_keys=True, separators=(',', ':'))}, 1e-08 written as
     * 1.0E-8.
     */
    @Test
    void hashesStayWhatTheyAre() {
        assertThat(Canonical.hash(Binding.first(glyphs)))
                .isEqualTo("15a75a4ecb527f9dfcfd544000ef3733f708778b9ac5633e0aedd46e0ef1c8f7");
        assertThat(Canonical.hash(glyphs))
                .isEqualTo("90918b5dc9ce2402c1244c3188d1e2fabca7adcac568d0bd290d16670867ee78");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            learning-rate: 0.003} | learning-rate: 0.0030}
            learning-rate: 0.003} | learning-rate: 3e-3}
            learning-rate: 0.003} | learning-rate: '0.3e-2'}
            {epochs: 20, learning-rate: 0.003} | {learning-rate: 0.003, epochs: 20.0}
            z-dim: 8, chunk-size: 128 | chunk-size: 128, hidden: [16], init: hyperfan-in
            source: glyphs, | source: glyphs, noise: 1e-1, size: 16,
            [0.003, 0.01] | [3.0e-3, 1e-2]
            How far? | As far as that
            epochs: 20, | epochs: 20, loss: cross-entropy,
            controls: [plain] | controls: plain
            chunk-size: 128 | chunk-size: 128, norm: none, shared: [], residual: none
            epochs: 20, | epochs: 20, order: together,
            """)
    void theSameMeaningHasTheSameHash(String one, String other) {
        assertThat(GLYPHS).contains(one);

        ExperimentSpec same = Yaml.read(GLYPHS.replace(one, other)).get(0);

        assertThat(Canonical.json(same)).isEqualTo(Canonical.json(glyphs));
        assertThat(Binding.first(same)).isEqualTo(Binding.first(glyphs));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            epochs: 20 | epochs: 21
            seed: 7 | seed: 8
            controls: [plain] | controls: []
            values: [2, 4] | values: [4, 2]
            repeats: 2 | repeats: 3
            chunk-size: 128 | chunk-size: 64
            chunk-size: 128 | chunk-size: 128, norm: layer
            chunk-size: 128 | chunk-size: 128, shared: [biases]
            chunk-size: 128 | chunk-size: 128, residual: theta0
            """)
    void anotherMeaningHasAnotherHash(String one, String other) {
        assertThat(GLYPHS).contains(one);

        assertThat(Canonical.hash(Yaml.read(GLYPHS.replace(one, other)).get(0))).isNotEqualTo(Canonical.hash(glyphs));
    }

    /** Pairs that train the same numbers to the last bit; the second is how their text has it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            data: {source: polynomials, samples-per-task: 1000}; target: {layers: [1, 8, 1]}; hypernet: {generator: full, z-dim: 3, condition: per-task}; training: {order: sequential, epochs: 2, regulariser: 0} | regulariser: 0 | regulariser: 0, look-ahead: none
            training: {epochs: 2, weight-decay: 0, optimizer: adamw} | optimizer: adamw | optimizer: adam
            training: {epochs: 5, schedule: step, step-every: 5} | schedule: step, step-every: 5 | schedule: constant
            training: {epochs: 5, schedule: step, step-every: 50, warm-up: 3} | schedule: step, step-every: 50, | schedule: constant,
            training: {epochs: 5, warm-up: 1} | warm-up: 1 | warm-up: 0
            training: {epochs: 5, schedule: step, step-every: 2, warm-up: 1} | warm-up: 1 | warm-up: 0
            training: {epochs: 5, patience: 9} | patience: 9 | patience: 5
            hypernet: {generator: full, z-dim: 3, hidden: [], activation: tanh} | activation: tanh | activation: relu
            hypernet: {generator: full, z-dim: 3, hidden: [], init: default-heads} | init: default-heads | init: default
            target: {layers: [2, 2], activation: tanh} | activation: tanh | activation: relu
            target: {kind: conv, input: [1, 16, 16], convolutions: [3x3x4], dense: [10], pool: 1, pooling: average}; data: {source: glyphs, samples: 1000} | pooling: average | pooling: max
            data: {source: image, validation: 0.3, test: 0.2}; target: {kind: siren, layers: [2, 8, 1]} | validation: 0.3, test: 0.2 | validation: 0.1
            """)
    void whatCannotMatterHasOneValue(String parts, String one, String other) {
        assertThat(parts).contains(one);
        TrialSpec trial = Binding.first(Yaml.read(trial(parts)).get(0));
        TrialSpec same =
                Binding.first(Yaml.read(trial(parts.replace(one, other))).get(0));

        assertThat(trial).isEqualTo(same);
        assertThat(Canonical.hash(trial)).isEqualTo(Canonical.hash(same));
        assertThat(Canonical.trial(Canonical.json(trial))).isEqualTo(trial);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            data: {source: polynomials, samples-per-task: 1000}; target: {layers: [1, 8, 1]}; hypernet: {generator: full, z-dim: 3, condition: per-task}; training: {order: sequential, epochs: 2, regulariser: 0.1} | regulariser: 0.1 | regulariser: 0.1, look-ahead: none
            data: {source: polynomials, samples-per-task: 1000}; target: {layers: [1, 8, 1]}; hypernet: {generator: full, z-dim: 3, condition: per-task}; training: {order: sequential, epochs: 2, patience: 9} | patience: 9 | patience: 2
            training: {epochs: 2, weight-decay: 0.1, optimizer: adamw} | optimizer: adamw | optimizer: adam
            training: {epochs: 5, schedule: step, step-every: 4} | step-every: 4 | step-every: 3
            training: {epochs: 5, schedule: cosine, warm-up: 1} | warm-up: 1 | warm-up: 0
            training: {epochs: 5, patience: 4} | patience: 4 | patience: 3
            hypernet: {generator: full, z-dim: 3, hidden: [4], activation: tanh} | activation: tanh | activation: relu
            hypernet: {generator: full, z-dim: 3, hidden: [4], init: default-heads} | init: default-heads | init: default
            hypernet: {generator: full, z-dim: 3, hidden: [], init: kaiming} | init: kaiming | init: default
            target: {layers: [2, 2, 2], activation: tanh} | activation: tanh | activation: relu
            target: {kind: conv, input: [1, 16, 16], convolutions: [3x3x4], dense: [10], pool: 2, pooling: average}; data: {source: glyphs, samples: 1000} | pooling: average | pooling: max
            data: {source: moons, samples: 1000, validation: 0.3} | validation: 0.3 | validation: 0.1
            """)
    void whatMattersKeepsItsValue(String parts, String one, String other) {
        assertThat(parts).contains(one);

        assertThat(Canonical.hash(Binding.first(Yaml.read(trial(parts)).get(0))))
                .isNotEqualTo(Canonical.hash(Binding.first(
                        Yaml.read(trial(parts.replace(one, other))).get(0))));
    }

    @Test
    void whenAndUnderWhatNameAnExperimentRunsIsNoPartOfItsHash() {
        String other = GLYPHS.replace("  glyphs:", "  others:").replace("0 0 2", "0 0 3");

        assertThat(Canonical.hash(Yaml.read(other).get(0))).isEqualTo(Canonical.hash(glyphs));
    }

    @Test
    void theBasesValueOfASweptSettingIsNoPartOfTheHash() {
        String other = GLYPHS.replace("z-dim: 8, ", "z-dim: 9, ");

        assertThat(Canonical.hash(Yaml.read(other).get(0))).isEqualTo(Canonical.hash(glyphs));
    }

    @Test
    void whatOneVariantOfASweptChoiceHasIsPartOfTheHash() {
        String swept = GLYPHS.replace(
                "name: hypernet.z-dim, values: [2, 4]", "name: hypernet.generator, values: [full, chunked]");
        ExperimentSpec experiment = Yaml.read(swept).get(0);

        assertThat(Canonical.hash(Yaml.read(swept.replace("chunk-size: 128", "chunk-size: 64"))
                        .get(0)))
                .isNotEqualTo(Canonical.hash(experiment));
    }

    @Test
    void anExperimentsTextIsAnEntryOfASpecFileThatMeansTheSame() {
        SettingNode entry = SettingNode.of(
                Map.of("again", JsonMapper.shared().readValue(Canonical.json(glyphs), Map.class)), "stored");

        ExperimentSpec again = Yaml.read(entry).get(0);

        assertThat(Canonical.json(again)).isEqualTo(Canonical.json(glyphs));
        assertThat(again.sweep()).isEqualTo(glyphs.sweep());
        assertThat(again.settings()).isEqualTo(glyphs.settings());
    }

    /** Every variant of every choice, with numbers that are hard to print and to read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {source: spirals, samples: 100, classes: 2, turns: 0.30000000000000004, noise: 5e-324}",
                "data: {source: moons, samples: 100, noise: 2.2250738585072014E-308}",
                "data: {source: glyphs, samples: 100, size: 64}; target: {layers: [4096, 10]}",
                "data: {source: idx, images: a/b.gz, labels: 'c d', classes: 2}",
                "data: {source: csv, file: ä.csv, label: 'a \"b\" \\ c', task: classification}",
                "data: {source: csv, file: x.csv, label: y, task: regression}; target: {layers: [2, 1], activation: silu}",
                "hypernet: {generator: chunked, z-dim: 3, chunk-size: 5, chunk-dim: 2, condition: fixed, hidden: []}",
                "hypernet: {generator: full, z-dim: 3, hidden: [3, 4], activation: sigmoid, init: default}",
                "hypernet: {generator: per-tensor, z-dim: 3, shared: [w1, biases], residual: theta0, norm: spectral}",
                "hypernet: {generator: tile, z-dim: 3, tile: [1, 2], tile-dim: 4, hidden: [], shared: biases}",
                "hypernet: {generator: low-rank, z-dim: 3, rank: 2, base: multiplied, norm: layer}",
                "hypernet: {generator: svd, z-dim: 3, rank: 1}",
                "hypernet: {generator: row-scaling, z-dim: 3}",
                "hypernet: {generator: templates, z-dim: 3, template-count: 5}",
                "hypernet: {generator: coordinates, condition: none, hidden: [25, 25]}",
                "training: {epochs: 2, batch-size: 7, optimizer: adamw, beta1: 0.1, beta2: 0, epsilon: 1e-300}",
                "training: {epochs: 2, batch-size: 7, optimizer: sgd, momentum: 0.99, clip: 1.0e23, generated-decay: 2e23}",
                "training: {epochs: 2, batch-size: 7, schedule: cosine, warm-up: 3, learning-rate: 2.0E-3}",
                "training: {epochs: 2, batch-size: 7, schedule: step, step-every: 3, patience: 9, loss: mae}",
                "verify: {on-fault: warn, samples: 1}"
            })
    void aTrialComesBackFromItsText(String part) {
        TrialSpec trial = Binding.first(Yaml.read(trial(part)).get(0));
        TrialSpec plain = new TrialSpec(
                1_000_000_000_000_000L,
                trial.data(),
                trial.target(),
                new WeightsSpec.Plain(),
                trial.training(),
                trial.verify());

        assertThat(Canonical.trial(Canonical.json(trial))).isEqualTo(trial);
        assertThat(Canonical.trial(Canonical.json(plain))).isEqualTo(plain);
        assertThat(Canonical.hash(plain)).isNotEqualTo(Canonical.hash(trial));
        for (WeightsSpec cut : List.of(new WeightsSpec.Pruned(123), new WeightsSpec.RankCut(1_000_000_000_000L))) {
            assertThat(Canonical.trial(Canonical.json(plain.with(cut)))).isEqualTo(plain.with(cut));
        }
    }

    @Test
    void refusesATextThatIsNoTrial() {
        assertThatIllegalArgumentException().isThrownBy(() -> Canonical.trial("{}"));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Canonical.trial(Canonical.json(Binding.first(glyphs)).replace("\"z-dim\":2", "\"z-dim\":0")))
                .withMessage("z-dim must be a whole number in [1, 100000], but is 0");
    }

    /**
     * Shortest decimals that read back as the same double, as {@code Double.toString} of JDK 19 and later prints them;
     * JDK 17 prints 2E23 as 1.9999999999999998E23 and 8.41E21 as 8.409999999999999E21.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.002",
                "2.2250738585072014E-308",
                "1.0E23",
                "2.0E23",
                "8.41E21",
                "4.9E-324",
                "1.7976931348623157E308",
                "9.007199254740992E15",
                "1.0E-8",
                "0.1",
                "0.0"
            })
    void numbersAreShortestOnEveryJdk(String text) {
        assertThat(PlainValues.text(Double.parseDouble(text))).isEqualTo(text);
    }

    @Test
    void valuesAreTextForPeople() {
        assertThat(PlainValues.text("chunked")).isEqualTo("chunked");
        assertThat(PlainValues.text(8L)).isEqualTo("8");
        assertThat(PlainValues.text(List.of(256L, 32L, 10L))).isEqualTo("[256, 32, 10]");
    }

    /** An experiment of one trial, with these sections in the place of its own. */
    private static String trial(String parts) {
        StringBuilder text = new StringBuilder("experiments:\n  one:\n");
        for (String own : List.of(
                "data: {source: moons, samples: 100}",
                "target: {layers: [2, 2]}",
                "hypernet: {generator: full, z-dim: 3}",
                "training: {epochs: 2}",
                "verify: {}")) {
            String section = own.substring(0, own.indexOf(':'));
            String part = List.of(parts.split("; ")).stream()
                    .filter(other -> other.startsWith(section + ":"))
                    .findFirst()
                    .orElse(own);
            text.append("    ").append(part).append('\n');
        }
        return text.toString();
    }
}
