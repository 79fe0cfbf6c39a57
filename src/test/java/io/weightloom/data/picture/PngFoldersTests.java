package io.weightloom.data.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.DataFile;
import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.Raws;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.PictureFiles;
import io.weightloom.spec.PictureSpec;
import io.weightloom.spec.PictureSpec.Reading;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PngFoldersTests {

    @TempDir
    Path folder;

    @Test
    void picturesLieClassByClassInTheOrderOfTheirNames() throws IOException {
        write("train/dog/b.png", colour(2));
        write("train/dog/a.png", colour(1));
        write("train/cat/z.png", colour(0));
        write("train/cat/.DS_Store", new byte[3]);
        write("train/README.txt", new byte[3]);

        RawExamples raw = read(Reading.PLAIN, false);

        assertThat(((Labels.Classes) raw.labels()).names()).containsExactly("cat", "dog");
        assertThat(Raws.classes(raw)).containsExactly(0, 1, 1);
        assertThat(raw.form()).isEqualTo(new Features.Picture(3, 2, 4, OptionalDouble.of(255)));
        for (int picture = 0; picture < 3; picture++) {
            double[] row = Raws.row(raw, picture);
            for (int c = 0; c < 3; c++) {
                for (int i = 0; i < 2; i++) {
                    for (int j = 0; j < 4; j++) {
                        assertThat(row[(c * 2 + i) * 4 + j]).isEqualTo(told(picture, c, i, j));
                    }
                }
            }
        }
        assertThat(raw.features().name(8)).isEqualTo(path("train") + ": pixel (channel 1, row 0, column 0)");
    }

    @Test
    void levelsOfAnyNumberOfBitsAreOnOneScale() throws IOException {
        write("train/a/1.png", grey(1, new int[][] {{0, 1}, {1, 0}}));
        write("train/b/1.png", grey(4, new int[][] {{0, 1}, {15, 7}}));
        RawExamples bytes = read(Reading.PLAIN, false);
        write("train/b/2.png", grey(16, new int[][] {{0, 1}, {65535, 257}}));
        RawExamples floats = read(Reading.PLAIN, false);

        assertThat(bytes.form()).isEqualTo(new Features.Picture(2, 2, OptionalDouble.of(255)));
        assertThat(bytes.features().bytes()).isEqualTo(8);
        assertThat(Raws.row(bytes, 0)).containsExactly(0, 255, 255, 0);
        assertThat(Raws.row(bytes, 1)).containsExactly(0, 17, 255, 119);
        assertThat(Raws.row(floats, 1)).containsExactly(0, 17, 255, 119);
        assertThat(Raws.row(floats, 2)).containsExactly(new double[] {0, 1 / 257.0, 255, 1}, within(1e-6));
    }

    /** Whoever may read all that there is, such as root, cannot be kept out. */
    @Test
    void aFolderThatCannotBeListedIsNotSaidToBeEmpty() throws IOException {
        write("train/a/1.png", grey(1, new int[][] {{0, 1}, {1, 0}}));
        write("train/b/1.png", grey(1, new int[][] {{0, 1}, {1, 0}}));
        File shut = path("train").resolve("b").toFile();
        assumeTrue(shut.setReadable(false) && shut.list() == null, "this user may list any folder");
        try {
            assertThatExceptionOfType(InvalidDataException.class)
                    .isThrownBy(() -> read(Reading.PLAIN, false))
                    .withMessageContaining("The folder %s cannot be read", shut)
                    .withMessageNotContaining("holds no picture");
        } finally {
            assertThat(shut.setReadable(true)).isTrue();
        }
    }

    @Test
    void anotherFolderIsForTheTest() throws IOException {
        for (int i = 0; i < 40; i++) {
            write("train/" + (i % 2 == 0 ? "a" : "b") + "/" + i + ".png", colour(i));
        }
        write("test/b/1.png", colour(90));
        write("test/b/2.png", colour(91));

        Dataset data = new Datasets()
                .load(
                        new DataSpec(
                                new PictureFiles.Folder(path("train"), Optional.of(path("test")), Reading.PLAIN),
                                0.25,
                                0.1),
                        1);

        assertThat(data.test().size()).isEqualTo(2);
        assertThat(data.test().labels()).containsExactly(0, 1, 0, 1);
        assertThat(data.train().size()).isEqualTo(30);
        assertThat(data.preprocessing().predicted().names()).containsExactly("a", "b");
    }

    @Test
    void picturesShrink() throws IOException {
        write("train/a/1.png", grey(8, new int[][] {{1, 3, 10, 20}, {5, 7, 30, 41}}));
        write("train/b/1.png", grey(8, new int[2][4]));

        RawExamples raw = read(new Reading(PictureSpec.Channels.AUTO, 2, Optional.empty()), false);

        assertThat(Raws.row(raw, 0)).containsExactly(4, 25.25);
        assertRefused(
                new Reading(PictureSpec.Channels.AUTO, 4, Optional.empty()),
                "data.shrink must divide height and width of the pictures, but is 4, and those of " + path("train")
                        + " are 2 high and 4 wide");
    }

    /** What counts are pictures and names of classes: not the names of files, nor how they are packed. */
    @Test
    void theFingerprintIsThatOfPicturesAndClasses() throws IOException {
        write("train/a/1.png", grey(8, new int[][] {{1, 2}}));
        write("train/b/1.png", grey(8, new int[][] {{3, 4}}));
        String before = read(Reading.PLAIN, false).fingerprint();
        String files = new DataFile(path("train"), "data.folder").sha256().orElseThrow();

        Files.move(path("train/b/1.png"), path("train/b/7.png"));
        assertThat(read(Reading.PLAIN, false).fingerprint()).isEqualTo(before);
        assertThat(new DataFile(path("train"), "data.folder").sha256()).isNotEqualTo(Optional.of(files));

        Files.move(path("train/b"), path("train/c"));
        String renamed = read(Reading.PLAIN, false).fingerprint();
        assertThat(renamed).isNotEqualTo(before);

        write("train/a/1.png", grey(8, new int[][] {{1, 3}}));
        assertThat(read(Reading.PLAIN, false).fingerprint()).isNotIn(before, renamed);
    }

    @Test
    void everyFaultIsToldAtOnce() throws IOException {
        write("train/a/1.png", colour(0));
        write(
                "train/a/2.png",
                PngBytes.file(2, 4, 8, PngBytes.RGB, false, PngBytes.pixels(new int[4][2][3], 8, false)));
        write("train/a/3.txt", "no picture".getBytes(StandardCharsets.US_ASCII));
        write("train/b/1.png", grey(8, new int[2][4]));
        write("test/a/4.png", colour(0));
        write("test/a/5.png", grey(8, new int[1][1]));

        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> read(Reading.PLAIN, true))
                .satisfies(failure -> assertThat(failure.faults())
                        .containsExactly(
                                new DataFault(
                                        "data.folder",
                                        "%s is 4 pixels high and 2 wide, in colour, but %s is 2 pixels high and 4 wide, in colour: all pictures must be alike"
                                                .formatted(path("train/a/2.png"), path("train/a/1.png"))),
                                new DataFault(
                                        "data.folder",
                                        path("train/a/3.txt") + " is no whole PNG file: it does not begin as one"),
                                new DataFault(
                                        "data.folder",
                                        "%s is 2 pixels high and 4 wide, in grey, but %s is 2 pixels high and 4 wide, in colour: all pictures must be alike"
                                                .formatted(path("train/b/1.png"), path("train/a/1.png"))),
                                new DataFault(
                                        "data.test-folder",
                                        "%s is 1 pixels high and 1 wide, in grey, but %s is 2 pixels high and 4 wide, in colour: all pictures must be alike"
                                                .formatted(path("test/a/5.png"), path("train/a/1.png")))));
    }

    @Test
    void manyFilesOfAnotherKindAreToldInPart() throws IOException {
        write("train/a/1.png", colour(0));
        for (int i = 10; i < 60; i++) {
            write("train/b/" + i + ".png", grey(8, new int[2][4]));
        }

        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> read(Reading.PLAIN, false))
                .satisfies(failure -> assertThat(failure.faults())
                        .hasSize(21)
                        .endsWith(new DataFault("data.folder", "and 30 more files")));
    }

    @Test
    void foldersThatAreNoneOrHoldNothingAreRefused() throws IOException {
        assertRefused(
                Reading.PLAIN, "No folder " + path("train") + "; the folder " + folder + " is empty or cannot be read");
        write("train", new byte[1]);
        assertRefused(Reading.PLAIN, path("train") + " is a file, not a folder");
        Files.delete(path("train"));
        Files.createDirectory(path("train"));
        assertRefused(
                Reading.PLAIN,
                path("train") + " must hold a folder of PNG files for each class, at least 2, but holds no folder");
        Files.createDirectory(path("train/a"));
        write("train/1.png", colour(0));
        assertRefused(
                Reading.PLAIN,
                path("train/1.png") + " lies beside the folders of the classes; in which of them does it belong?\n"
                        + path("train/a") + ", the folder of a class, holds no picture\n" + path("train")
                        + " must hold a folder of PNG files for each class, at least 2, but holds one folder alone, a");
    }

    @Test
    void aClassThatOnlyTheTestHasIsRefused() throws IOException {
        write("train/a/1.png", colour(0));
        write("train/b/1.png", colour(1));
        write("test/c/1.png", colour(2));

        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> read(Reading.PLAIN, true))
                .withMessage("%s holds a folder c, but %s has none: there are a, b", path("test"), path("train"));
    }

    @Test
    void asManyNumbersOfAnotherShapeThanTheTargetTakesAreRefused() throws IOException {
        write("train/a/1.png", colour(0));
        write("train/b/1.png", colour(1));

        assertRefused(
                Reading.PLAIN.asking(Optional.of(new PictureSpec.Extents(3, 4, 2))),
                path("train") + " holds pictures of 3 x 2 x 4, but target.input takes as many numbers of 3 x 4 x 2");
        assertRefused(
                new Reading(PictureSpec.Channels.AUTO, 2, Optional.of(new PictureSpec.Extents(3, 2, 1))),
                path("train")
                        + " holds pictures of 3 x 2 x 4, but target.input takes as many numbers of 3 x 4 x 2: 3 x 2 x 1 once data.shrink is 2");
    }

    private void assertRefused(Reading reading, String message) {
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> read(reading, false))
                .withMessage(message);
    }

    private RawExamples read(Reading reading, boolean tested) {
        PngFolders source = new PngFolders(
                new PictureFiles.Folder(path("train"), Optional.of(path("test")).filter(there -> tested), reading));
        source.version(0);
        return source.read(0);
    }

    private static int told(int picture, int channel, int row, int column) {
        return (picture * 89 + channel * 41 + row * 13 + column * 3) % 251;
    }

    private static byte[] colour(int picture) {
        int[][][] samples = new int[2][4][3];
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 4; j++) {
                for (int c = 0; c < 3; c++) {
                    samples[i][j][c] = told(picture, c, i, j);
                }
            }
        }
        return PngBytes.file(4, 2, 8, PngBytes.RGB, false, PngBytes.pixels(samples, 8, false));
    }

    private static byte[] grey(int depth, int[][] levels) {
        int[][][] samples = Stream.of(levels)
                .map(line ->
                        Arrays.stream(line).mapToObj(level -> new int[] {level}).toArray(int[][]::new))
                .toArray(int[][][]::new);
        return PngBytes.file(
                levels[0].length, levels.length, depth, PngBytes.GRAY, false, PngBytes.pixels(samples, depth, false));
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.createDirectories(path(name).getParent());
        Files.write(path(name), bytes);
    }

    private Path path(String name) {
        return folder.resolve(name);
    }
}
