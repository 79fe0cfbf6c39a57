package io.weightloom.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.spec.CsvFormat;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.PictureFiles;
import io.weightloom.spec.PictureSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TableSpec;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DataRootTests {

    private static final SourceSpec CSV = new SourceSpec.Csv(
            Path.of("tables/train.csv"),
            Optional.of("label"),
            LabelKind.CLASSIFICATION,
            CsvFormat.PLAIN,
            TableSpec.PLAIN,
            Optional.of(Path.of("tables/test.csv")));
    private static final SourceSpec IDX = new PictureFiles.Idx(
            Path.of("images"),
            Optional.of(Path.of("labels")),
            4,
            Optional.of(Path.of("test-images")),
            Optional.of(Path.of("test-labels")));
    private static final SourceSpec PNG =
            new SourceSpec.Image(new PictureSpec.Png(Path.of("picture.png")), PictureSpec.Colours.GREY);

    @TempDir
    Path folder;

    static Stream<SourceSpec> ofFiles() {
        return Stream.of(CSV, IDX, PNG, new DataSpec.Permuted(IDX, 3), new DataSpec.ClassGroups(IDX, 2));
    }

    @BeforeEach
    void writeFiles() throws IOException {
        Files.createDirectory(folder.resolve("tables"));
        Files.writeString(folder.resolve("tables/train.csv"), table(40));
        Files.writeString(folder.resolve("tables/test.csv"), table(12));
        for (String prefix : List.of("", "test-")) {
            Files.write(folder.resolve(prefix + "images"), pictures(40));
            Files.write(folder.resolve(prefix + "labels"), labels(40));
        }
        BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        picture.setRGB(3, 3, 0xffffff);
        ImageIO.write(picture, "png", folder.resolve("picture.png").toFile());
    }

    @ParameterizedTest
    @MethodSource("ofFiles")
    void relativePathsAreLookedForUnderTheRootAndAreCalledAsTheyWereGiven(SourceSpec source) {
        DataSpec data = new DataSpec(source, 0.2, 0.1);
        Datasets datasets = new Datasets(folder);

        assertThat(datasets.load(data, 3).train().size()).isPositive();
        assertThat(datasets.fingerprint(data, 3))
                .isEqualTo(datasets.load(data, 3).fingerprint());
        assertThat(datasets.widths(data, 3)).isPresent();
        assertThat(datasets.files(data))
                .isNotEmpty()
                .allSatisfy(named -> assertThat(named.file().path()).isEqualTo(folder.resolve(named.name())))
                .allSatisfy(named -> assertThat(named.file().sha256()).isPresent())
                .allSatisfy(named -> assertThat(named.told())
                        .isEqualTo(named.name() + " (here " + folder.resolve(named.name()) + ")"));
    }

    @ParameterizedTest
    @MethodSource("ofFiles")
    void anAbsolutePathStaysWhatItIs(SourceSpec source) throws IOException {
        SourceSpec absolute = new DataRoot(folder).placed(source);
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Datasets datasets = new Datasets(elsewhere);

        assertThat(new DataRoot(elsewhere).placed(absolute)).isEqualTo(absolute).isNotEqualTo(source);
        assertThat(datasets.files(new DataSpec(absolute, 0.2, 0.1)))
                .extracting(NamedFile::told)
                .isEqualTo(new Datasets(folder)
                        .files(new DataSpec(source, 0.2, 0.1)).stream()
                                .map(named -> named.file().name())
                                .toList());
    }

    @ParameterizedTest
    @MethodSource("ofFiles")
    void withoutARootTheyAreThoseOfTheWorkingDirectory(SourceSpec source) {
        assertThat(new DataRoot(Path.of("")).placed(source)).isEqualTo(source);
    }

    @Test
    void whatIsDrawnHasNoFiles() {
        SourceSpec drawn = new DataSpec.Permuted(new SourceSpec.Glyphs(100, 8, 0.1), 2);

        assertThat(new DataRoot(folder).placed(drawn)).isEqualTo(drawn);
        assertThat(new Datasets(folder).files(new DataSpec(drawn, 0.2, 0.1))).isEmpty();
    }

    @Test
    void aFaultNamesTheFileThatWasLookedFor() throws IOException {
        Files.delete(folder.resolve("tables/test.csv"));

        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> new Datasets(folder).load(new DataSpec(CSV, 0.2, 0.1), 3))
                .withMessageContaining("No file " + folder.resolve("tables/test.csv") + "; ");
    }

    private static String table(int rows) {
        return IntStream.range(0, rows)
                .mapToObj(row -> "%s,%s,%s\n".formatted(row, row * row % 7, row % 2 == 0 ? "even" : "odd"))
                .collect(Collectors.joining("", "a,b,label\n", ""));
    }

    /** Bytes as IDX files have them: 0x08 is a byte, and then how many dimensions there are. */
    private static byte[] pictures(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(16 + count * 4);
        bytes.putInt(0x0803).putInt(count).putInt(2).putInt(2);
        IntStream.range(0, count * 4).forEach(i -> bytes.put((byte) (i * 37)));
        return bytes.array();
    }

    private static byte[] labels(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + count);
        bytes.putInt(0x0801).putInt(count);
        IntStream.range(0, count).forEach(i -> bytes.put((byte) (i % 4)));
        return bytes.array();
    }
}
