package io.weightloom.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.csv.CsvFile;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Table;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.SourceSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DatasetsTests {

    private static final SourceSpec SPIRALS = new SourceSpec.Spirals(300, 3, 1.5, 0.1);
    private static final SourceSpec MOONS = new SourceSpec.Moons(200, 0.1);
    private static final SourceSpec GLYPHS = new SourceSpec.Glyphs(500, 16, 0.1);

    @TempDir
    Path folder;

    private final Datasets datasets = new Datasets();

    static Stream<SourceSpec> endless() {
        return Stream.of(
                new SourceSpec.Glyphs(100_000_000, 64, 0.1),
                new SourceSpec.Spirals(100_000_000, 100_000, 1, 0.1),
                new SourceSpec.SineFamily(4096, 4096, 1_000_000),
                new SourceSpec.RotatedMoons(4096, 4096, 1_000_000, 0.1),
                new DataSpec.Permuted(new SourceSpec.Glyphs(1_000_000, 64, 0.1), 4096),
                new DataSpec.ClassGroups(new SourceSpec.Glyphs(100_000_000, 64, 0.1), 5));
    }

    @ParameterizedTest
    @MethodSource("endless")
    @Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
    void whatNoHeapHoldsIsRefusedBeforeItIsDrawn(SourceSpec source) {
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> datasets.load(new DataSpec(source, 0.1, 0.1), 1))
                .withMessageContaining("they take about ")
                .withMessageContaining(" MB of Java heap, but this process may use ");
    }

    static Stream<SourceSpec> builtIn() {
        return Stream.of(SPIRALS, MOONS, GLYPHS);
    }

    // What OpenJDK 17 and Temurin 25 gave, compiled and interpreted: fingerprints of the raw examples, and SHA-256 over
    // the
    // standardised features of the training split, big-endian.
    @Test
    void examplesAreTheSameBitsOnEveryJdk() {
        assertThat(load(SPIRALS, 7).fingerprint())
                .isEqualTo("3a9a48f4eedd5a7121ee08cb4517659f3a93722e827fe5eee9d3b4c5dd3b1705");
        assertThat(load(MOONS, 7).fingerprint())
                .isEqualTo("f71e407d0efd923e3911ec3eaead7f1ec56aa83c9416b3229025a263fc5d8362");
        assertThat(load(GLYPHS, 7).fingerprint())
                .isEqualTo("bade08d4cd20c38f74972f25dfb7f949ccb80844a3edd67c657ab779ac14c121");
        assertThat(sha256(load(SPIRALS, 7).train().features()))
                .isEqualTo("c5ec101610b48ed870aa81417b13818dc0d736680ec04862af1d6c132c6d3b19");
        assertThat(sha256(load(MOONS, 7).train().features()))
                .isEqualTo("0f7c2da2d4648bdae8f4f7e6da530c45651c39e78067b9a0194591a54bc0bdfd");
        assertThat(sha256(load(GLYPHS, 7).train().features()))
                .isEqualTo("e5ee92e60043e7cd50759eb0ec408df05e65e38ac7b11d3b08bdd1cfdea1dd12");
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void theSameSeedGivesTheSameExamplesAndAnotherSeedOthers(SourceSpec source) {
        Dataset one = load(source, 7);
        Dataset same = new Datasets().load(new DataSpec(source, 0.2, 0.1), 7);
        Dataset other = load(source, 8);

        assertThat(same.fingerprint()).isEqualTo(one.fingerprint());
        assertThat(same.train().features()).isEqualTo(one.train().features());
        assertThat(same.train().labels()).isEqualTo(one.train().labels());
        assertThat(same.test().features()).isEqualTo(one.test().features());
        assertThat(other.fingerprint()).isNotEqualTo(one.fingerprint());
        assertThat(other.train().features()).isNotEqualTo(one.train().features());
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void whatInitialisationCountsOnHoldsForTheTrainingSplit(SourceSpec source) {
        Examples train = load(source, 7).train();

        double sum = 0;
        double squares = 0;
        for (float x : train.features()) {
            sum += x;
            squares += x * x;
        }

        assertThat(sum / train.features().length).isCloseTo(0, within(1e-6)); // float rounds each by up to 1e-7
        assertThat(squares / train.features().length).isCloseTo(1, within(1e-6));
    }

    @Test
    void splitsHaveTheirSharesAndDimensions() {
        Dataset glyphs = load(GLYPHS, 7);

        assertThat(glyphs.labelKind()).isEqualTo(LabelKind.CLASSIFICATION);
        assertThat(glyphs.inputs()).isEqualTo(256);
        assertThat(glyphs.outputs()).isEqualTo(10);
        assertThat(glyphs.train().size()).isEqualTo(350);
        assertThat(glyphs.validation().size()).isEqualTo(100);
        assertThat(glyphs.test().size()).isEqualTo(50);
    }

    @Test
    void labelsOfClassesAreOneHotRows() {
        Examples test = load(MOONS, 7).test();

        for (int i = 0; i < test.size(); i++) {
            assertThat(test.labels()[2 * i] + test.labels()[2 * i + 1]).isEqualTo(1);
            assertThat(test.labels()[2 * i]).isIn(0f, 1f);
        }
    }

    /**
     * Whoever stays in the split after whatever was done to the others: the file is changed in rows that are not
     * trained on, to which the training split must be blind.
     */
    @ParameterizedTest
    @MethodSource("tasks")
    void nothingOfValidationAndTestReachesTheTrainingSplit(LabelKind kind) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        double[][] rows = new double[100][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {i, random.nextDouble(), i % 2}; // the first column says which row it is
        }
        DataSpec spec = csv(write("a.csv", rows), kind);
        Dataset before = datasets.load(spec, 3);
        Split split = Split.of(
                new CsvFile((SourceSpec.Csv) spec.source()).read(3),
                spec.validation(),
                spec.test(),
                RandomStream.SPLIT.generator(3, 0));

        for (int[] part : List.of(split.validation(), split.test())) {
            for (int example : part) {
                rows[example] =
                        new double[] {-1e6 * example, 777 + example, kind == LabelKind.REGRESSION ? 99 : example % 2};
            }
        }
        Dataset after = datasets.load(csv(write("b.csv", rows), kind), 3);

        assertThat(after.train().features()).isEqualTo(before.train().features());
        assertThat(after.train().labels()).isEqualTo(before.train().labels());
        assertThat(after.validation().features())
                .isNotEqualTo(before.validation().features());
        assertThat(after.test().features()).isNotEqualTo(before.test().features());
    }

    static Stream<LabelKind> tasks() {
        return Stream.of(LabelKind.values());
    }

    @Test
    void labelsOfRegressionAreStandardisedByTheTrainingSplit() throws IOException {
        double[][] rows = new double[50][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {i, i % 7, 1e5 + 300 * i};
        }

        Dataset dataset = datasets.load(csv(write("a.csv", rows), LabelKind.REGRESSION), 3);

        double sum = 0;
        double squares = 0;
        for (float y : dataset.train().labels()) {
            sum += y;
            squares += y * y;
        }
        assertThat(dataset.outputs()).isEqualTo(1);
        assertThat(sum / 40).isCloseTo(0, within(1e-6));
        assertThat(squares / 40).isCloseTo(1, within(1e-6));
        for (int i = 0; i < dataset.test().size(); i++) { // label and first feature are the same, standardised
            assertThat(dataset.test().labels()[i]).isEqualTo(dataset.test().features()[2 * i], within(1e-6f));
        }
    }

    @Test
    void trialsThatAskForTheSameDataShareOneCopy() {
        assertThat(load(MOONS, 7)).isSameAs(load(new SourceSpec.Moons(200, 0.1), 7));
    }

    @Test
    void aFileThatHasChangedIsReadAgain() throws IOException {
        double[][] rows = new double[50][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {i, i % 7, i % 2};
        }
        Path file = write("a.csv", rows);
        Dataset before = datasets.load(csv(file, LabelKind.CLASSIFICATION), 3);

        rows[0][0] = 9; // as long as before
        write("a.csv", rows);
        Files.setLastModifiedTime(
                file, FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() + 5000));

        assertThat(datasets.load(csv(file, LabelKind.CLASSIFICATION), 3).fingerprint())
                .isNotEqualTo(before.fingerprint());
    }

    @Test
    void theFingerprintOfAFileDoesNotDependOnTheSeed() throws IOException {
        double[][] rows = new double[50][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {i, i % 7, i % 2};
        }
        DataSpec spec = csv(write("a.csv", rows), LabelKind.CLASSIFICATION);

        assertThat(datasets.load(spec, 4).fingerprint())
                .isEqualTo(datasets.load(spec, 3).fingerprint());
        assertThat(datasets.load(spec, 4).test().features())
                .isNotEqualTo(datasets.load(spec, 3).test().features());
    }

    @Test
    void featuresThatNeverVaryAreRefused() throws IOException {
        double[][] rows = new double[50][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {4, 0.1, i % 2};
        }
        Path file = write("a.csv", rows);

        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> datasets.load(csv(file, LabelKind.CLASSIFICATION), 3))
                .withMessage(file + ": no feature varies in the training split, so nothing can be learned from them");
    }

    @Test
    void aLabelThatNeverVariesIsRefused() throws IOException {
        double[][] rows = new double[50][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {i, 0.1, 0.3};
        }
        Path file = write("a.csv", rows);

        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> datasets.load(csv(file, LabelKind.REGRESSION), 3))
                .withMessage(
                        file
                                + ": column 'label' is the same number in the whole training split, so there is nothing to learn");
    }

    @Test
    void moreNumbersThanAnArrayHoldsAreRefused() {
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> Table.length("glyphs", 100_000_000, 64 * 64))
                .withMessage(
                        "glyphs: 100000000 examples of 4096 numbers are more than the 2147483647 that fit into memory"
                                + " here");
    }

    private Dataset load(SourceSpec source, long seed) {
        return datasets.load(new DataSpec(source, 0.2, 0.1), seed);
    }

    private static DataSpec csv(Path file, LabelKind kind) {
        return new DataSpec(new SourceSpec.Csv(file, "label", kind), 0.1, 0.1);
    }

    private Path write(String name, double[][] rows) throws IOException {
        StringBuilder text = new StringBuilder("a,b,label\n");
        for (double[] row : rows) {
            text.append(row[0])
                    .append(',')
                    .append(row[1])
                    .append(',')
                    .append(row[2])
                    .append('\n');
        }
        return Files.writeString(folder.resolve(name), text);
    }

    private static String sha256(float[] values) {
        try {
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
            bytes.asFloatBuffer().put(values);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
