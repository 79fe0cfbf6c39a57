package io.weightloom.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weightloom.data.csv.CsvFile;
import io.weightloom.data.picture.IdxBytes;
import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.Raws;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.fault.InvalidSpecException;
import io.weightloom.spec.read.Yaml;
import io.weightloom.spec.settings.Binding;
import io.weightloom.spec.settings.Canonical;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are for the test, in place of a share of the examples. */
class GivenTestTests {

    @TempDir
    Path folder;

    @BeforeEach
    void writeTable() throws IOException {
        StringBuilder text = new StringBuilder("x,c,y\n");
        IntStream.range(0, 40).forEach(i -> text.append("%s,%s,%s\n".formatted(i, i % 3 == 0 ? "u" : "v", i % 2)));
        write("train.csv", text.toString());
    }

    @Test
    void theTestIsTheFileAndNothingElse() throws IOException {
        write("test.csv", "c,more,y,x\nu,?,1,100\nv,?,0,7\nw,?,1,3\n");
        TrialSpec trial = trial("categorical: auto");

        Dataset data = new Datasets().load(trial.data(), 1);

        assertThat(data.test().size()).isEqualTo(3);
        assertThat(data.train().size()).isEqualTo(36);
        assertThat(data.validation().size()).isEqualTo(4);
        assertThat(data.test().labels()).containsExactly(0, 1, 1, 0, 0, 1);
        RawExamples raw = new CsvFile((SourceSpec.Csv) trial.data().source()).read(1);
        assertThat(Raws.row(raw, 40)).containsExactly(100, 1, 0);
        assertThat(Raws.row(raw, 42)).containsExactly(3, 0, 0);
        assertThat(new Datasets().remarks(trial.data(), 1))
                .containsExactly(
                        folder.resolve("test.csv")
                                + ": column 'c' holds categories that the file to train on does not, and that are all zeros: w");
    }

    @Test
    void scalesAreThoseOfTheTrainingSplitAlone() throws IOException {
        write("test.csv", "x,c,y\n1e6,u,1\n-1e6,v,0\n");
        Dataset far = new Datasets().load(trial("categorical: auto").data(), 1);
        write("test.csv", "x,c,y\n1,u,1\n2,v,0\n");
        Dataset near = new Datasets().load(trial("categorical: auto").data(), 1);

        assertThat(far.train().features()).isEqualTo(near.train().features());
        assertThat(far.fingerprint()).isNotEqualTo(near.fingerprint());
    }

    @Test
    void gapsOfTheTestAreFilledAsThoseOfTheFileToTrainOn() throws IOException {
        write("test.csv", "x,c,y\n?,u,1\n2,,0\n");

        Dataset data = new Datasets()
                .load(trial("categorical: auto, missing: {as: indicator}").data(), 1);

        assertThat(data.inputs()).isEqualTo(3);
        assertThat(data.test().features()[0]).isBetween(-1e-6f, 1e-6f);
    }

    @Test
    void whatTheTestLacksOrHasTooMuchIsToldWithItsSetting() throws IOException {
        write("test.csv", "x,y\n1,0\n");
        assertRefused(
                "data.test-file", "test.csv:1: no column c, which the file to train on has; the first row is x, y");

        write("test.csv", "x,c,y\n1,u,2\n3,v,0\n");
        assertRefused("data.test-file", "test.csv: column 'y' holds classes that %s/train.csv does not: 2");

        write("test.csv", "x,c,y\n1,u,1\nz,v,0\n");
        assertRefused(
                "data.test-file",
                "test.csv:3: column 'x' holds what is no number in 1 of 2 rows: z; a finite number such as -1.5 or 2e-3 is needed; data.missing tells what stands for a gap, data.categorical makes categories, data.ignore leaves a column out");

        Files.delete(folder.resolve("test.csv"));
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> new Datasets().load(trial("categorical: auto").data(), 1))
                .satisfies(
                        failure -> assertThat(failure.faults().get(0).setting()).isEqualTo("data.test-file"));
    }

    @Test
    void aShareBesideItIsAFault() {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> trial("test: 0.2"))
                .withMessageContaining(
                        "a.yml:3: experiments.a.data.test must not be given beside data.test-file, which is the test split");
        TrialSpec alone = trial("validation: 0.95");
        assertThat(alone.data().testShare()).isZero();
        assertThat(Canonical.json(alone)).doesNotContain("\"test\":").contains("\"test-file\":");
        assertThat(Canonical.trial(Canonical.json(alone))).isEqualTo(alone);
    }

    @Test
    void picturesForTheTestComeInFilesOfTheirOwn() throws IOException {
        Files.write(folder.resolve("images"), IdxBytes.pictures(40, 4, 5));
        Files.write(folder.resolve("labels"), IdxBytes.labels(40, 4));
        Files.write(folder.resolve("more"), IdxBytes.pictures(6, 4, 5));
        Files.write(folder.resolve("marks"), IdxBytes.labels(6, 4));
        DataSpec spec =
                digits("test-images: %1$s/more, test-labels: %1$s/marks").data();

        Dataset data = new Datasets().load(spec, 1);

        assertThat(data.test().size()).isEqualTo(6);
        assertThat(data.train().size() + data.validation().size()).isEqualTo(40);
        assertThat(data.test().labels()[5 * 4 + 1]).isEqualTo(1);
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> digits("test-images: %1$s/more"))
                .withMessageContaining("data.test-labels must be given beside data.test-images");
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> digits("test: 0.1, test-images: %1$s/more, test-labels: %1$s/marks"))
                .withMessageContaining("data.test must not be given beside data.test-images");

        Files.write(folder.resolve("more"), IdxBytes.pictures(6, 5, 4));
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> new Datasets().load(spec, 1))
                .withMessageContaining("/more holds pictures of 5 x 4 of unsigned bytes, but " + folder
                        + "/images holds pictures of 4 x 5 of unsigned bytes");
    }

    @Test
    void tasksMadeOfOneClassificationHaveItsTest() throws IOException {
        write("test.csv", "x,c,y\n1,u,1\n2,v,0\n3,v,0\n");

        Dataset data = new Datasets()
                .load(
                        new DataSpec(
                                new DataSpec.Permuted(
                                        trial("categorical: auto").data().source(), 3),
                                0.1,
                                0.1),
                        1);

        assertThat(data.test().size()).isEqualTo(9);
        assertThat(data.train().size()).isEqualTo(3 * 36);
        assertThat(data.test().size(2)).isEqualTo(3);
    }

    private void assertRefused(String setting, String message) {
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> new Datasets().load(trial("categorical: auto").data(), 1))
                .satisfies(failure -> assertThat(failure.faults())
                        .containsExactly(new DataFault(setting, folder + "/" + message.formatted(folder))));
    }

    private TrialSpec trial(String more) {
        return trial(
                "source: csv, file: '%1$s/train.csv', test-file: '%1$s/test.csv', label: y, task: classification, "
                        + more,
                "2, 2");
    }

    private TrialSpec digits(String more) {
        return trial("source: idx, images: %1$s/images, labels: %1$s/labels, classes: 4, " + more, "20, 4");
    }

    private TrialSpec trial(String data, String layers) {
        return Binding.first(
                Yaml.read("""
                experiments:
                  a:
                    data: {%s}
                    target: {layers: [%s]}
                    hypernet: {generator: full, z-dim: 1}
                    training: {epochs: 1, batch-size: 2, learning-rate: 0.1}
                """.formatted(data.formatted(folder), layers)).get(0));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
