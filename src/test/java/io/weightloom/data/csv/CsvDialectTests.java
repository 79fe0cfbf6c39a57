package io.weightloom.data.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.Raws;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same table as different programs write it. */
@Tag("locale")
class CsvDialectTests {

    private static final String PLAIN = "a,b,y\n1.5,2,yes\n-3,4.25,no\n";

    @TempDir
    Path folder;

    /** R's write.table puts no name above the names of rows, and pandas an empty one; others end lines with a comma. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "separator: ' '| a b y~1.5 2 yes~-3 4.25 no~",
                "separator: ' '|   a    b \t y  ~ 1.5    2    yes\t~~\t-3\t\"4.25\"  \"no\" ~   ~",
                "separator: ' ', header: none, label: 3|   1.5  2 yes~  -3 4.25  no",
                "separator: ' ', header: none, label: 3, ignore: [4]| 1.5 2. yes\t\"ford torino\"~-3  4.25 no\t\"a \"\" b\"~",
                "separator: ' ', ignore: ['']| \"a\" \"b\" \"y\"~\"1\" 1.5 2 \"yes\"~\"2\" -3 4.25 \"no\"~",
                "separator: ' ', ignore: ['']| \"\" \"a\" \"b\" \"y\"~\"1\" 1.5 2 \"yes\"~\"2\" -3 4.25 \"no\"~",
                "separator: tab, ignore: ['']| a\tb\ty~r1\t1.5\t2\tyes~r2\t-3\t4.25\tno~",
                "label: y| a,b,y,~1.5,2,yes~-3,4.25,no~",
                "ignore: ['']| a,b,y,~1.5,2,yes~-3,4.25,no~",
                "label: y| a,b,y~1.5,2,yes,~-3,4.25,no,~",
                "label: y| a,b,y,~1.5,2,yes,~-3,4.25,no,~",
                "ignore: ['']| a,b,y,~1.5,2,yes,~-3,4.25,no,~",
                "header: none, label: 3| 1.5,2,yes,~-3,4.25,no,~",
                "ignore: ['']| ,a,b,y,~0,1.5,2,yes~1,-3,4.25,no~",
                "label: y| \ufeff\u00a0\"a\"\u200b,b\u00a0,\u2007y~1.5\u00a0,\u202f2,\ufeffyes~-3\u200b,4.25,\"no\u00a0\"\u3000~"
            })
    void whatIsWrittenOtherwiseIsTheSame(String example) {
        int bar = example.indexOf("| ");

        RawExamples raw = file().read(
                        example.substring(0, bar), example.substring(bar + 2).replace('~', '\n'));

        assertThat(raw.fingerprint()).isEqualTo(file().read("label: y", PLAIN).fingerprint());
        assertThat(Raws.row(raw, 1)).containsExactly(-3, 4.25);
    }

    @Test
    void blanksWithinCellsAreText() {
        RawExamples raw = file().read(
                        "separator: ' ', categorical: [b], missing: {as: mean}",
                        "a b y\n1 \" x  z\" u\u00a0v\n2 \"q\tr\n s\"  t\n3 \"\" t\n");

        assertThat(file().names(raw)).containsExactly("column 'a'", "column 'b' = 'q\\tr\\n s'", "column 'b' = 'x  z'");
        assertThat(((Labels.Classes) raw.labels()).names()).containsExactly("t", "u\u00a0v");
    }

    @Test
    void alignedRowsAreNotPulledTogether() {
        file().assertRefused(
                        "separator: ' ', header: none, label: '3'",
                        " 7 4  0\n4  5 1\n\n 7  1\n",
                        "t.csv:4: 2 cells, but the first row has 3");
        file().assertRefused(
                        "separator: ' ', header: none, label: '2'",
                        "7 a\n4 \"b\"c\n",
                        "t.csv:2: no valid CSV: in the row that begins here text follows a closing quote; data.separator tells what stands between columns, and is ' '");
        file().assertRefused(
                        "label: y",
                        "a,y\n7,\"b\" \"c\"\n",
                        "t.csv:2: no valid CSV: in the row that begins here text follows a closing quote; data.separator tells what stands between columns, and is ','");
    }

    @Test
    void rowsOfOneCellMayHaveAnotherSeparator() {
        String separator = "data.separator tells what stands between columns, and is ','";

        file().assertRefused(
                        "header: none, label: 14",
                        " 0.00632  18.00\n 0.02731   0.00\n",
                        "t.csv:1: no label column '14'; the first row holds only '0.00632  18.00'; " + separator);
        file().assertRefused(
                        "header: none, label: 1",
                        " 18.0  8\n 25.0  4\n",
                        "t.csv:1: the label '1' is the only column; at least one feature is needed; " + separator);
        file().assertRefused(
                        "label: quality",
                        "\"pH\";\"quality\"\n3.5;5\n",
                        "t.csv:1: no valid CSV: in the row that begins here text follows a closing quote; "
                                + separator);
    }

    /** Advised to name another decimal mark, a user would train on 1.274 for 1,274. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            .  | 1,274     | 2,758     | write 1274 for 1,274, or data.decimal: ',' if that stands in front of a fraction
            .  | 1,274.5   | -12,758.  | write 1274.5 for 1,274.5
            .  | 1,274,000 | 2,758     | write 1274000 for 1,274,000
            .  | 1 274     | 12 758    | write 1274 for 1 274
            .  | 1'274.25  | 2'758     | write 1274.25 for 1'274.25
            ,  | 1.779,2   | 2.004,71  | write 1779,2 for 1.779,2
            ,  | 1.779     | 2.004     | write 1779 for 1.779, or data.decimal: '.' if that stands in front of a fraction
            ,  | 1 779,2   | 2.004     | write 1779,2 for 1 779,2
            """)
    void groupsOfThousandsAreNamed(String decimal, String first, String second, String advice) {
        file().assertRefused(
                        "separator: ;, decimal: '%s'".formatted(decimal),
                        "a;y\n" + first + ";u\n" + second + ";v\n",
                        "t.csv:2: column 'a' holds text in 2 of 2 rows: " + first + ", " + second
                                + "; groups of thousands are not read: " + advice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,27", "0,274", "12,7580", "1274,000", ",274"})
    void fractionsAreNoGroupsOfThousands(String number) {
        file().assertRefused(
                        "separator: ;",
                        "a;y\n1,274;u\n" + number + ";v\n",
                        "t.csv:2: column 'a' holds text in 2 of 2 rows: 1,274, " + number
                                + "; data.decimal tells what stands in front of a fraction, and is '.'");
    }

    @Test
    void aColumnThatLooksLikeThousandsBehindADecimalCommaIsRemarked() {
        String told =
                ": column 'a': every number has three digits behind the comma, as groups of thousands would have; 1,800 is read as 1.800";

        assertThat(file().read("separator: ;, decimal: ','", "a;b;y\n1,800;1,800;u\n12,622;0,5;v\n")
                        .remarks())
                .containsExactly(file().path() + told);
        assertThat(file().read("separator: ;", "a;y\n6.575;u\n6.421;v\n").remarks())
                .isEmpty();
    }

    /** As pandas writes a frame without names of columns: its index has none. */
    @Test
    void aColumnWithoutANameTakesNoOtherColumnsName() {
        String text = ",0,1\n0,0.5,u\n1,0.25,v\n";

        assertThat(Raws.row(file().read("label: 1, ignore: ['']", text), 1)).containsExactly(0.25);
        assertThat(Raws.row(file().read("label: 2, ignore: ['']", ",0,1,2\n0,5,6,u\n1,7,8,v\n"), 1))
                .containsExactly(7, 8);
        file().assertRefused(
                        "label: 1",
                        text,
                        "t.csv:1: column 1 of 3 has no name in the header; data.ignore: [\"\"] leaves it out");
        file().assertRefused(
                        "label: z, features: [1]",
                        ",a,b\n0,5,u\n",
                        "t.csv:1: no label column 'z'; the header names a, b");
    }

    @Test
    void aFileForTheTestIsReadAsTheOneToTrainOn() {
        file().write("train.csv", "a,b,y\n1,2,u\n3,4,v\n");
        file().write("unnamed.csv", ",a,y\n1,2,u\n3,4,v\n");

        assertThat(Raws.row(withTest("t.csv", "unnamed.csv", "features: [1, a]", ",a,y\n5,6,u\n"), 2))
                .containsExactly(5, 6);
        assertThat(Raws.row(withTest("t.csv", "train.csv", "label: y", "a,b,y,\n5,6,u\n7,8,v\n"), 3))
                .containsExactly(7, 8);
        assertThat(Raws.row(withTest("t.csv", "train.csv", "label: y", "a,b,y\nr1,5,6,u\nr2,7,8,v\n"), 3))
                .containsExactly(7, 8);
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> withTest("t.csv", "train.csv", "label: y", "a,a,x,x,b,y\n5,99,0,0,6,u\n"))
                .satisfies(failure -> assertThat(failure.faults())
                        .containsExactly(
                                new DataFault("data.test-file", file().path() + ":1: two columns are named 'a'")));
    }

    /** The test rows of "adult" stand below a remark. */
    @Test
    void aFirstLineOfATestThatIsNoRowIsShown() {
        file().write("train.csv", "1,u\n3,v\n");

        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> withTest("t.csv", "train.csv", "header: none, label: 2", "|made up\n5,u\n"))
                .withMessage(
                        file().path()
                                + ":1: the first row has 1 cell, but that of the file to train on has 2: is it a row at all? It is |made up");
    }

    @Test
    void whatFillsTheGapsOfATestMayStandInTheFileToTrainOnAlone() {
        file().write("train.csv", "a,b,y\n1,,u\n3,4,v\n5,6,v\n");

        RawExamples raw = withTest("t.csv", "train.csv", "missing: {as: mean}", "a,b,y\n1,,u\n2,,v\n");

        double[] row = new double[2];
        raw.features().filled(new int[] {0, 1, 2}).read(4, row);
        assertThat(row).containsExactly(2, 5);
    }

    private RawExamples withTest(String test, String train, String settings, String text) {
        file().write(test, text);
        String more = "test-file: '%s', ".formatted(folder.resolve(test)) + settings;
        return new CsvFile(new TableFile(folder, train).source(more)).read(0);
    }

    @Test
    void aLabelWithoutAnyValueCannotBeLeftOut() {
        file().assertRefused(
                        "missing: {as: mean}",
                        "a,y\n1,\n2,\n",
                        "t.csv:2: column 'y' is empty in 2 of 2 rows; the name of a class is needed; data.missing: {as: drop} leaves such rows out");
    }

    @Test
    void namesOfRowsAreTold() {
        String text = "a b y\nr1 1.5 2 u\nr2 -3 4.25 v\n";

        assertThat(file().read("separator: ' ', ignore: ['']", text).remarks())
                .containsExactly(
                        file().path()
                                + ": the header names 3 columns, but all rows have 4 cells, of which the first is taken for a row's name");
        file().assertRefused(
                        "separator: ' '",
                        text,
                        "t.csv:1: the header names 3 columns, but all rows have 4 cells, of which the first is taken for a row's name; data.ignore: [\"\"] leaves that out");
    }

    @Test
    void rowsThatDoNotFitTheHeaderOtherwiseAreRagged() {
        // first cells that name no row, because they are not different
        file().assertRefused(
                        "label: y",
                        "a,y\n1,2,u\n1,4,v\n",
                        "t.csv:2: 3 cells, but the header names 2 columns; so in 2 of 2 rows, the last on line 3");
        // a separator at the end of some rows, but not of all
        file().assertRefused("label: y", "a,y\n1,u,\n2,v\n", "t.csv:2: 3 cells, but the header names 2 columns");
        file().assertRefused(
                        "label: y",
                        "a,y,\n1,u\n2,v,w\n",
                        "t.csv:1: column 3 of 3 has no name in the header; data.ignore: [\"\"] leaves it out");
        file().assertRefused(
                        "label: y",
                        "a;b;y\n1,5;2;u\n2,5;3;v\n",
                        "t.csv:1: no label column 'y'; the header names only 'a;b;y'; data.separator tells what stands between columns, and is ','");
    }

    @Test
    void charactersOfAllPlanesAndScriptsAreShownAsTheyAre() {
        String persian = "\u0645\u06cc\u200c\u0634\u0648\u062f";
        String faces = "\ud83d\ude00".repeat(41);

        file().assertRefused(
                        "label: y",
                        "a,y\n\ud83d\ude00,u\n" + persian + ",v\n" + faces + ",v\n",
                        "t.csv:2: column 'a' holds text in 3 of 3 rows: \ud83d\ude00, " + persian + ", "
                                + "\ud83d\ude00".repeat(40)
                                + "...; data.categorical makes categories of text, data.ignore leaves a column out");
    }

    private TableFile file() {
        return new TableFile(folder);
    }
}
