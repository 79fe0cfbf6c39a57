package io.weightloom.runner.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weightloom.data.Datasets;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.PictureFiles;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import io.weightloom.spec.settings.Binding;
import io.weightloom.spec.settings.Canonical;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("locale")
class SpecFilesTests {

    private static final String MOONS = """
            experiments:
              two-moons:
                data: {source: moons, samples: 200}
                target:
                  layers:
                    - 2
                    - 8
                    - 2
                hypernet: {generator: full, z-dim: 4, hidden: []}
                training:
                  epochs: 30
                  batch-size: 16
                sweep: {parameters: [{name: hypernet.z-dim, values: [1, 2]}, {name: target.layers, values: [[2, 2], [2, 9, 2]]}]}
            """;

    @TempDir
    private Path folder;

    private final Map<String, Object> variables = new HashMap<>();
    private final Map<String, Object> properties = new HashMap<>();

    @Test
    void readsAFileAsItStands() throws IOException {
        SpecFiles files = read(file("a.yml", MOONS));

        ExperimentSpec moons = files.experiments().get(0);
        assertThat(files.experiments()).hasSize(1);
        assertThat(files.overrides()).isEmpty();
        assertThat(moons.name()).isEqualTo("two-moons");
        assertThat(Binding.first(moons).training().epochs()).isEqualTo(30);
        assertThat(((HypernetSpec) Binding.first(moons).weights()).hidden()).isEmpty();
        assertThat(moons.sweep().grid())
                .extracting(Object::toString)
                .containsExactly(
                        "{hypernet.z-dim=1, target.layers=[2, 2]}",
                        "{hypernet.z-dim=1, target.layers=[2, 9, 2]}",
                        "{hypernet.z-dim=2, target.layers=[2, 2]}",
                        "{hypernet.z-dim=2, target.layers=[2, 9, 2]}");
    }

    @Test
    void readsSeveralExperimentsOfSeveralFilesInTheirOrder() throws IOException {
        Path one = file("one.yml", MOONS + MOONS.replace("experiments:\n", "").replace("two-moons", "again"));
        Path other = file("other.yml", MOONS.replace("two-moons", "a-third"));

        assertThat(read(one, other).experiments())
                .extracting(ExperimentSpec::name)
                .containsExactly("two-moons", "again", "a-third");
    }

    @Test
    void withoutExperimentsThereAreNone() throws IOException {
        assertThat(read(file("a.yml", "runner: {workers: 1}\nserver.port: 0\n")).experiments())
                .isEmpty();
    }

    @Test
    void theCommandLineIsStrongerThanPropertiesTheseThanVariablesAndTheseThanTheFile() throws IOException {
        Path file = file("a.yml", MOONS);
        variables.put("EXPERIMENTS_TWOMOONS_TRAINING_EPOCHS", "1");
        variables.put("EXPERIMENTS_TWOMOONS_TRAINING_BATCHSIZE", "8");
        variables.put("experiments_two_moons_data_samples", "300");
        properties.put("experiments.two-moons.training.epochs", "2");
        properties.put("experiments.two-moons.seed", 5);

        SpecFiles files = read(List.of(file), "--experiments.two-moons.training.epochs=3");

        ExperimentSpec moons = files.experiments().get(0);
        assertThat(Binding.first(moons).training().epochs()).isEqualTo(3);
        assertThat(Binding.first(moons).training().batchSize()).isEqualTo(8);
        assertThat(Binding.first(moons).data().source()).isEqualTo(new SourceSpec.Moons(300, 0.1));
        assertThat(moons.seed()).isEqualTo(5);
        assertThat(files.overrides())
                .containsExactlyInAnyOrder(
                        new OverriddenSetting(
                                "two-moons",
                                "training.epochs",
                                "3",
                                "command line, --experiments.two-moons.training.epochs"),
                        new OverriddenSetting(
                                "two-moons",
                                "training.batch-size",
                                "8",
                                "environment variable EXPERIMENTS_TWOMOONS_TRAINING_BATCHSIZE"),
                        new OverriddenSetting(
                                "two-moons",
                                "data.samples",
                                "300",
                                "environment variable experiments_two_moons_data_samples"),
                        new OverriddenSetting("two-moons", "seed", "5", "system property experiments.two-moons.seed"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--experiments.two-moons.sweep.parameters[0].values=7,8",
                "--experiments.two-moons.sweep.parameters[0].values[1]=8 --experiments.two-moons.sweep.parameters[0].values[0]=7"
            })
    void aListIsReplacedAsAWhole(String arguments) throws IOException {
        String[] more = Stream.concat(
                        Stream.of("--experiments.two-moons.sweep.parameters[0].name=hypernet.z-dim"),
                        Stream.of(arguments.split(" ", -1)))
                .toArray(String[]::new);

        SpecFiles files = read(List.of(file("a.yml", MOONS)), more);

        assertThat(files.experiments().get(0).sweep().grid())
                .extracting(Object::toString)
                .containsExactly("{hypernet.z-dim=7}", "{hypernet.z-dim=8}");
    }

    @Test
    void aShorterListHidesTheLongerOneOfTheFile() throws IOException {
        Path file = file("a.yml", MOONS.substring(0, MOONS.indexOf("    sweep:")));
        variables.put("EXPERIMENTS_TWOMOONS_TARGET_LAYERS_0", "2");
        variables.put("EXPERIMENTS_TWOMOONS_TARGET_LAYERS_1", "2");

        SpecFiles files = read(file);

        assertThat(((TargetSpec.Mlp) Binding.first(files.experiments().get(0)).target()).layers())
                .containsExactly(2, 2);
    }

    @Test
    void anOverrideMakesAnotherRun() throws IOException {
        Path file = file("a.yml", MOONS);

        String given = Canonical.hash(read(file).experiments().get(0));

        assertThat(Canonical.hash(read(List.of(file), "--experiments.two-moons.training.epochs=30")
                        .experiments()
                        .get(0)))
                .isEqualTo(given);
        assertThat(Canonical.hash(read(List.of(file), "--experiments.two-moons.training.epochs=31")
                        .experiments()
                        .get(0)))
                .isNotEqualTo(given);
    }

    @Test
    void placeholdersAreResolved() throws IOException {
        Path file = file("a.yml", """
                experiments:
                  digits:
                    data: {source: idx, images: "${MNIST_DIR:data/mnist}/images.gz", labels: "${LABELS:l}", classes: "${CLASSES:10}"}
                    target: {layers: [784, 10]}
                    hypernet: {generator: full, z-dim: 1}
                    training: {epochs: 1}
                """);
        variables.put("MNIST_DIR", "/some/folder");

        assertThat(Binding.first(read(file).experiments().get(0)).data().source())
                .isEqualTo(new PictureFiles.Idx(Path.of("/some/folder/images.gz"), Path.of("l"), 10));
    }

    @Test
    void faultsNameFileAndLine() throws IOException {
        Path file = file("a.yml", MOONS.replace("- 8", "- 0").replace("epochs: 30", "epoch: 30"));

        assertThat(faults(file))
                .containsExactly(
                        file
                                + ":6: experiments.two-moons.target.layers must be a list of at least 2 widths, each a whole"
                                + " number in [1, 1000000], but is [2, 0, 2]",
                        file + ":11: experiments.two-moons.training.epoch is not known; did you mean 'epochs'?");
    }

    @Test
    void aFaultThatTheDataShowNamesFileAndLineToo() throws IOException {
        Path file = file("a.yml", MOONS);
        SpecFiles files = read(file);
        ExperimentSpec moons = files.experiments().get(0);
        TrialSpec last = Binding.trial(moons, moons.sweep().grid().toList().get(3), 0);

        assertThat(files.fault(moons, last, "target.layers", "do not fit").toString())
                .isEqualTo(
                        file + ":13: experiments.two-moons.sweep.parameters[1].values[1] (target.layers) do not fit");
        assertThat(files.fault(moons, last, "training.batch-size", "does not fit")
                        .toString())
                .isEqualTo(file + ":12: experiments.two-moons.training.batch-size does not fit");
        assertThat(files.fault(moons, last, "data.test", "does not fit").toString())
                .isEqualTo(file + ":3: experiments.two-moons.data.test does not fit");
    }

    @Test
    void faultsOfOverridesNameWhereTheyComeFrom() throws IOException {
        Path file = file("a.yml", MOONS);
        variables.put("EXPERIMENTS_TWOMOONS_TRAINING_EPOCHS", "many");
        variables.put("EXPERIMENTS_TWOMOONS_TRAINING_BATCH", "8");
        variables.put("EXPERIMENTS_ELSEWHERE", "/some/folder");

        assertThat(faults(
                        List.of(file),
                        "--experiments.two-moons.data.sample=9",
                        "--experiments.too-moons.training.epochs=9",
                        "--experiment.two-moons.training.epochs=9",
                        "--experiments.two-moons.controls[1]=plain"))
                .containsExactlyInAnyOrder(
                        "environment variable EXPERIMENTS_TWOMOONS_TRAINING_EPOCHS: experiments.two-moons.training.epochs"
                                + " must be a whole number in [1, 1000000], but is 'many'",
                        "environment variable EXPERIMENTS_TWOMOONS_TRAINING_BATCH: EXPERIMENTS_TWOMOONS_TRAINING_BATCH"
                                + " names no setting; did you mean EXPERIMENTS_TWOMOONS_TRAINING_BATCHSIZE?",
                        "command line, --experiments.two-moons.data.sample: experiments.two-moons.data.sample is not known;"
                                + " did you mean 'samples'?",
                        "command line, --experiments.too-moons.training.epochs: experiments.too-moons is an experiment that"
                                + " no file defines; did you mean 'two-moons'?",
                        "command line, --experiment.two-moons.training.epochs: experiment is not known; did you mean"
                                + " 'experiments'?",
                        "command line, --experiments.two-moons.controls[1]: experiments.two-moons.controls[1] is part of a"
                                + " list whose elements are not numbered 0, 1, 2, ...");
    }

    @Test
    void aVariableThatCouldMeanTwoSettingsAndTwoThatMeanOneAreFaults() throws IOException {
        Path file = file("a.yml", MOONS + MOONS.replace("experiments:\n", "").replace("two-moons", "twomoons"));
        variables.put("EXPERIMENTS_TWOMOONS_SEED", "3");

        assertThat(faults(file))
                .containsExactly("environment variable EXPERIMENTS_TWOMOONS_SEED: EXPERIMENTS_TWOMOONS_SEED could mean"
                        + " experiments.two-moons.seed or experiments.twomoons.seed; say which on the command line, such"
                        + " as --experiments.two-moons.seed=...");

        variables.put("experiments_two_moons_seed", "4");
        assertThat(faults(file("b.yml", MOONS)))
                .singleElement()
                .asString()
                .contains(" means experiments.two-moons.seed, and so does ")
                .endsWith("; unset one of them");
    }

    @Test
    void twoFilesCannotDefineOneExperiment() throws IOException {
        Path one = file("one.yml", MOONS);
        Path other = file("other.yml", "# another\n" + MOONS);

        assertThat(faults(one, other))
                .containsExactly(
                        other + ":4: experiments.two-moons is the name of two experiments; the other one is at " + one
                                + ":3");
    }

    @Test
    void oneFileCannotDefineOneExperimentTwice() throws IOException {
        Path file = file("a.yml", MOONS + MOONS.replace("experiments:\n", ""));
        Path documents = file("b.yml", MOONS + "---\n" + MOONS);

        assertThat(faults(file))
                .containsExactly(file + ":14: the file is not valid YAML: found duplicate key two-moons");
        assertThat(faults(documents))
                .containsExactly(
                        documents + ":17: experiments.two-moons is the name of two experiments; the other one is at "
                                + documents + ":3");
    }

    @Test
    void unknownTopLevelKeysAreFaults() throws IOException {
        Path file = file("a.yml", MOONS.replace("experiments:", "experiment:") + "runer: {workers: 1}\n");

        assertThat(faults(file))
                .containsExactly(
                        file + ":3: experiment is not known; did you mean 'experiments'?",
                        file + ":14: runer is not known; did you mean 'runner'?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sweep: {}               | :13: experiments.two-moons.sweep must hold settings (search, max-trials, round, score, parameters, repeats, constraints, pruning, max-failed, max-duration, max-seconds), but is empty
            sweep:                  | :13: experiments.two-moons.sweep must hold settings (search, max-trials, round, score, parameters, repeats, constraints, pruning, max-failed, max-duration, max-seconds), but is empty
            sweep: {parameters: []} | :13: experiments.two-moons.sweep.parameters must be a list of at least 1 parameter, each {name: ..., values: [...]}, but is empty
            sweep: {parameters: [{name: hypernet.z-dim, values: []}]} | :13: experiments.two-moons.sweep.parameters[0].values must be a list of at least 1 value, but is empty
            """)
    void anEmptySweepIsAFault(String sweep, String message) throws IOException {
        Path file = file("a.yml", MOONS.substring(0, MOONS.indexOf("    sweep:")) + "    " + sweep + "\n");

        assertThat(faults(file)).containsExactly(file + message);
    }

    @Test
    void emptySectionsNameTheirLines() throws IOException { // Spring Boot forgets the line of an empty mapping
        Path file =
                file("a.yml", MOONS.replace("hypernet: {generator: full, z-dim: 4, hidden: []}", "hypernet: {}") + """
                ---
                ---
                experiments:
                  again:
                    sweep:
                      parameters: [{}]
                    schedule: {
                      }
                """);

        assertThat(faults(file))
                .filteredOn(fault -> fault.endsWith(", but is empty"))
                .extracting(fault -> fault.replaceAll(" must hold .*", ""))
                .containsExactly(
                        file + ":9: experiments.two-moons.hypernet",
                        file + ":19: experiments.again.sweep.parameters[0]",
                        file + ":20: experiments.again.schedule");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            experiments:       | ''
            experiments: {}    | ''
            experiments: []    | ''
            experiments: x     | 'x'
            experiments: 3     | 3
            experiments: [a]   | ['a']
            """)
    void whatIsNoMappingOfExperimentsIsAFaultAndHidesNoOtherFile(String text, String what) throws IOException {
        Path good = file("good-a.yml", MOONS);
        Path bad = file("x.yml", text + "\n");
        Path other = file("good-b.yml", MOONS.replace("two-moons", "other").replace("epochs: 30", "epochs: 0"));
        String fault = bad + ":1: experiments must map names to experiments, but is " + what;

        for (List<Path> order :
                List.of(List.of(good, bad, other), List.of(bad, good, other), List.of(good, other, bad))) {
            assertThat(faults(order))
                    .containsExactlyInAnyOrder(
                            fault,
                            other + ":11: experiments.other.training.epochs must be a whole number in [1, 1000000],"
                                    + " but is 0");
        }
        assertThat(faults(file("both.yml", MOONS + "---\n" + text + "\n"))).hasSize(1);
    }

    @Test
    void anExperimentThatIsNoMappingIsAFaultWhateverOverridesIt() throws IOException {
        Path bad = file("a.yml", "experiments: {two-moons: x}\n");
        Path good = file("b.yml", MOONS);
        String fault = bad + ":1: experiments.two-moons must hold settings (";

        assertThat(faults(List.of(bad), "--experiments.two-moons.seed=3"))
                .singleElement()
                .asString()
                .startsWith(fault);
        assertThat(faults(bad, good))
                .containsExactly(good + ":3: experiments.two-moons is the name of two experiments; the other one is at "
                        + bad + ":1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            experiments             | experiments must map names to experiments, but is 'x'
            experiments.            | experiments must map names to experiments, but is 'x'
            experiments[0]          | experiments must map names to experiments, but is ['x']
            experiments.two-moons   | experiments.two-moons must hold settings, such as experiments.two-moons.seed, but is 'x'
            experiments.two-moons.. | experiments.two-moons must hold settings, such as experiments.two-moons.seed, but is 'x'
            """)
    void anOptionCannotTakeThePlaceOfExperiments(String name, String message) throws IOException {
        Path file = file("a.yml", MOONS);

        assertThat(faults(List.of(file), "--" + name + "=x"))
                .containsExactly("command line, --" + name + ": " + message);
        properties.put(name, "x");
        assertThat(faults(file)).containsExactly("system property " + name + ": " + message);
    }

    @Test
    void aVariableThatNamesNoExperimentIsSomebodyElses() throws IOException {
        variables.put("EXPERIMENTS", "x");
        variables.put("EXPERIMENTS_", "x");

        assertThat(faults(file("a.yml", MOONS))).isEmpty();
    }

    @Test
    void whatIsAValueAndASectionInOneSourceIsAFault() throws IOException {
        Path file = file("a.yml", MOONS);
        Path value = file("b.yml", "experiments.b: x\n" + MOONS.replace("two-moons", "b"));

        assertThat(faults(value))
                .containsExactly(value + ":1: experiments.b is a value here, and a section at " + value + ":4");
        assertThat(faults(List.of(file), "--experiments.two-moons.data.samples=60", "--experiments.two-moons.data=x"))
                .containsExactly(
                        "command line, --experiments.two-moons.data: experiments.two-moons.data is a value here,"
                                + " and a section at command line, --experiments.two-moons.data.samples");
        assertThat(faults(List.of(file), "--experiments.two-moons.seed=1", "--experiments.two-moons..seed=2"))
                .singleElement()
                .asString()
                .contains("is given twice; the other one is at command line, --experiments.two-moons.");
    }

    @Test
    void aPlaceholderWithoutAValueIsAFault() throws IOException {
        Path file = file("a.yml", MOONS.replace("samples: 200", "samples: \"${NOWHERE}\""));

        assertThat(faults(file))
                .contains(file + ":3: experiments.two-moons.data.samples has a placeholder without a value:"
                        + " '${NOWHERE}'; set it, or give it a default as in ${NAME:default}");
    }

    @Test
    void aFaultyCronExpressionIsAFault() throws IOException {
        Path file = file("a.yml", MOONS + "    schedule: {cron: \"0 2 * * *\"}\n");

        assertThat(faults(file))
                .singleElement()
                .asString()
                .startsWith(file + ":14: experiments.two-moons.schedule.cron must be a cron expression of six fields,")
                .contains("'0 2 * * *'");
    }

    @Test
    void wrongYamlNamesFileAndLine() throws IOException {
        Path tab = file("a.yml", "experiments:\n\tmoons:\n");
        Path open = file("b.yml", "experiments:\n  moons: {data: [1, 2\n");

        assertThat(faults(tab))
                .containsExactly(
                        tab + ":2: the file is not valid YAML: found character '\\t(TAB)' that cannot start any"
                                + " token. (Do not use \\t(TAB) for indentation)");
        assertThat(faults(open))
                .containsExactly(open + ":3: the file is not valid YAML: expected ',' or ']', but got <stream end>");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private SpecFiles read(Path... files) {
        return read(List.of(files));
    }

    private SpecFiles read(List<Path> files, String... arguments) {
        return SpecFiles.read(Environments.of(files, variables, properties, arguments), new Datasets())
                .orThrow();
    }

    private List<String> faults(Path... files) {
        return faults(List.of(files));
    }

    private List<String> faults(List<Path> files, String... arguments) {
        InvalidSpecException failure = catchThrowableOfType(InvalidSpecException.class, () -> read(files, arguments));
        return failure == null
                ? List.of()
                : failure.faults().stream().map(Fault::toString).toList();
    }
}
