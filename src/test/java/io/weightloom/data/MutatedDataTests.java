package io.weightloom.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.weightloom.data.picture.IdxBytes;
import io.weightloom.data.picture.PngBytes;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.spec.CsvFormat;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.PictureFiles;
import io.weightloom.spec.PictureSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TableSpec;
import io.weightloom.text.Legible;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files with a few bytes changed, left out, doubled or put in, over and over: whatever comes of it, it is data or a
 * fault that names the file.
 */
class MutatedDataTests {

    private static final int MUTANTS = "full".equals(System.getProperty("proofs")) ? 5000 : 200;
    private static final long MOST_NANOS = 5_000_000_000L;
    private static final long MOST_BYTES = 512L << 20;

    /** What readers stumble over more often than over others. */
    private static final byte[] TRICKY = {
        0, -1, 127, -128, 1, '"', '\'', ',', ';', '\n', '\r', '\t', 0x1b, '?', '-', '.', 'e', (byte) 0xc3, (byte) 0x9b
    };

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    @Test
    void tablesAreReadOrRefused() throws IOException {
        StringBuilder text = new StringBuilder("origin,größe,hp,y\r\n");
        for (int i = 0; i < 40; i++) {
            text.append(i % 3 == 0 ? "usa" : "\" japan, \"\"x\"\"\"")
                    .append(",")
                    .append(i * 0.5)
                    .append(",");
            text.append(i % 7 == 0 ? "?" : String.valueOf(i)).append(i % 2 == 0 ? ",yes\r\n" : ",no\n");
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve("t.csv");
        CsvFormat other = new CsvFormat(
                new CsvFormat.Separator(';'),
                CsvFormat.DecimalMark.COMMA,
                CsvFormat.Header.NONE,
                StandardCharsets.UTF_16LE);
        List<SourceSpec> specs = List.of(
                csv(file, "y", CsvFormat.PLAIN, TableSpec.Gaps.INDICATOR),
                csv(file, "y", CsvFormat.PLAIN, TableSpec.Gaps.DROP),
                csv(file, "y", CsvFormat.PLAIN, TableSpec.Gaps.REFUSE),
                csv(file, "4", other, TableSpec.Gaps.MEAN));

        SplittableRandom random = new SplittableRandom(1);
        int used = 0;
        for (int i = 0; i < MUTANTS; i++) {
            Files.write(file, i % 5 == 4 ? mutated(IdxBytes.gzipped(bytes), random) : mutated(bytes, random));
            used += isUsed(i, specs.get(i % specs.size()), List.of(file)) ? 1 : 0;
        }
        assertThat(used).as("mutants that can be used").isBetween(1, MUTANTS - 1);
    }

    @Test
    void picturesAndLabelsAreReadOrRefused() throws IOException {
        Path images = folder.resolve("images");
        Path labels = folder.resolve("labels");
        SourceSpec spec = new PictureFiles.Idx(images, labels, 4);
        byte[] floats = IdxBytes.idx(0x0d03, new byte[40 * 6 * 4], 40, 2, 3);
        ByteBuffer.wrap(floats).putFloat(16, 1.5f).putFloat(100, -2);

        SplittableRandom random = new SplittableRandom(2);
        int used = 0;
        for (int i = 0; i < MUTANTS; i++) {
            byte[] pictures = i % 3 == 0 ? floats : IdxBytes.pictures(40, 2, 3);
            byte[] marks = IdxBytes.labels(40, 4);
            Files.write(images, i % 2 == 0 ? mutated(pictures, random) : pictures);
            Files.write(labels, i % 2 == 1 ? mutated(marks, random) : marks);
            used += isUsed(i, spec, List.of(images, labels)) ? 1 : 0;
        }
        assertThat(used).as("mutants that can be used").isBetween(1, MUTANTS - 1);
    }

    /** Two of three have right checksums again, so that what lies behind them is reached. */
    @Test
    void pngFilesAreReadOrRefused() throws IOException {
        Path file = folder.resolve("p.png");
        SourceSpec spec = new SourceSpec.Image(new PictureSpec.Png(file), PictureSpec.Colours.RGB);
        SplittableRandom random = new SplittableRandom(3);
        int used = 0;
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = mutated(png(i % 5), random);
            Files.write(file, i % 3 == 0 ? mutant : summed(mutant));
            used += isUsed(i, spec, List.of(file)) ? 1 : 0;
        }
        assertThat(used).as("mutants that can be used").isBetween(1, MUTANTS - 1);
    }

    private static boolean isUsed(int mutant, SourceSpec spec, List<Path> files) {
        long begun = System.nanoTime();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        boolean used = true;
        try {
            new Datasets().load(new DataSpec(spec, 0.2, 0.2), mutant);
        } catch (InvalidDataException e) {
            used = false;
            assertThat(e.faults()).allSatisfy(fault -> {
                assertThat(fault.message()).as("mutant %s", mutant).isEqualTo(Legible.line(fault.message()));
                assertThat(files).anySatisfy(file -> assertThat(fault.message()).contains(file.toString()));
                assertThat(fault.message()).hasSizeLessThan(1000);
            });
            assertThat(e.faults()).hasSizeLessThan(30);
        }
        assertThat(System.nanoTime() - begun)
                .as("nanoseconds, mutant %s", mutant)
                .isLessThan(MOST_NANOS);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - allocated)
                .as("bytes, mutant %s", mutant)
                .isLessThan(MOST_BYTES);
        return used;
    }

    private static SourceSpec csv(Path file, String label, CsvFormat format, TableSpec.Gaps gaps) {
        TableSpec table = new TableSpec(List.of(), List.of(), List.of(TableSpec.AUTO), TableSpec.PLAIN.missing(), gaps);
        return new SourceSpec.Csv(file, Optional.of(label), LabelKind.CLASSIFICATION, format, table, Optional.empty());
    }

    private static byte[] png(int kind) {
        int[][][] samples = new int[9][9][];
        for (int pixel = 0; pixel < 81; pixel++) {
            samples[pixel / 9][pixel % 9] =
                    kind == 0 ? new int[] {pixel % 4} : kind == 1 ? new int[] {pixel, 9, 70} : new int[] {pixel % 2};
        }
        return switch (kind) {
            case 0 ->
                PngBytes.file(
                        9,
                        9,
                        2,
                        PngBytes.PALETTE,
                        false,
                        PngBytes.chunk("PLTE", new byte[12]),
                        PngBytes.chunk("tRNS", new byte[] {1, 2, 3, 4}),
                        PngBytes.pixels(samples, 2, false));
            case 1 -> PngBytes.file(9, 9, 8, PngBytes.RGB, true, PngBytes.pixels(samples, 8, true));
            default -> {
                byte[] key = PngBytes.chunk("tRNS", new byte[] {0, 1});
                yield PngBytes.file(9, 9, 16, PngBytes.GRAY, false, key, PngBytes.pixels(samples, 16, false));
            }
        };
    }

    /** With the checksums that its chunks should have, as far as there are chunks. */
    private static byte[] summed(byte[] png) {
        byte[] summed = png.clone();
        for (int place = 8; place + 12 <= summed.length; ) {
            int length = ByteBuffer.wrap(summed).getInt(place);
            if (length < 0 || length > summed.length - place - 12) {
                break;
            }
            CRC32 sum = new CRC32();
            sum.update(summed, place + 4, length + 4);
            ByteBuffer.wrap(summed).putInt(place + 8 + length, (int) sum.getValue());
            place += length + 12;
        }
        return summed;
    }

    private static byte[] mutated(byte[] bytes, SplittableRandom random) {
        byte[] mutant = bytes;
        int changes = 1 + random.nextInt(3);
        for (int change = 0; change < changes && mutant.length > 0; change++) {
            int place = random.nextInt(mutant.length);
            int length = 1 + random.nextInt(Math.min(12, mutant.length - place));
            mutant = switch (random.nextInt(6)) {
                case 0 -> changed(mutant, place, (byte) random.nextInt(256));
                case 1 -> changed(mutant, place, (byte) (mutant[place] ^ 1 << random.nextInt(8)));
                case 2 -> changed(mutant, place, TRICKY[random.nextInt(TRICKY.length)]);
                case 3 -> joined(Arrays.copyOf(mutant, place), from(mutant, place + length));
                case 4 -> joined(Arrays.copyOf(mutant, place + length), from(mutant, place));
                default ->
                    random.nextInt(4) == 0
                            ? Arrays.copyOf(mutant, place)
                            : joined(
                                    Arrays.copyOf(mutant, place),
                                    new byte[] {TRICKY[random.nextInt(TRICKY.length)]},
                                    from(mutant, place));
            };
        }
        return mutant;
    }

    private static byte[] changed(byte[] bytes, int place, byte value) {
        byte[] changed = bytes.clone();
        changed[place] = value;
        return changed;
    }

    private static byte[] from(byte[] bytes, int place) {
        return Arrays.copyOfRange(bytes, place, bytes.length);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
