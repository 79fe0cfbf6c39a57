package io.weightloom.data.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weightloom.data.picture.IdxBytes;
import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.Raws;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.SourceSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("locale")
class CsvFileTests {

    @TempDir
    Path folder;

    @Test
    void classesAreNumberedInTheOrderOfTheirNames() throws IOException {
        RawExamples raw = classes("petal,kind,sepal\n1.5,virginica,2\n-3e-2,setosa,4\n5,versicolor,+6\n7,setosa,.8\n");

        assertThat(Raws.classes(raw)).containsExactly(2, 0, 1, 0);
        assertThat(((Labels.Classes) raw.labels()).names()).containsExactly("setosa", "versicolor", "virginica");
        assertThat(Raws.row(raw, 0)).containsExactly(1.5, 2);
        assertThat(Raws.row(raw, 1)).containsExactly(-0.03, 4);
        assertThat(Raws.row(raw, 2)).containsExactly(5, 6);
        assertThat(Raws.row(raw, 3)).containsExactly(7, 0.8);
        assertThat(raw.features().name(1)).isEqualTo(file() + ": column 'sepal'");
    }

    @Test
    void labelsOfRegressionAreNumbers() throws IOException {
        RawExamples raw = regression("x,kind\n1,10\n2,-20.5\n");

        double[] label = new double[1];
        ((Labels.Numbers) raw.labels()).table().read(1, label);
        assertThat(label).containsExactly(-20.5);
        assertThat(raw.labels().kind()).isEqualTo(LabelKind.REGRESSION);
    }

    @Test
    void quotesSpacesEmptyLinesLineEndsAndAByteOrderMarkDoNotMatter() throws IOException {
        RawExamples plain = classes("x,kind\n1,a\n2,b\n");

        assertThat(classes("\ufeff\"x\", kind \r\n\r\n \"1\" ,a\r\n2,\" b \" \r\n \r\n\r\n")
                        .fingerprint())
                .isEqualTo(plain.fingerprint());
    }

    @Test
    void aGzippedFileIsTheSame() throws IOException {
        RawExamples plain = classes("x,kind\n1,a\n2,b\n");
        Files.write(file(), IdxBytes.gzipped("x,kind\n1,a\n2,b\n".getBytes(StandardCharsets.UTF_8)));

        assertThat(read(LabelKind.CLASSIFICATION).fingerprint()).isEqualTo(plain.fingerprint());
    }

    @Test
    void aRaggedRowIsRefusedWithItsLine() {
        assertRefused("x,y,kind\n1,2,a\n\n3,4,b\n5,6\n", file() + ":5: 2 cells, but the header names 3 columns");
        assertRefused("x,y,kind\n1,2,a\n3,4,5,b\n", file() + ":3: 4 cells, but the header names 3 columns");
    }

    @Test
    void linesAreCountedAsAnEditorCountsThem() {
        // a cell of two lines, line ends of both kinds, and no line end after the last row
        assertRefused(
                "\r\nx,kind\r\n1,\"a\r\nb\"\r\n2,c\n\noops,d",
                file() + ":7: column 'x' holds what is no number in 1 of 3 rows: oops; " + NEEDED);
        // a row is named by its first line
        assertRefused(
                "x,kind\n1,a\noops,\"b\nc\nd\"\n2,e\n",
                file() + ":3: column 'x' holds what is no number in 1 of 3 rows: oops; " + NEEDED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "Infinity", "-inf", "1e999", "0x10", "0x1p3", "1d", "1f", "--1", "1.2.3"})
    void whatIsNoFiniteNumberIsRefused(String cell) {
        assertRefused(
                "x,kind\n1,a\n" + cell + ",b\n",
                file() + ":3: column 'x' holds what is no number in 1 of 2 rows: " + cell + "; " + NEEDED);
    }

    @Test
    void anEmptyCellIsRefused() {
        assertRefused(
                "x,kind\n1,a\n,b\n",
                file() + ":3: column 'x' is empty in 1 of 2 rows; data.missing tells what becomes of gaps");
        assertRefused(
                "x,kind\n1,a\n2,  \n",
                file()
                        + ":3: column 'kind' is empty in 1 of 2 rows; the name of a class is needed; data.missing: {as: drop} leaves such rows out");
    }

    @Test
    void aLabelOfRegressionThatIsNoNumberIsRefused() throws IOException {
        write("x,kind\n1,2\n3,a\n");

        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> read(LabelKind.REGRESSION))
                .withMessage(
                        file()
                                + ":3: column 'kind' holds what is no number in 1 of 2 rows: a; a finite number such as -1.5 or 2e-3 is needed, or data.task must be classification");
    }

    @Test
    void aMissingLabelColumnIsRefused() {
        assertRefused("x,kin\n1,a\n", file() + ":1: no label column 'kind'; did you mean 'kin'?");
        assertRefused("x,species\n1,a\n", file() + ":1: no label column 'kind'; the header names x, species");
        assertRefused(
                "x;kind\n1;a\n",
                file()
                        + ":1: no label column 'kind'; the header names only 'x;kind'; data.separator tells what stands between columns, and is ','");
    }

    @Test
    void aHeaderThatNamesAColumnTwiceOrNotAtAllIsRefused() {
        assertRefused("x,x,kind\n1,2,a\n", file() + ":1: two columns are named 'x'");
        assertRefused(
                "x,,kind\n1,2,a\n",
                file() + ":1: column 2 of 3 has no name in the header; data.ignore: [\"\"] leaves it out");
    }

    @Test
    void aFileWithoutFeaturesIsRefused() {
        assertRefused(
                "kind\na\nb\n",
                file() + ":1: the label 'kind' is the only column; at least one feature is needed; " + SEPARATOR);
    }

    @Test
    void anEmptyFileIsRefused() {
        assertRefused("", file() + " is empty; its first line must name the columns");
        assertRefused("\n\n", file() + " is empty; its first line must name the columns");
        assertRefused("x,kind\n", file() + " has a header, but no rows");
    }

    @Test
    void aQuoteThatIsNeverClosedIsRefused() {
        assertRefused(
                "x,kind\n1,a\n2,\"b\n3,c\n",
                file() + ":3: no valid CSV: in the row that begins here a quote is never closed");
        assertRefused(
                "x,kind\n1,a\n2,\"b\"c\n3,c\n",
                file() + ":3: no valid CSV: in the row that begins here text follows a closing quote; " + SEPARATOR);
    }

    @Test
    void textInAnotherEncodingIsRefused() throws IOException {
        Files.write(file(), "x,kind\n1,Käfer\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> read(LabelKind.CLASSIFICATION))
                .withMessage(file()
                        + ":2: no UTF-8 text; data.encoding can name another encoding, such as windows-1252 or UTF-16");
    }

    @Test
    void faultsOfAllRowsAreToldTogetherOnceForEachColumn() {
        assertRefused(
                "x,y,kind\n1,2,a\n3,4\nNaN,none,b\n5,6,\n,some,c\n7,8\n7,\"8,c\n",
                "%1$s:3: 2 cells, but the header names 3 columns; so in 2 of 6 rows, the last on line 7\n"
                                .formatted(file())
                        + "%1$s:4: column 'x' holds what is no number in 1 of 4 rows: NaN; and is empty in 1 of 4 rows; data.missing tells what stands for a gap and what becomes of it\n"
                                .formatted(file())
                        + "%1$s:4: column 'y' holds what is no number in 2 of 4 rows: none, some; %2$s\n"
                                .formatted(file(), NEEDED)
                        + "%1$s:5: column 'kind' is empty in 1 of 4 rows; the name of a class is needed; data.missing: {as: drop} leaves such rows out\n"
                                .formatted(file())
                        + "%1$s:8: no valid CSV: in the row that begins here a quote is never closed"
                                .formatted(file()));
    }

    @Test
    void ofManyColumnsAtFaultTheFirstTwentyAreTold() throws IOException {
        write(header(30) + "kind\n" + "?,".repeat(30) + "a\n" + "1,".repeat(30) + "b\n");

        InvalidDataException failure =
                catchThrowableOfType(InvalidDataException.class, () -> read(LabelKind.CLASSIFICATION));

        assertThat(failure.faults()).hasSize(21);
        assertThat(failure.faults().get(20).message()).isEqualTo(file() + ": and 10 more columns or lengths of rows");
    }

    private static String header(int columns) {
        return IntStream.range(0, columns)
                .mapToObj(column -> "c" + column + ",")
                .collect(Collectors.joining());
    }

    @Test
    void faultsOfTheHeaderAreToldTogetherAndSayWhichSettingTheyConcern() throws IOException {
        write("x,,x,kin\n1,2,3,a\n");

        InvalidDataException failure =
                catchThrowableOfType(InvalidDataException.class, () -> read(LabelKind.CLASSIFICATION));

        assertThat(failure.faults())
                .containsExactly(
                        new DataFault("data.label", file() + ":1: no label column 'kind'; did you mean 'kin'?"),
                        new DataFault(
                                "data.file",
                                file()
                                        + ":1: column 2 of 4 has no name in the header; data.ignore: [\"\"] leaves it out"),
                        new DataFault("data.file", file() + ":1: two columns are named 'x'"));
    }

    @Test
    void aQuoteOfTheHeaderThatIsNeverClosedIsRefused() {
        assertRefused(
                "x,\"kind\n1,a\n", file() + ":1: no valid CSV: in the row that begins here a quote is never closed");
    }

    @Test
    void aGzippedFileCutOffIsRefused() throws IOException {
        byte[] zipped = IdxBytes.gzipped("x,kind\n1,a\n2,b\n".getBytes(StandardCharsets.UTF_8));
        Files.write(file(), Arrays.copyOf(zipped, zipped.length - 10));

        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> read(LabelKind.CLASSIFICATION))
                .withMessage(file() + " is damaged or cut off: Unexpected end of ZLIB input stream");
    }

    private static final String SEPARATOR = "data.separator tells what stands between columns, and is ','";

    private static final String NEEDED =
            "a finite number such as -1.5 or 2e-3 is needed; data.missing tells what stands for a gap, data.categorical makes categories, data.ignore leaves a column out";

    private void assertRefused(String text, String message) {
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> classes(text))
                .withMessage(message);
    }

    private RawExamples classes(String text) throws IOException {
        write(text);
        return read(LabelKind.CLASSIFICATION);
    }

    private RawExamples regression(String text) throws IOException {
        write(text);
        return read(LabelKind.REGRESSION);
    }

    private RawExamples read(LabelKind kind) {
        return new CsvFile(new SourceSpec.Csv(file(), "kind", kind)).read(0);
    }

    private void write(String text) throws IOException {
        Files.writeString(file(), text);
    }

    private Path file() {
        return folder.resolve("flowers.csv");
    }
}
