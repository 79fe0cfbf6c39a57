package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.Datasets;
import io.weightloom.network.NetworkSizes;
import io.weightloom.runner.settings.SpecFiles;
import io.weightloom.search.Controls;
import io.weightloom.search.FirstRound;
import io.weightloom.search.Proposal;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.Control;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Keys;
import io.weightloom.spec.Loss;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.SweepSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.settings.Binding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The files under {@code experiments} are what the README promises. */
class ExperimentFilesTests {

    private static final Path FOLDER = Path.of("experiments");
    private static final Controls CONTROLS = new Controls(new NetworkSizes(), Control.Size.NUMBERS);

    @Test
    void theMainOneSweepsTargetsAndWidthsOfZWithTwoSeedsEachAgainstPlainNetworks() {
        ExperimentSpec experiment = read("a.yml");
        List<Proposal> round = FirstRound.of(experiment);

        assertThat(experiment.name()).isEqualTo("glyph-compression");
        assertThat(round).hasSizeGreaterThanOrEqualTo(8);
        assertThat(round.get(0).swept()).containsKeys("hypernet.z-dim", "target.layers", Keys.SEED);
        assertThat(experiment.sweep().repeats()).isEqualTo(2);
        assertThat(CONTROLS.of(Control.PLAIN, round)).isNotEmpty().hasSizeLessThan(round.size());
    }

    @Test
    void theOneOnControlsHasATwinOfEveryKindForEachPointAndSeed() {
        ExperimentSpec experiment = read("controls.yml");
        List<Proposal> round = FirstRound.of(experiment);

        assertThat(experiment.controls())
                .containsExactly(Control.PLAIN, Control.MATCHED, Control.PRUNED, Control.LOW_RANK_PLAIN);
        for (Control control : List.of(Control.MATCHED, Control.PRUNED, Control.LOW_RANK_PLAIN)) {
            assertThat(CONTROLS.of(control, round)).as("%s", control).hasSameSizeAs(round);
        }
    }

    @Test
    void theOneOnMnistReadsAFolderThatTheUserNames() {
        ExperimentSpec experiment = read("mnist.yml", "--MNIST_DIR=/some/folder");

        assertThat(Binding.first(experiment).data().source().toString()).contains("/some/folder/");
        assertThat(((HypernetSpec) Binding.first(experiment).weights()).generator())
                .isEqualTo(new GeneratorSpec.Chunked(128, 0));
    }

    /** With a fixed z and a full generator; what the file leaves unsaid, records leave unsaid too. */
    @Test
    void theFirstExerciseIsTheTrialThatTheLibrarysSampleMakesOfRecords() {
        assertThat(Binding.first(read("seed.yml")))
                .isEqualTo(new TrialSpec(
                        42,
                        new DataSpec(new SourceSpec.Moons(1000, 0.1)),
                        new TargetSpec.Mlp(List.of(2, 16, 2), Activation.TANH),
                        new HypernetSpec(
                                new GeneratorSpec.Full(),
                                new ConditionSpec.Fixed(8),
                                List.of(32),
                                Activation.RELU,
                                Initialisation.HYPERFAN_IN),
                        new TrainingSpec(20, 32, 0.003, Loss.CROSS_ENTROPY)));
    }

    @Test
    void theOneOnATableIsAsWideAsItsTextsAndGapsMakeIt() {
        ExperimentSpec experiment = read("table.yml");

        assertThat(FirstRound.of(experiment))
                .extracting(proposal -> proposal.swept().get("data.missing.as") + " "
                        + proposal.spec().target().input().width())
                .containsOnly("drop 13", "mean 13", "median 13", "indicator 16");
    }

    @Test
    void theNightlyOneHasASchedule() {
        assertThat(read("nightly.yml").schedule()).isPresent();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyOneCanBeRead(String file) {
        assertThat(all(file)).isNotEmpty();
    }

    /** Counted like digits: the last list is the fastest one, and repeats are faster still. */
    @ParameterizedTest
    @MethodSource("files")
    void everyGridProposesTheTrialsOfItsListsInTheirOrder(String file) {
        List<ExperimentSpec> grids = all(file).stream()
                .filter(experiment -> experiment.sweep().search() == SweepSpec.Strategy.GRID)
                .toList();
        for (ExperimentSpec experiment : grids) {
            List<SweepSpec.Parameter> parameters = experiment.sweep().parameters();
            int points = 1;
            for (SweepSpec.Parameter parameter : parameters) {
                points *= (int) parameter.range().steps().count();
            }
            Set<TrialSpec> trials = new LinkedHashSet<>();
            for (int i = 0; i < points * experiment.sweep().repeats(); i++) {
                Map<String, Object> point = new HashMap<>();
                int digits = i / experiment.sweep().repeats();
                for (int p = parameters.size() - 1; p >= 0; p--) {
                    List<Map<String, Object>> values =
                            parameters.get(p).range().steps().toList();
                    point.putAll(values.get(digits % values.size()));
                    digits /= values.size();
                }
                trials.add(
                        Binding.trial(experiment, point, i % experiment.sweep().repeats()));
            }

            assertThat(FirstRound.of(experiment)).extracting(Proposal::spec).containsExactlyElementsOf(trials);
        }
    }

    static List<String> files() throws IOException {
        try (Stream<Path> paths = Files.walk(FOLDER)) {
            return paths.filter(path -> path.toString().endsWith(".yml"))
                    .map(path -> FOLDER.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    /** Named as in a spec: {@code PerTensor} is {@code per-tensor}. */
    @ParameterizedTest
    @MethodSource("generators")
    void everyGeneratorHasOneOfItsOwn(Class<?> generator) {
        String kind = generator.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-");

        assertThat(all("generators/" + kind.toLowerCase(Locale.ROOT) + ".yml"))
                .isNotEmpty()
                .allSatisfy(experiment -> {
                    assertThat(((HypernetSpec) Binding.first(experiment).weights()).generator())
                            .isInstanceOf(generator);
                    assertThat(experiment.controls()).contains(Control.PLAIN);
                });
    }

    static Stream<Class<?>> generators() {
        return Stream.of(GeneratorSpec.class.getPermittedSubclasses())
                .filter(generator -> generator != GeneratorSpec.Own.class); // of controls, which no spec asks for
    }

    @Test
    void theClaimOnTheInitialScaleTriesEachInitialisation() {
        ExperimentSpec experiment = read("claims/initial-scale.yml");

        assertThat(FirstRound.of(experiment))
                .extracting(proposal -> ((HypernetSpec) proposal.spec().weights()).init())
                .containsExactlyInAnyOrder(Initialisation.values());
    }

    private static ExperimentSpec read(String file, String... arguments) {
        List<ExperimentSpec> experiments = all(file, arguments);

        assertThat(experiments).hasSize(1);
        return experiments.get(0);
    }

    private static List<ExperimentSpec> all(String file, String... arguments) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource("more", arguments));
        environment
                .getPropertySources()
                .addFirst(new SimpleCommandLinePropertySource("--spring.config.location=" + FOLDER.resolve(file)));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);

        return SpecFiles.read(environment, new Datasets()).orThrow().experiments();
    }
}
