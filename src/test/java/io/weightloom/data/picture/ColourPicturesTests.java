package io.weightloom.data.picture;

import static io.weightloom.data.picture.IdxBytes.LABELS;
import static io.weightloom.data.picture.IdxBytes.idx;
import static io.weightloom.data.picture.IdxBytes.labels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.weightloom.data.Datasets;
import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawBytes;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.Raws;
import io.weightloom.data.raw.Table;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.PictureFiles;
import io.weightloom.spec.PictureSpec.Channels;
import io.weightloom.spec.PictureSpec.Extents;
import io.weightloom.spec.PictureSpec.Reading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of several channels, and smaller ones, against loops over their places. */
class ColourPicturesTests {

    private static final int COUNT = 6;
    private static final int BYTES = 0x0804;

    @TempDir
    Path folder;

    /** The number at a place of a picture, told from all others. */
    private interface Places {
        int at(int picture, int channel, int row, int column);
    }

    private static int told(int picture, int channel, int row, int column) {
        return (picture * 89 + channel * 41 + row * 13 + column * 3) % 251;
    }

    private static byte[] first(Extents extents) {
        ByteBuffer values = ByteBuffer.allocate(COUNT * extents.numbers());
        each(extents, (n, c, i, j) -> values.put((byte) told(n, c, i, j)).position());
        return values.array();
    }

    private static byte[] last(Extents extents) {
        ByteBuffer values = ByteBuffer.allocate(COUNT * extents.numbers());
        for (int n = 0; n < COUNT; n++) {
            for (int i = 0; i < extents.height(); i++) {
                for (int j = 0; j < extents.width(); j++) {
                    for (int c = 0; c < extents.channels(); c++) {
                        values.put((byte) told(n, c, i, j));
                    }
                }
            }
        }
        return values.array();
    }

    private static void each(Extents extents, Places places) {
        for (int n = 0; n < COUNT; n++) {
            for (int c = 0; c < extents.channels(); c++) {
                for (int i = 0; i < extents.height(); i++) {
                    for (int j = 0; j < extents.width(); j++) {
                        places.at(n, c, i, j);
                    }
                }
            }
        }
    }

    private static void assertTold(RawExamples raw, Extents extents) {
        assertThat(raw.form())
                .isEqualTo(new Features.Picture(
                        extents.channels(), extents.height(), extents.width(), IdxArray.Element.UNSIGNED_BYTE.white()));
        for (int n = 0; n < COUNT; n++) {
            double[] row = Raws.row(raw, n);
            assertThat(row).hasSize(extents.numbers());
            int at = 0;
            for (int c = 0; c < extents.channels(); c++) {
                for (int i = 0; i < extents.height(); i++) {
                    for (int j = 0; j < extents.width(); j++) {
                        assertThat(row[at++]).isEqualTo(told(n, c, i, j));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 5, 7", "3, 5, 7", "4, 8, 6"})
    void channelsAreInFrontWhereverTheFileHasThem(int channels, int height, int width) throws IOException {
        Extents extents = new Extents(channels, height, width);
        write(idx(BYTES, first(extents), COUNT, channels, height, width));
        RawExamples inFront = read(Reading.PLAIN);
        write(idx(BYTES, last(extents), COUNT, height, width, channels));
        RawExamples behind = read(Reading.PLAIN);

        assertTold(inFront, extents);
        assertTold(behind, extents);
        assertThat(behind.fingerprint()).isEqualTo(inFront.fingerprint());
        if (channels > 1) {
            assertThat(behind.features().name(extents.numbers() - 1))
                    .endsWith("images: pixel (channel %s, row %s, column %s)"
                            .formatted(channels - 1, height - 1, width - 1));
        }
    }

    @Test
    void planesThatTheTargetTakesLieOneBelowTheOther() throws IOException {
        Extents extents = new Extents(3, 4, 5);
        write(idx(0x0803, first(extents), COUNT, 12, 5));

        assertTold(read(asking(extents)), extents);
        assertThat(read(Reading.PLAIN).form())
                .isEqualTo(new Features.Picture(12, 5, IdxArray.Element.UNSIGNED_BYTE.white()));
        assertThat(read(asking(extents)).fingerprint())
                .isEqualTo(read(Reading.PLAIN).fingerprint());
    }

    @Test
    void whatExtentsLeaveOpenTheTargetOrASettingDecides() throws IOException {
        Extents three = new Extents(3, 4, 3);
        write(idx(BYTES, last(three), COUNT, 4, 3, 3)); // [rows, columns, channels], or four channels of 3 x 3

        assertTold(read(asking(three)), three);
        assertTold(read(new Reading(Channels.LAST, 1, Optional.empty())), three);
        assertThat(read(new Reading(Channels.FIRST, 1, Optional.empty())).form())
                .isEqualTo(new Features.Picture(4, 3, 3, IdxArray.Element.UNSIGNED_BYTE.white()));
        assertRefused(
                Reading.PLAIN,
                DataFault.IMAGES,
                path("images")
                        + " holds pictures of 4 x 3 x 3, of which both the first and the last may be channels; data.channels: first or last says which");

        Extents many = new Extents(9, 5, 6);
        write(idx(BYTES, last(many), COUNT, 5, 6, 9));
        assertRefused(
                Reading.PLAIN,
                DataFault.IMAGES,
                path("images")
                        + " holds pictures of 5 x 6 x 9, of which neither the first nor the last is one to 4 channels; data.channels: first or last says which");
        assertTold(read(asking(many)), many);
    }

    @Test
    void aCubeIsReadAsTheSettingSays() throws IOException {
        Extents cube = new Extents(3, 3, 3);
        write(idx(BYTES, last(cube), COUNT, 3, 3, 3));

        assertTold(read(new Reading(Channels.LAST, 1, Optional.of(cube))), cube);
    }

    @Test
    void aSettingThatSaysNothingOfAFileIsTold() throws IOException {
        write(idx(0x0803, new byte[COUNT * 60], COUNT, 12, 5));

        assertThat(read(new Reading(Channels.LAST, 1, Optional.empty())).remarks())
                .singleElement()
                .asString()
                .contains(
                        "with no extent for channels, so that data.channels: last says nothing of them: they are read as grey");
        assertThat(read(new Reading(Channels.LAST, 1, Optional.of(new Extents(3, 4, 5))))
                        .remarks())
                .singleElement()
                .asString()
                .endsWith("read as 3 planes, one below the other");
        assertThat(read(new Reading(Channels.FIRST, 1, Optional.empty())).remarks())
                .isEmpty();
    }

    @Test
    void asManyNumbersOfAnotherShapeAreRefused() throws IOException {
        write(idx(0x0803, new byte[COUNT * 60], COUNT, 4, 15)); // planes side by side

        assertRefused(
                asking(new Extents(3, 4, 5)),
                DataFault.IMAGES,
                path("images") + " holds pictures of 4 x 15, but target.input takes as many numbers of 3 x 4 x 5");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void eachPixelIsTheMeanOfASquareOfItsOwnChannel(int by) throws IOException {
        Extents whole = new Extents(3, 6, 12);
        Extents small = whole.shrunk(by);
        write(idx(BYTES, first(whole), COUNT, 3, 6, 12));

        RawExamples raw = read(new Reading(Channels.AUTO, by, Optional.of(small)));

        assertThat(raw.form())
                .isEqualTo(new Features.Picture(3, 6 / by, 12 / by, IdxArray.Element.UNSIGNED_BYTE.white()));
        for (int n = 0; n < COUNT; n++) {
            double[] row = Raws.row(raw, n);
            for (int c = 0; c < 3; c++) {
                for (int i = 0; i < small.height(); i++) {
                    for (int j = 0; j < small.width(); j++) {
                        double mean = 0;
                        for (int k = 0; k < by * by; k++) {
                            mean += told(n, c, i * by + k / by, j * by + k % by) / (double) (by * by);
                        }
                        assertThat(row[(c * small.height() + i) * small.width() + j])
                                .isCloseTo(mean, within(1e-12));
                    }
                }
            }
        }
    }

    @Test
    void planesAreToldApartBeforeTheyShrink() throws IOException {
        Extents whole = new Extents(2, 3, 6);
        write(idx(0x0803, first(whole), COUNT, 6, 6)); // which could shrink by 2 as one picture

        assertThat(read(new Reading(Channels.AUTO, 3, Optional.of(new Extents(2, 1, 2))))
                        .form())
                .isEqualTo(new Features.Picture(2, 1, 2, IdxArray.Element.UNSIGNED_BYTE.white()));
        assertRefused(
                new Reading(Channels.AUTO, 2, Optional.of(new Extents(1, 9, 1))),
                DataFault.IMAGES,
                path("images")
                        + " holds pictures of 6 x 6, but target.input takes as many numbers of 18 x 2: 9 x 1 once data.shrink is 2");
    }

    /** The same bytes in pictures as large, of another width, are other pictures once they are smaller. */
    @Test
    void theFingerprintOfSmallPicturesKnowsTheWidthThatTheyHad() throws IOException {
        byte[] values = first(new Extents(1, 4, 16));
        write(idx(0x0803, values, COUNT, 4, 16));
        RawExamples wide = read(new Reading(Channels.AUTO, 2, Optional.empty()));
        write(idx(0x0803, values, COUNT, 8, 8));
        RawExamples square = read(new Reading(Channels.AUTO, 2, Optional.empty()));

        assertThat(Raws.row(square, 0)).isNotEqualTo(Raws.row(wide, 0));
        assertThat(square.fingerprint()).isNotEqualTo(wide.fingerprint());
    }

    @Test
    void squaresThatDoNotDivideAreRefused() throws IOException {
        write(idx(0x0803, new byte[COUNT * 60], COUNT, 4, 15));

        assertRefused(
                new Reading(Channels.AUTO, 2, Optional.empty()),
                DataFault.SHRINK,
                "data.shrink must divide height and width of the pictures, but is 2, and those of " + path("images")
                        + " are 4 high and 15 wide");
    }

    @Test
    void otherPicturesForTheTestAreRefused() throws IOException {
        write(idx(BYTES, new byte[COUNT * 216], COUNT, 3, 8, 9));
        Files.write(path("test"), idx(BYTES, new byte[COUNT * 216], COUNT, 8, 9, 3));
        Files.write(path("test-labels"), labels(COUNT, 2));
        PictureFiles.Idx both = new PictureFiles.Idx(
                path("images"),
                Optional.of(path("labels")),
                2,
                Optional.of(path("test")),
                Optional.of(path("test-labels")));

        assertThat(new IdxFiles(both).read(0).labels().size()).isEqualTo(2 * COUNT);

        Files.write(path("test"), idx(BYTES, new byte[COUNT * 216], COUNT, 3, 9, 8));
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> new IdxFiles(both).read(0))
                .withMessage(
                        "%s holds pictures of 3 x 9 x 8 of unsigned bytes, but %s holds pictures of 3 x 8 x 9 of unsigned bytes: pictures for the test must be like those to train on",
                        path("test"), path("images"));
    }

    @Test
    void floatsAreReadTheSameWay() throws IOException {
        ByteBuffer values = ByteBuffer.allocate(2 * 2 * 3 * 2 * Float.BYTES);
        for (int i = 0; i < 24; i++) {
            values.putFloat(i + 0.5f);
        }
        write(idx(0x0d04, values.array(), 2, 6, 1, 2));
        Files.write(path("labels"), idx(LABELS, new byte[] {0, 1}, 2));

        RawExamples raw = read(new Reading(Channels.LAST, 1, Optional.empty()));

        assertThat(Raws.row(raw, 1))
                .containsExactly(12.5, 14.5, 16.5, 18.5, 20.5, 22.5, 13.5, 15.5, 17.5, 19.5, 21.5, 23.5);
    }

    /** New pictures are read as those to train on were, IDX and PNG, and shrink as they did. */
    @Test
    void newPicturesShrinkAsThoseToTrainOnDid() throws IOException {
        Extents whole = new Extents(3, 4, 6);
        write(idx(BYTES, first(whole), COUNT, 3, 4, 6));
        Reading reading = new Reading(Channels.AUTO, 2, Optional.of(whole.shrunk(2)));
        RawExamples trained = read(reading);
        Features.Picture form = (Features.Picture) trained.form();

        Table planes = PictureInputs.idx(new RawBytes("new", idx(0x0803, first(whole), COUNT, 12, 6)), form, reading);
        Table behind = PictureInputs.idx(new RawBytes("new", idx(BYTES, last(whole), COUNT, 4, 6, 3)), form, reading);
        Table png = PictureInputs.png(new RawBytes("new.png", png(whole, 2)), form, reading);

        for (int n = 0; n < COUNT; n++) {
            assertThat(row(planes, n)).isEqualTo(Raws.row(trained, n));
            assertThat(row(behind, n)).isEqualTo(Raws.row(trained, n));
        }
        assertThat(row(png, 0)).containsExactly(Raws.row(trained, 2), within(1e-10));
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() ->
                        PictureInputs.idx(new RawBytes("new", idx(0x0803, new byte[24], 1, 4, 6)), form, reading))
                .withMessage(
                        "new: pictures are 4 pixels high and 6 wide in 1 channels, but those to train on were 4 high and 6 wide in 3");
    }

    private static byte[] png(Extents extents, int picture) {
        int[][][] samples = new int[extents.height()][extents.width()][3];
        for (int i = 0; i < extents.height(); i++) {
            for (int j = 0; j < extents.width(); j++) {
                for (int c = 0; c < 3; c++) {
                    samples[i][j][c] = told(picture, c, i, j);
                }
            }
        }
        return PngBytes.file(
                extents.width(), extents.height(), 8, PngBytes.RGB, false, PngBytes.pixels(samples, 8, false));
    }

    /** CIFAR-10 is no part of the repository: the test runs where CIFAR_DIR says where it is. */
    @Test
    void theTwoThousandTestPicturesOfCifarAreThreePlanes() {
        String cifar = System.getenv("CIFAR_DIR");
        assumeThat(cifar).as("environment variable CIFAR_DIR").isNotNull();
        DataSpec spec = new DataSpec(new PictureFiles.Idx(
                Path.of(cifar, "jpeg-test-images-idx3-ubyte.gz"),
                Optional.of(Path.of(cifar, "jpeg-test-labels-idx1-ubyte.gz")),
                10,
                Optional.empty(),
                Optional.empty(),
                new Reading(Channels.AUTO, 2, Optional.of(new Extents(3, 16, 16)))));

        assertThat(new Datasets().load(spec, 1).train().size()).isEqualTo(1600);
        assertThat(new Datasets().load(spec, 1).inputs()).isEqualTo(768);
    }

    private static double[] row(Table table, int number) {
        double[] row = new double[table.columns()];
        table.read(number, row);
        return row;
    }

    private static Reading asking(Extents extents) {
        return Reading.PLAIN.asking(Optional.of(extents));
    }

    private void assertRefused(Reading reading, String setting, String message) {
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> read(reading))
                .satisfies(fault -> assertThat(fault.faults()).containsExactly(new DataFault(setting, message)));
    }

    private RawExamples read(Reading reading) {
        PictureFiles.Idx spec = new PictureFiles.Idx(
                path("images"), Optional.of(path("labels")), 2, Optional.empty(), Optional.empty(), reading);
        return new IdxFiles(spec).read(0);
    }

    private void write(byte[] images) throws IOException {
        Files.write(path("images"), images);
        Files.write(path("labels"), labels(COUNT, 2));
    }

    private Path path(String name) {
        return folder.resolve(name);
    }
}
