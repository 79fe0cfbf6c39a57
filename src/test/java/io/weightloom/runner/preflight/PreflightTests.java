package io.weightloom.runner.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weightloom.data.Datasets;
import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.process.ExitCodes;
import io.weightloom.runner.process.TestRunner;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.settings.Environments;
import io.weightloom.runner.settings.SpecFiles;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Faults that only data can show. The data are twelve flowers: two features, three kinds, four of each. */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class PreflightTests {

    @TempDir
    private Path folder;

    private Path flowers;
    private AvailableMemory memory = new AvailableMemory(100_000_000, 250_000_000);

    @BeforeEach
    void plant() throws IOException {
        StringBuilder rows = new StringBuilder("petal,sepal,kind\n");
        for (int i = 0; i < 12; i++) {
            rows.append("%s,%s,%s\n"
                    .formatted(i, i * i, List.of("iris", "lily", "rose").get(i % 3)));
        }
        flowers = file("flowers.csv", rows.toString());
    }

    @Test
    void whatFitsItsDataHasNoFault() throws IOException {
        assertThat(faults(file("a.yml", spec("flowers", flowers)))).isEmpty();
    }

    /** What a classifier of scikit-learn's has behind its probabilities has no place here, and its user is told so. */
    @Test
    void whatIsLeftOutOfANetworksFileIsToldOnce() throws IOException {
        StringBuilder rows = new StringBuilder("a,b,c,d,kind\n");
        for (int i = 0; i < 12; i++) {
            rows.append("%s,%s,%s,%s,%s\n".formatted(i, i * i, -i, i % 5, "xyz".charAt(i % 3)));
        }
        String network = Path.of("src", "test", "resources", "given", "sklearn-three.onnx")
                .toAbsolutePath()
                .toString();
        Path spec = file("a.yml", """
                experiments:
                  own:
                    data: {source: csv, file: '%s', label: kind, task: classification}
                    target: {from: '%s'}
                    hypernet: {generator: chunked, chunk-size: 20, z-dim: 2, hidden: [4]}
                    training: {epochs: 1, batch-size: 2}
                """.formatted(file("four.csv", rows.toString()), network));
        List<String> remarks = new ArrayList<>();
        Datasets datasets = new Datasets();
        SpecFiles files = SpecFiles.read(Environments.of(List.of(spec), Map.of(), Map.of()), datasets)
                .orThrow();

        assertThat(new Preflight(datasets, memory, remarks::add).faults(files)).isEmpty();

        assertThat(remarks)
                .filteredOn(remark -> remark.startsWith(network))
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .allSatisfy(remark -> assertThat(remark).contains("is left out"));
    }

    @Test
    void layersAndBatchesThatDoNotFitTheDataAreNamedWithTheirLines() throws IOException {
        Path spec = file(
                "a.yml",
                spec("flowers", flowers).replace("[2, 8, 3]", "[4, 8, 2]").replace("batch-size: 2", "batch-size: 7"));

        assertThat(faults(spec))
                .containsExactly(
                        spec + ":4: experiments.flowers.target.layers must begin with 2, the features of an example of "
                                + flowers + ", but is [4, 8, 2]",
                        spec + ":4: experiments.flowers.target.layers must end with 3, the classes of " + flowers
                                + ", but is [4, 8, 2]",
                        spec + ":6: experiments.flowers.training.batch-size must be at most 6, the examples of the"
                                + " training split, but is 7");
    }

    @Test
    void aDefaultThatDoesNotFitIsNamedWithItsSection() throws IOException {
        Path spec = file("a.yml", spec("flowers", flowers).replace(", batch-size: 2", ""));

        assertThat(faults(spec))
                .containsExactly(spec + ":6: experiments.flowers.training.batch-size must be at most 6, the examples of"
                        + " the training split, but is 64");
    }

    @Test
    void onlyTheSweptValuesThatDoNotFitAreFaults() throws IOException {
        Path spec = file("a.yml", spec("flowers", flowers) + """
                    sweep:
                      parameters:
                        - {name: hypernet.z-dim, values: [1, 2]}
                        - name: target.layers
                          values:
                            - [2, 4, 3]
                            - [3, 4, 3]
                            - [2, 3]
                """);

        assertThat(faults(spec))
                .containsExactly(
                        spec + ":13: experiments.flowers.sweep.parameters[1].values[1] (target.layers) must begin"
                                + " with 2, the features of an example of " + flowers + ", but is [3, 4, 3]");
    }

    @Test
    void aControlThatCannotBeIsAFaultAtItsPointOfTheSweep() throws IOException {
        Path spec = file("a.yml", spec("flowers", flowers) + """
                    controls: [plain, matched]
                    sweep:
                      parameters:
                        - {name: target.layers, values: [[2, 8, 3], [2, 3]]}
                """);

        assertThat(faults(spec))
                .containsExactly(spec + ":7: experiments.flowers.controls matched needs a target with a hidden layer to"
                        + " scale; at target.layers = [2, 3]");
    }

    @Test
    void aZThatIsNoTasksCannotBeFrozenOrShuffled() throws IOException {
        Path spec = file("a.yml", spec("flowers", flowers) + "    controls: [z-frozen, z-shuffled]\n");
        String why =
                " needs a z for each task, from the conditions per-task or descriptor, but the condition is learned";

        assertThat(faults(spec))
                .containsExactly(
                        spec + ":7: experiments.flowers.controls z-frozen" + why,
                        spec + ":7: experiments.flowers.controls z-shuffled" + why);
    }

    @Test
    void aNetworkThatNoMemoryHoldsIsAFaultAtItsPointOfTheSweep() throws IOException {
        Path spec = file("a.yml", spec("flowers", flowers) + """
                    sweep:
                      parameters:
                        - {name: target.layers, values: [[2, 8, 3], [2, 1000, 1000, 3], [2, 1000000, 1000000, 3]]}
                """);

        assertThat(faults(spec))
                .containsExactly(
                        spec
                                + ":5: experiments.flowers.hypernet makes a network of 17,119,084 numbers for 1,007,003"
                                + " target weights, which take about 1,757 MB of Java heap, but this process may use 100 MB"
                                + " (more with java -Xmx...); at target.layers = [2, 1000, 1000, 3]",
                        spec
                                + ":5: experiments.flowers.hypernet makes a network of 17,000,119,000,084 numbers for"
                                + " 1,000,007,000,003 target weights, most of the numbers in hyper/head/w; at most"
                                + " 100,000,000 of each are possible; at"
                                + " target.layers = [2, 1000000, 1000000, 3]");
    }

    @Test
    void aGeneratorThatCannotServeTheTargetIsAFaultWithItsNumbers() throws IOException {
        Path spec = file("a.yml", spec("flowers", flowers).replace("generator: full", "generator: svd, rank: 3"));

        assertThat(faults(spec))
                .containsExactly(
                        spec + ":5: experiments.flowers.hypernet.rank must be at most 2 for w1, a matrix of 2 x 8,"
                                + " but is 3");
    }

    @Test
    void faultsOfAFileNameItsLinesAndThoseOfTheSpec() throws IOException {
        Path broken = file("broken.csv", "petal,sepal,kind\n1,2,iris\n3,nan,rose\n5,6\n");
        Path spec = file("a.yml", spec("flowers", broken));

        assertThat(faults(spec))
                .containsExactly(
                        spec + ":3: experiments.flowers.data.file cannot be used: " + broken
                                + ":4: 2 cells, but the header names 3 columns",
                        spec + ":3: experiments.flowers.data.file cannot be used: " + broken
                                + ":3: column 'sepal' holds what is no number in 1 of 2 rows: nan; data.missing tells"
                                + " what stands for a gap and what becomes of it");
    }

    @Test
    void eachFaultNamesTheSettingThatItConcerns() throws IOException {
        Path unknown = file("label.yml", spec("flowers", flowers).replace("label: kind", "label: kin"));
        Path few = file("few.yml", spec("few", flowers).replace("test: 0.25", "test: 0.7"));

        assertThat(faults(unknown))
                .containsExactly(unknown + ":3: experiments.flowers.data.label cannot be used: " + flowers
                        + ":1: no label column 'kin'; did you mean 'kind'?");
        assertThat(faults(few))
                .singleElement()
                .asString()
                .startsWith(few + ":3: experiments.few.data cannot be used: " + flowers
                        + ": of 4 examples of class 'iris', ");
    }

    @Test
    void aMissingFileIsShownAsItIsWritten() throws IOException {
        Path spec = file("a.yml", """
                experiments:
                  digits:
                    data:
                      source: idx
                      images: "${DIGITS:%1$s/digits}/images"
                      labels: %1$s/digits/labels
                      classes: 10
                    target: {layers: [784, 10]}
                    hypernet: {generator: full, z-dim: 1}
                    training: {epochs: 1}
                """.formatted(folder));

        assertThat(faults(spec))
                .containsExactly(
                        "%1$s/a.yml:5: experiments.digits.data.images cannot be used: No file %1$s/digits/images, for there is no folder %1$s/digits; the folder %1$s holds a.yml, flowers.csv; it is written as ${DIGITS:%1$s/digits}/images"
                                .formatted(folder),
                        "%1$s/a.yml:6: experiments.digits.data.labels cannot be used: No file %1$s/digits/labels, for there is no folder %1$s/digits; the folder %1$s holds a.yml, flowers.csv"
                                .formatted(folder));
    }

    @Test
    void labelsOutOfRangeNameTheirByte() throws IOException {
        Files.write(folder.resolve("images"), idx(0x803, 30, 2, 2));
        Files.write(folder.resolve("labels"), idx(0x801, 30));
        Path spec = file("a.yml", """
                experiments:
                  digits:
                    data:
                      source: idx
                      images: %1$s/images
                      labels: %1$s/labels
                      classes: 3
                    target: {layers: [4, 3]}
                    hypernet: {generator: full, z-dim: 1}
                    training: {epochs: 1, batch-size: 4}
                """.formatted(folder));

        assertThat(faults(spec))
                .containsExactly(
                        "%1$s/a.yml:6: experiments.digits.data.labels cannot be used: %1$s/labels: byte 11, the label of example 3 (both counted from 0), is 3, but with classes: 3 every label must be a whole number in [0, 2]; 18 of 30 labels are not, the largest of them is 7"
                                .formatted(folder));
    }

    @Test
    void faultsOfSpecsAndDataOfAllFilesAreToldTogetherAndNothingIsStored(CapturedOutput output) throws IOException {
        Path broken = file("broken.csv", "petal,sepal,kind\n1,2,iris\n5,6\n");
        String more = spec("broken", broken)
                + spec("again", broken).replace("experiments:\n", "")
                + spec("zero", flowers).replace("experiments:\n", "").replace("z-dim: 1", "z-dim: 0");
        TestDatabases.Database database = TestDatabases.H2_FILE.fresh();
        FakeTraining training = new FakeTraining((spec, step) -> {});
        Path other = file("other.yml", spec("tall", flowers).replace("[2, 8, 3]", "[2, 8, 4]"));

        InvalidSpecException failure = catchThrowableOfType(
                InvalidSpecException.class,
                () -> new TestRunner(database, folder, training, new MovableClock(Instant.EPOCH))
                        .with("--spring.config.additional-location=" + other)
                        .start(more));

        assertThat(failure.faults())
                .extracting(Fault::toString)
                .containsExactly(
                        other + ":4: experiments.tall.target.layers must end with 3, the classes of " + flowers
                                + ", but is [2, 8, 4]",
                        folder + "/spec.yml:3: experiments.broken.data.file cannot be used: " + broken
                                + ":3: 2 cells, but the header names 3 columns",
                        folder + "/spec.yml:8: experiments.again.data.file cannot be used, for the reasons given for "
                                + folder + "/spec.yml:3",
                        folder
                                + "/spec.yml:15: experiments.zero.hypernet.z-dim must be a whole number in [1, 100000], but"
                                + " is 0");
        assertThat(ExitCodes.of(failure)).isEqualTo(2);
        assertThat(Path.of(database.url().substring("jdbc:h2:file:".length()) + ".mv.db"))
                .doesNotExist();
        assertThat(training.stepsDone()).isZero();
        assertThat(output).contains("The spec has 4 faults:").doesNotContain("\tat ");
    }

    @Test
    void aCompleteRunIsShownWithoutItsData(CapturedOutput output) throws IOException {
        TestDatabases.Database database = TestDatabases.H2_FILE.fresh();
        FakeTraining training = new FakeTraining((spec, step) -> {});
        Path other = folder.resolve("other.csv");
        Files.copy(flowers, other);
        String both = spec("gone", other) + spec("there", flowers).replace("experiments:\n", "");
        runner(database, training).run(spec("gone", other), runner -> {});
        Files.delete(other);
        long before = training.stepsDone();

        runner(database, training)
                .logging()
                .run(spec("gone", other), runner -> assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED));
        assertThat(output).contains("gone, run 1 is complete: nothing to train.");
        assertThat(training.stepsDone()).isEqualTo(before);

        runner(database, training).run(both, runner -> assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED));
        assertThat(training.stepsDone()).isEqualTo(2 * before);
    }

    @Test
    void aRunThatIsNotCompleteNeedsItsDataAndStoresNothingWithoutThem(CapturedOutput output) throws IOException {
        TestDatabases.Database database = TestDatabases.H2_FILE.fresh();
        FakeTraining training = new FakeTraining((spec, step) -> {});
        runner(database, training).run(spec("flowers", flowers), runner -> {});
        Files.delete(flowers);
        long before = training.stepsDone();

        InvalidSpecException failure = catchThrowableOfType(
                InvalidSpecException.class,
                () -> runner(database, training)
                        .with("--experiments.flowers.seed=8")
                        .start(spec("flowers", flowers)));

        assertThat(failure.faults()).singleElement().asString().contains("data.file cannot be used: No file");
        assertThat(ExitCodes.of(failure)).isEqualTo(2);
        assertThat(output).contains("Nothing was trained or stored").doesNotContain("\tat ");
        assertThat(training.stepsDone()).isEqualTo(before);
        assertThat(JdbcClient.create(database.dataSource())
                        .sql("select count(*) from run")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThatThrownBy(() ->
                        runner(database, training).with("--runner.rerun=true").start(spec("flowers", flowers)))
                .isInstanceOf(InvalidSpecException.class);
    }

    private TestRunner runner(TestDatabases.Database database, FakeTraining training) {
        return new TestRunner(database, folder, training, new MovableClock(Instant.EPOCH));
    }

    @Test
    void dataThatVanishDuringARunEndItAndNoTrialIsLost(CapturedOutput output) {
        FakeTraining training = new FakeTraining((spec, step) -> {
            if (step == 1 && spec.seed() == 1) {
                overwrite(flowers, "");
            }
        });

        new TestRunner(TestDatabases.H2_MEMORY.fresh(), folder, training, new MovableClock(Instant.EPOCH))
                .with("--runner.workers=1")
                .logging()
                .run(spec("flowers", flowers) + "    sweep: {repeats: 2}\n", runner -> {
                    assertThat(runner.end()).isEqualTo(RunEnd.DATA_CHANGED);
                    assertThat(runner.words("select state from trial order by number"))
                            .containsExactly("ended", "pending");
                });
        assertThat(output)
                .contains("flowers, run 1 ends here: the data cannot be used any more: " + flowers + " is empty")
                .doesNotContain("\tat ");
    }

    private static void overwrite(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void ofDataThatTellHowWideLayersAreAndCannotBeUsedThatAloneIsTold() throws IOException {
        Path spec = Files.writeString(folder.resolve("auto.yml"), """
                experiments:
                  gone:
                    data: {source: csv, file: "%s", label: kind, task: classification}
                    target: {layers: [auto, 8, auto]}
                    hypernet: {generator: chunked, target-ratio: 2, z-dim: 1}
                    training: {epochs: 1, batch-size: 2}
                    controls: [plain, matched]
                """.formatted(folder.resolve("gone.csv")));

        assertThat(faults(spec))
                .singleElement()
                .asString()
                .contains("experiments.gone.data.file cannot be used: No file");
    }

    private List<String> faults(Path spec) {
        Datasets datasets = new Datasets();
        SpecFiles files = SpecFiles.read(Environments.of(List.of(spec), Map.of(), Map.of()), datasets)
                .orThrow();
        return new Preflight(datasets, memory, remark -> {})
                .faults(files).stream().map(Fault::toString).toList();
    }

    private static String spec(String name, Path csv) {
        return """
                experiments:
                  %s:
                    data: {source: csv, file: "%s", label: kind, task: classification, validation: 0.25, test: 0.25}
                    target: {layers: [2, 8, 3]}
                    hypernet: {generator: full, z-dim: 1}
                    training: {epochs: 1, batch-size: 2}
                """.formatted(name, csv);
    }

    /** Bytes in IDX, counting 0 to 7 again and again. */
    private static byte[] idx(int magic, int... sizes) throws IOException {
        ByteBuffer header = ByteBuffer.allocate((1 + sizes.length) * Integer.BYTES);
        header.asIntBuffer().put(magic).put(sizes);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(header.array());
        int length = 1;
        for (int size : sizes) {
            length *= size;
        }
        for (int i = 0; i < length; i++) {
            bytes.write(i % 8);
        }
        return bytes.toByteArray();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
