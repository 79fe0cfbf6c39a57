package io.weightloom.data.picture;

import static io.weightloom.data.picture.IdxBytes.LABELS;
import static io.weightloom.data.picture.IdxBytes.PICTURES;
import static io.weightloom.data.picture.IdxBytes.gzipped;
import static io.weightloom.data.picture.IdxBytes.idx;
import static io.weightloom.data.picture.IdxBytes.labels;
import static io.weightloom.data.picture.IdxBytes.pictures;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.DataFile;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.Raws;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.PictureFiles;
import io.weightloom.spec.SourceSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdxFilesTests {

    @TempDir
    Path folder;

    @Test
    void picturesAndLabelsAreReadByteForByte() throws IOException {
        write("images", idx(PICTURES, new byte[] {0, 1, 2, 3, 4, (byte) 255, 6, 7, 8, 9, 10, (byte) 128}, 2, 2, 3));
        write("labels", idx(LABELS, new byte[] {9, 0}, 2));

        RawExamples raw = read(10);

        assertThat(Raws.row(raw, 0)).containsExactly(0, 1, 2, 3, 4, 255);
        assertThat(Raws.row(raw, 1)).containsExactly(6, 7, 8, 9, 10, 128);
        assertThat(Raws.classes(raw)).containsExactly(9, 0);
        assertThat(raw.features().name(5)).endsWith("images: pixel (row 1, column 2)");
    }

    @Test
    void gzippedFilesAreTheSameWhateverTheirNames() throws IOException {
        write("images", pictures(20, 4, 5));
        write("labels", labels(20, 10));
        RawExamples plain = read(10);

        write("images", gzipped(pictures(20, 4, 5)));
        write("labels", gzipped(labels(20, 10)));

        assertThat(read(10).fingerprint()).isEqualTo(plain.fingerprint());
    }

    @Test
    void aMissingFileIsNamedTogetherWithWhatIsThere() throws IOException {
        write("images.gz", pictures(20, 4, 5));
        write("labels", labels(20, 10));

        assertRefused("No file " + path("images") + "; did you mean 'images.gz'?; the folder " + folder
                + " holds images.gz, labels");
    }

    @Test
    void aMissingFolderIsNamedTogetherWithTheNearestThatExists() {
        PictureFiles.Idx spec = new PictureFiles.Idx(path("no/such/images"), path("no/such/labels"), 10);

        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> new IdxFiles(spec).version(0))
                .withMessage("No file %1$s/images%2$s%nNo file %1$s/labels%2$s"
                        .formatted(
                                path("no/such"),
                                ", for there is no folder " + path("no/such") + "; the folder " + folder
                                        + " is empty or cannot be read"));
    }

    @Test
    void aFolderInPlaceOfAFileIsRefused() throws IOException {
        Files.createDirectory(path("images"));
        write("images/t10k-images", pictures(20, 4, 5));
        write("labels", labels(20, 10));

        assertRefused(path("images") + " is a folder, not a file; the folder " + path("images") + " holds t10k-images");
    }

    @Test
    void exchangedFilesAreRecognised() throws IOException {
        write("images", labels(20, 10));
        write("labels", pictures(20, 4, 5));

        assertRefused(path("images")
                + " holds labels [examples] of unsigned bytes (magic 0x00000801); expected pictures [examples, height,"
                + " width] of unsigned bytes (magic 0x00000803): are images and labels exchanged?\n"
                + path("labels")
                + " holds pictures [examples, height, width] of unsigned bytes (magic 0x00000803); expected labels"
                + " [examples] of unsigned bytes (magic 0x00000801): are images and labels exchanged?");
    }

    @Test
    void picturesInPlaceOfLabelsAreRecognised() throws IOException {
        write("images", pictures(20, 4, 5));
        write("labels", pictures(20, 4, 5));

        assertRefused(path("labels") + " holds pictures [examples, height, width] of unsigned bytes (magic 0x00000803);"
                + " expected labels [examples] of unsigned bytes (magic 0x00000801): are images and labels exchanged?");
    }

    @Test
    void aFileOfAnotherKindIsRefused() throws IOException {
        write("images", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
        write("labels", labels(20, 10));

        assertRefused(path("images") + " is no IDX file of bytes or numbers, or of another shape: it begins with"
                + " 0x89504e47; expected pictures [examples, height, width] of unsigned bytes (magic 0x00000803)");
    }

    /** The same pictures and labels in each type; the bytes are put down by hand, big-endian. */
    @ParameterizedTest
    @CsvSource({"0x08, 1", "0x09, 1", "0x0b, 2", "0x0c, 4", "0x0d, 4", "0x0e, 8"})
    void eachTypeOfElementIsRead(String type, int bytes) throws IOException {
        int code = Integer.decode(type);
        double[] pixels = {0, 1, 2, 100, 3, 4, 5, 127};
        double[] marks = {1, 0};
        write("images", idx(code << 8 | 3, encoded(code, bytes, pixels), 2, 2, 2));
        write("labels", idx(code << 8 | 1, encoded(code, bytes, marks), 2));

        RawExamples raw = read(2);

        assertThat(Raws.row(raw, 0)).containsExactly(0, 1, 2, 100);
        assertThat(Raws.row(raw, 1)).containsExactly(3, 4, 5, 127);
        assertThat(Raws.classes(raw)).containsExactly(1, 0);
    }

    @Test
    void signsAndFractionsAreRead() throws IOException {
        write("images", idx(0x0d03, encoded(0x0d, 4, -0.5, 1e-3, 255, -7), 1, 2, 2));
        write("labels", labels(1, 1));

        assertThat(Raws.row(read(2), 0)).containsExactly(-0.5, 1e-3f, 255, -7);

        write("images", idx(0x0903, new byte[] {-1, 127, -128, 0}, 1, 2, 2));
        assertThat(Raws.row(read(2), 0)).containsExactly(-1, 127, -128, 0);
    }

    @Test
    void pixelsAreFiniteAndLabelsWhole() throws IOException {
        write("images", idx(0x0e03, encoded(0x0e, 8, 0, 1, 2, 3, 4, Double.NaN, 6, 7), 2, 2, 2));
        write("labels", idx(0x0d01, encoded(0x0d, 4, 0, 1.5), 2));

        assertRefused(
                path("images")
                        + ": byte 56, a pixel of example 1 (both counted from 0), is NaN; a finite number is needed\n"
                        + path("labels")
                        + ": byte 12, the label of example 1 (both counted from 0), is 1.5, but with classes: 10 every label must be a whole number in [0, 9]; it is the only one that is not");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1.5, 0.25, 0, 16, 1.5, 2 of 4 labels are not; the largest of them is 1.5",
        "-1, 1, 1, -3, 8, -1, 2 of 4 labels are not; the largest of them is -1",
        "0, NaN, 11, NaN, 16, NaN, 3 of 4 labels are not; the largest of them is 11",
        "0, 0, 1, 1e300, 32, 1.0E300, it is the only one that is not"
    })
    void theLargestLabelToldIsOneOfThoseAtFault(
            double first, double second, double third, double fourth, int place, String label, String told)
            throws IOException {
        write("images", pictures(4, 4, 5));
        write("labels", idx(0x0e01, encoded(0x0e, 8, first, second, third, fourth), 4));

        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> read(10))
                .withMessageStartingWith(path("labels") + ": byte " + place + ", ")
                .withMessageContaining(
                        " is " + label + ", but with classes: 10 every label must be a whole number in [0, 9]; "
                                + told.replace("not; the", "not, the"));
    }

    @Test
    void whatAFileHoldsIsToldInItsOwnType() throws IOException {
        write("images", idx(0x0d01, encoded(0x0d, 4, 0, 1), 2));
        write("labels", labels(2, 2));
        assertRefused(
                path("images")
                        + " holds labels [examples] of floats (magic 0x00000d01); expected pictures [examples, height, width] of floats (magic 0x00000d03): are images and labels exchanged?");

        write("images", idx(0x0e03, new byte[30], 1, 2, 2));
        assertRefused(path("images")
                + " is cut off: the header promises 1 x 2 x 2 pictures of doubles = 32 bytes, but only 30 follow");
    }

    private static byte[] encoded(int code, int bytes, double... values) {
        ByteBuffer encoded = ByteBuffer.allocate(bytes * values.length);
        for (double value : values) {
            switch (code) {
                case 0x0b -> encoded.putShort((short) value);
                case 0x0c -> encoded.putInt((int) value);
                case 0x0d -> encoded.putFloat((float) value);
                case 0x0e -> encoded.putDouble(value);
                default -> encoded.put((byte) value);
            }
        }
        return encoded.array();
    }

    /** A pipe that nobody writes to would be waited for without end. */
    @Test
    void pipesAndDevicesAreNeverOpened() throws Exception {
        assumeThat(Path.of("/dev/zero")).exists();
        Path pipe = path("images");
        assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        write("labels", labels(20, 10));

        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertRefused(pipe + " is a pipe or device, not a file"));
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> new DataFile(Path.of("/dev/zero"), "data.file").version())
                .withMessage("/dev/zero is a pipe or device, not a file");
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> new DataFile(pipe, "data.file").read(in -> in.read()));
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        write("images", new byte[0]);
        write("labels", labels(20, 10));

        assertRefused(
                path("images")
                        + " has only 0 bytes; expected pictures [examples, height, width] of unsigned bytes (magic 0x00000803)");
    }

    @Test
    void aFileCutOffInItsHeaderIsRefused() throws IOException {
        write("images", Arrays.copyOf(pictures(20, 4, 5), 11));
        write("labels", labels(20, 10));

        assertRefused(path("images") + " is cut off within its header of 16 bytes");
    }

    @Test
    void aFileCutOffInItsPicturesIsRefused() throws IOException {
        write("images", Arrays.copyOf(pictures(20, 4, 5), 16 + 399));
        write("labels", labels(20, 10));

        assertRefused(path("images")
                + " is cut off: the header promises 20 x 4 x 5 pictures = 400 bytes, but only 399 follow");
    }

    @Test
    void aFileThatGoesOnIsRefused() throws IOException {
        byte[] pictures = pictures(20, 4, 5);
        write("images", Arrays.copyOf(pictures, pictures.length + 1));
        write("labels", labels(20, 10));

        assertRefused(
                path("images") + " is too long: the header promises 20 x 4 x 5 pictures = 400 bytes, but more follow");
    }

    @Test
    void aGzippedFileCutOffIsRefused() throws IOException {
        byte[] zipped = gzipped(pictures(20, 4, 5));
        write("images", Arrays.copyOf(zipped, zipped.length / 2));
        write("labels", labels(20, 10));

        assertRefused(path("images") + " is damaged or cut off: Unexpected end of ZLIB input stream");
    }

    @Test
    void aGzippedFileWithAFlippedBitIsRefused() throws IOException {
        byte[] zipped = gzipped(pictures(20, 4, 5));
        zipped[zipped.length / 2] ^= 1;
        write("images", zipped);
        write("labels", labels(20, 10));

        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> read(10))
                .withMessageStartingWith(path("images") + " is damaged or cut off: ");
    }

    @Test
    void aHeaderThatPromisesMoreThanFitsTakesNoMemory() throws IOException {
        write("images", idx(PICTURES, new byte[10], -1, 28, 28));
        write("labels", labels(20, 10));

        assertRefused(path("images")
                + ": the header promises 4294967295 x 28 x 28 = too many bytes; it must be between 1 and 2147483647: is"
                + " the file damaged?");
    }

    @Test
    void aHeaderThatPromisesNothingIsRefused() throws IOException {
        write("images", idx(PICTURES, new byte[0], 0, 28, 28));
        write("labels", labels(20, 10));

        assertRefused(
                path("images")
                        + ": the header promises 0 x 28 x 28 = 0 bytes; it must be between 1 and 2147483647: is the file damaged?");
    }

    @Test
    void countsThatDifferAreRefused() throws IOException {
        write("images", pictures(20, 4, 5));
        write("labels", labels(19, 10));

        assertRefused(path("images") + " holds 20 pictures, but " + path("labels")
                + " holds 19 labels: they do not belong together");
    }

    @Test
    void aLabelOutOfRangeIsRefused() throws IOException {
        write("images", pictures(20, 4, 5));
        write("labels", labels(20, 10));

        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> read(8))
                .withMessage(path("labels")
                        + ": byte 16, the label of example 8 (both counted from 0), is 8, but with classes: 8 every label"
                        + " must be a whole number in [0, 7]; 4 of 20 labels are not, the largest of them is 9");
    }

    @Test
    void faultsOfBothFilesAreToldTogetherEachWithItsSetting() throws IOException {
        write("images", Arrays.copyOf(pictures(20, 4, 5), 11));
        write("labels", labels(20, 10));

        InvalidDataException failure = catchThrowableOfType(InvalidDataException.class, () -> read(9));

        assertThat(failure.faults())
                .containsExactly(
                        new DataFault("data.images", path("images") + " is cut off within its header of 16 bytes"),
                        new DataFault(
                                "data.labels",
                                path("labels")
                                        + ": byte 17, the label of example 9 (both counted from 0), is 9, but with classes: 9"
                                        + " every label must be a whole number in [0, 8]; 2 of 20 labels are not, the largest of them is 9"));
    }

    /** MNIST's 10,000 test digits are no part of the repository: the test runs where MNIST_DIR says where they are. */
    @Test
    void theTenThousandDigitsOfMnistAreRead() {
        String mnist = System.getenv("MNIST_DIR");
        assumeThat(mnist).as("environment variable MNIST_DIR").isNotNull();
        SourceSpec source = new PictureFiles.Idx(
                Path.of(mnist, "t10k-images-idx3-ubyte.gz"), Path.of(mnist, "t10k-labels-idx1-ubyte.gz"), 10);

        Dataset digits = new Datasets().load(new DataSpec(source, 0.1, 0.1), 1);

        assertThat(digits.train().size()).isEqualTo(8000);
        assertThat(digits.validation().size()).isEqualTo(1000);
        assertThat(digits.test().size()).isEqualTo(1000);
        assertThat(digits.inputs()).isEqualTo(784);
        assertThat(digits.outputs()).isEqualTo(10);
        assertThat(((Labels.Classes)
                                new IdxFiles((PictureFiles.Idx) source).read(1).labels())
                        .counts())
                .containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009); // well known
    }

    private void assertRefused(String message) {
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> read(10))
                .withMessage(message);
    }

    /** As {@link Datasets} does. */
    private RawExamples read(int classes) {
        IdxFiles files = new IdxFiles(new PictureFiles.Idx(path("images"), path("labels"), classes));
        files.version(0);
        return files.read(0);
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(path(name), bytes);
    }

    private Path path(String name) {
        return folder.resolve(name);
    }
}
