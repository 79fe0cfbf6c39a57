package io.weightloom.data.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.spec.PictureSpec;
import io.weightloom.spec.SourceSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PngFileTests {

    private static final int WIDTH = 13;
    private static final int HEIGHT = 11;

    @TempDir
    Path folder;

    /** Colour types and depths, table 11.1 of ISO/IEC 15948, each with and without interlacing. */
    static Stream<Arguments> formats() {
        List<Arguments> formats = new ArrayList<>();
        for (boolean interlaced : new boolean[] {false, true}) {
            for (int depth : new int[] {1, 2, 4, 8, 16}) {
                formats.add(Arguments.of(PngBytes.GRAY, depth, interlaced));
                if (depth >= 8) {
                    formats.add(Arguments.of(PngBytes.GRAY_ALPHA, depth, interlaced));
                    formats.add(Arguments.of(PngBytes.RGB, depth, interlaced));
                    formats.add(Arguments.of(PngBytes.RGBA, depth, interlaced));
                }
            }
        }
        return formats.stream();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aStoredValueIsItsShareOfTheLargest(int type, int depth, boolean interlaced) throws IOException {
        int largest = (1 << depth) - 1;
        int[][][] samples = samples(numbers(type), largest);

        Picture picture = read(
                PngBytes.file(WIDTH, HEIGHT, depth, type, interlaced, PngBytes.pixels(samples, depth, interlaced)));

        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int[] stored = samples[y][x];
                boolean colours = stored.length >= 3;
                double opacity = stored.length % 2 == 0 ? stored[stored.length - 1] / (double) largest : 1;
                assertColour(
                        picture.pixels()[y * WIDTH + x],
                        onWhite(stored[0] / (double) largest, opacity),
                        onWhite(stored[colours ? 1 : 0] / (double) largest, opacity),
                        onWhite(stored[colours ? 2 : 0] / (double) largest, opacity));
            }
        }
    }

    /** The chunk tRNS makes one grey or colour transparent, which then lies on white. */
    static Stream<Arguments> keys() {
        return formats()
                .filter(format -> (int) format.get()[0] == PngBytes.GRAY || (int) format.get()[0] == PngBytes.RGB);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aTransparentColourIsWhiteAndTheOthersStayAsTheyAre(int type, int depth, boolean interlaced)
            throws IOException {
        int largest = (1 << depth) - 1;
        int[][][] samples = samples(numbers(type), largest);
        int[] key = samples[3][5];
        ByteBuffer transparent = ByteBuffer.allocate(2 * key.length);
        for (int part : key) {
            transparent.putShort((short) part);
        }

        Picture picture = read(PngBytes.file(
                WIDTH,
                HEIGHT,
                depth,
                type,
                interlaced,
                PngBytes.chunk("tRNS", transparent.array()),
                PngBytes.pixels(samples, depth, interlaced)));

        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int[] stored = samples[y][x];
                boolean isKey = Arrays.equals(stored, key);
                double red = isKey ? 1 : stored[0] / (double) largest;
                double blue = isKey ? 1 : stored[stored.length - 1] / (double) largest;
                Picture.Colour found = picture.pixels()[y * WIDTH + x];
                assertThat(found.red()).isCloseTo(red, within(1e-15));
                assertThat(found.blue()).isCloseTo(blue, within(1e-15));
            }
        }
    }

    @Test
    void paletteColoursHaveEightBitsAndOpacity() throws IOException {
        for (int depth : new int[] {1, 2, 4, 8}) {
            int entries = 1 << depth;
            byte[] palette = new byte[3 * entries];
            byte[] opacities = new byte[entries];
            for (int i = 0; i < entries; i++) {
                palette[3 * i] = (byte) (37 * i + 11);
                palette[3 * i + 1] = (byte) (91 * i + 128);
                palette[3 * i + 2] = (byte) (5 * i);
                opacities[i] = (byte) (i % 3 == 0 ? 255 : 40 * i);
            }
            int[][][] samples = samples(1, entries - 1);

            Picture picture = read(PngBytes.file(
                    WIDTH,
                    HEIGHT,
                    depth,
                    PngBytes.PALETTE,
                    false,
                    PngBytes.chunk("PLTE", palette),
                    PngBytes.chunk("tRNS", opacities),
                    PngBytes.pixels(samples, depth, false)));

            for (int pixel = 0; pixel < WIDTH * HEIGHT; pixel++) {
                int i = samples[pixel / WIDTH][pixel % WIDTH][0];
                double opacity = Byte.toUnsignedInt(opacities[i]) / 255.0;
                assertColour(
                        picture.pixels()[pixel],
                        onWhite(Byte.toUnsignedInt(palette[3 * i]) / 255.0, opacity),
                        onWhite(Byte.toUnsignedInt(palette[3 * i + 1]) / 255.0, opacity),
                        onWhite(Byte.toUnsignedInt(palette[3 * i + 2]) / 255.0, opacity));
            }
        }
    }

    @Test
    void onePictureIsTheSameInEveryFormatThatCanHoldIt() throws IOException {
        int[][][] gray = samples(1, 255);
        int[][][] wide = mapped(gray, v -> new int[] {257 * v[0]});

        String eight = fingerprint(PngBytes.GRAY, 8, gray);

        assertThat(fingerprint(PngBytes.GRAY, 16, wide)).isEqualTo(eight);
        assertThat(fingerprint(PngBytes.GRAY_ALPHA, 8, mapped(gray, v -> new int[] {v[0], 255})))
                .isEqualTo(eight);
        assertThat(fingerprint(PngBytes.GRAY_ALPHA, 16, mapped(wide, v -> new int[] {v[0], 65535})))
                .isEqualTo(eight);
        assertThat(fingerprint(PngBytes.RGB, 8, mapped(gray, v -> new int[] {v[0], v[0], v[0]})))
                .isEqualTo(eight);
        assertThat(fingerprint(PngBytes.RGBA, 16, mapped(wide, v -> new int[] {v[0], v[0], v[0], 65535})))
                .isEqualTo(eight);
    }

    @Test
    void aGammaAndAProfileChangeNothing() throws IOException {
        int[][][] gray = samples(1, 255);
        byte[] pixels = PngBytes.pixels(gray, 8, false);
        byte[] gamma =
                PngBytes.chunk("gAMA", ByteBuffer.allocate(4).putInt(100000).array());
        byte[] text = PngBytes.chunk("tEXt", "Title\0x".getBytes(StandardCharsets.ISO_8859_1));

        Picture plain = read(PngBytes.file(WIDTH, HEIGHT, 8, PngBytes.GRAY, false, pixels));

        assertThat(read(PngBytes.file(WIDTH, HEIGHT, 8, PngBytes.GRAY, false, gamma, text, pixels))
                        .pixels())
                .isEqualTo(plain.pixels());
    }

    @Test
    void whatIsNoWholePngFileIsRefused() throws IOException {
        byte[] whole =
                PngBytes.file(WIDTH, HEIGHT, 8, PngBytes.GRAY, false, PngBytes.pixels(samples(1, 255), 8, false));
        byte[] damaged = whole.clone();
        damaged[60] ^= 1;

        assertRefused(new byte[0], "it does not begin as one");
        assertRefused("GIF89a...".getBytes(StandardCharsets.US_ASCII), "it does not begin as one");
        assertRefused(
                Arrays.copyOf(whole, whole.length - 20),
                "it is cut off, or damaged, in the chunk that begins with byte 33");
        assertRefused(damaged, "the chunk that begins with byte 33 is damaged");
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> read(PngBytes.file(2000, 2000, 8, PngBytes.GRAY, false, new byte[0])))
                .withMessageContaining("has 4000000 pixels; at most 1048576 are possible");
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> read(PngBytes.file(9, 9, 8, 7, false, new byte[0])))
                .withMessageStartingWith(path() + " is no whole PNG file: ");
    }

    private void assertRefused(byte[] bytes, String reason) {
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> read(bytes))
                .withMessage(path() + " is no whole PNG file: " + reason);
    }

    private String fingerprint(int type, int depth, int[][][] samples) throws IOException {
        Files.write(path(), PngBytes.file(WIDTH, HEIGHT, depth, type, false, PngBytes.pixels(samples, depth, false)));
        return new Image(new SourceSpec.Image(new PictureSpec.Png(path()), PictureSpec.Colours.GREY))
                .read(0)
                .fingerprint();
    }

    private static int[][][] mapped(int[][][] samples, UnaryOperator<int[]> change) {
        int[][][] mapped = new int[samples.length][samples[0].length][];
        for (int y = 0; y < samples.length; y++) {
            for (int x = 0; x < samples[y].length; x++) {
                mapped[y][x] = change.apply(samples[y][x]);
            }
        }
        return mapped;
    }

    private static int numbers(int type) {
        return switch (type) {
            case PngBytes.GRAY_ALPHA -> 2;
            case PngBytes.RGB -> 3;
            case PngBytes.RGBA -> 4;
            default -> 1;
        };
    }

    /** Values of all sizes, the smallest and the largest among them. */
    private static int[][][] samples(int numbers, int largest) {
        int[][][] samples = new int[HEIGHT][WIDTH][numbers];
        long state = 1;
        for (int[][] row : samples) {
            for (int[] pixel : row) {
                for (int n = 0; n < numbers; n++) {
                    state = state * 6364136223846793005L + 1442695040888963407L;
                    pixel[n] = (int) ((state >>> 33) % (largest + 1L));
                }
            }
        }
        samples[0][0][0] = 0;
        samples[0][1][0] = largest;
        return samples;
    }

    private static double onWhite(double part, double opacity) {
        return 1 - opacity + opacity * part;
    }

    private static void assertColour(Picture.Colour found, double red, double green, double blue) {
        assertThat(found.red()).isCloseTo(red, within(1e-15));
        assertThat(found.green()).isCloseTo(green, within(1e-15));
        assertThat(found.blue()).isCloseTo(blue, within(1e-15));
    }

    private Picture read(byte[] bytes) throws IOException {
        Files.write(path(), bytes);
        return PngFile.read(PngFile.of(path()));
    }

    private Path path() {
        return folder.resolve("p.png");
    }
}
