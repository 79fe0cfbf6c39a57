package io.weightloom.data.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.Given;
import io.weightloom.data.raw.InputTable;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawBytes;
import io.weightloom.data.raw.Table;
import io.weightloom.data.raw.TooManyExamplesException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Examples to predict for, in files and value by value. */
class CsvInputsTests {

    private static final int MOST = 5;

    private static final String PLAIN = "task: classification";

    private static final double GAP = Double.NaN;

    private static final Given NOTHING = new Given.Nothing();

    @TempDir
    Path folder;

    private static Given number(String text) {
        return new Given.Numeral(text);
    }

    private static Given text(String text) {
        return new Given.Text(text);
    }

    /** The columns of a file that is trained on. */
    private Features.Columns trained(String settings, String text) {
        return (Features.Columns)
                new TableFile(folder).read(settings, text.replace('~', '\n')).form();
    }

    private InputTable of(String settings, String trained, List<List<Given>> rows) {
        return CsvInputs.of("rows", rows, new TableFile(folder).source(settings), trained(settings, trained));
    }

    private InputTable read(String settings, String trained, String text) {
        return CsvInputs.read(bytes(text), new TableFile(folder).source(settings), trained(settings, trained), MOST);
    }

    private static RawBytes bytes(String text) {
        return new RawBytes("new.csv", text.replace('~', '\n').getBytes(StandardCharsets.UTF_8));
    }

    private static List<List<Double>> rows(Table table) {
        return IntStream.range(0, table.rows())
                .mapToObj(row -> {
                    double[] values = new double[table.columns()];
                    table.read(row, values);
                    return Arrays.stream(values).boxed().toList();
                })
                .toList();
    }

    @Test
    void eachExampleThatIsGivenIsARowAndWhatIsNotGivenIsAGap() {
        List<List<Given>> given = List.of(
                List.of(number("1"), number("2.5")), List.of(NOTHING, NOTHING), List.of(number("3e0"), text("?")));
        List<List<Double>> expected = List.of(List.of(1.0, 2.5), List.of(GAP, GAP), List.of(3.0, GAP));

        String named = "a;b;y~1;2;p~?;4;q~5;?;p";
        String settings = "separator: ';', decimal: ',', missing: {values: ['?'], as: mean}";
        assertThat(rows(of(settings, named, given).table())).isEqualTo(expected);
        assertThat(rows(of(settings + ", header: none, label: 3", "1;2;p~?;4;q~5;?;p", given)
                        .table()))
                .isEqualTo(expected);
        assertThat(rows(of(settings, named, List.of(List.of(number("1"), NOTHING)))
                        .table()))
                .containsExactly(List.of(1.0, GAP));
    }

    @Test
    void aCategoryIsGivenAsTextOrAsANumberAsItIsWritten() {
        InputTable examples = of(
                "categorical: [a]",
                "a,b,y~1.0,2,p~2.50,3,q",
                List.of(
                        List.of(number("1.0"), number("1")),
                        List.of(text("2.50"), text("1")),
                        List.of(number("1"), number("1"))));

        assertThat(rows(examples.table()))
                .containsExactly(List.of(1.0, 0.0, 1.0), List.of(0.0, 1.0, 1.0), List.of(0.0, 0.0, 1.0));
        assertThat(examples.remarks())
                .containsExactly(
                        "rows: column 'a' holds categories that the file to train on does not, and that are all zeros: 1");
    }

    @Test
    void moreUnknownCategoriesThanAFeatureMayHaveAreNoFaultAndNoGaps() {
        List<List<Given>> given = IntStream.range(0, 1200)
                .mapToObj(row -> List.of(text(row == 1199 ? "r" : "unknown" + row), number("1")))
                .toList();

        InputTable examples = of("categorical: [a], missing: {as: indicator}", "a,b,y~r,2,p~,3,q~s,4,q", given);

        List<List<Double>> rows = rows(examples.table());
        assertThat(rows.get(1198)).containsExactly(0.0, 0.0, 0.0, 1.0);
        assertThat(rows.get(1199)).containsExactly(1.0, 0.0, 0.0, 1.0);
    }

    @Test
    void unknownCategoriesOfAFileAreARemark() {
        assertThat(read("categorical: [a]", "a,b,y~r,2,p~s,3,q", "b,a~1,r~2,t~3,t")
                        .remarks())
                .containsExactly(
                        "new.csv: column 'a' holds categories that the file to train on does not, and that are all zeros: t");
    }

    @Test
    void whatIsWrongWithValuesIsToldByTheExample() {
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> of(
                        "missing: {as: drop}",
                        "a,b,y~1,2,p~3,4,q",
                        List.of(
                                List.of(number("1"), number("2")),
                                List.of(number("1e999"), text("NA")),
                                List.of(text("x"), NOTHING))))
                .satisfies(
                        thrown -> assertThat(thrown.faults())
                                .containsExactly(
                                        new DataFault(
                                                DataFault.INPUT,
                                                "rows[1]: column 'a' holds what is no number in 2 of 3 rows: 1e999, x; a finite number such as -1.5 or 2e-3 is needed"),
                                        new DataFault(
                                                DataFault.INPUT,
                                                "rows[1]: column 'b' is empty in 2 of 3 rows; the network was trained without such rows")));
        assertThatThrownBy(() -> of(PLAIN, "a,b,y~1,2,p~3,4,q", List.of())).hasMessageContaining("rows is empty");
    }

    @Test
    void aRowThatWouldNotHaveBeenTrainedOnIsAFault() {
        String settings = "missing: {values: ['-'], as: drop}";

        assertThatThrownBy(() -> read(settings, "a,b,y~1,2,p~3,4,q~-,2,p", "a,b~1,2~1,-~3,4"))
                .hasMessageContaining(
                        "new.csv:3: column 'b' is empty in 1 of 3 rows; the network was trained without such rows");
        assertThat(rows(read(settings, "a,b,y~1,2,p~3,4,q~-,2,p", "a,b~1,2").table()))
                .containsExactly(List.of(1.0, 2.0));
    }

    /** None of the settings of a trial is in the hand of those who have examples. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a,b,y~1,2,p~3,4,q                    | a,b~,2
            a,b,y~1,2,p~3,4,q                    | a,b~x,2~y,3
            a,b,y~1,2,p~3,4,q                    | a,b~1,2~y,3
            a,b,y~1,2,p~3,4,q                    | a,b~NA,2
            a,b,y~1,2,p~3,4,q                    | a,b~"1,5",2
            a,b,y~1,2,p~3,4,q                    | a,b~"1,500,000",2
            a,b,y~1,2,p~3,4,q                    | a,b~"1"x,2
            a,b,y~1,2,p~3,4,q                    | a~1
            a,b,y~1,2,p~3,4,q                    | a;b~1;2
            """)
    void adviceNamesNoSetting(String trained, String text) {
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> read(PLAIN, trained, text))
                .satisfies(thrown -> assertThat(thrown.faults())
                        .isNotEmpty()
                        .allSatisfy(fault -> assertThat(fault.message()).doesNotContain("data.")));
    }

    @Test
    void textThatCannotBeDecodedNamesNoSettingEither() {
        byte[] noText = {'a', ',', 'b', '\n', '1', ',', (byte) 0xff};
        assertThatThrownBy(() -> CsvInputs.read(new RawBytes("new.csv", noText), List.of("a", "b"), MOST))
                .hasMessageContaining("new.csv:2: no UTF-8 text, as it must be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,oops~2,3", "1,~2,3", ",1~2,3", "oops,~2,3", "x,1~2,3"})
    void aFirstLineWithANumberOrAnEmptyCellIsARow(String text) {
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> CsvInputs.read(bytes(text), List.of("x", "y"), MOST))
                .satisfies(thrown -> assertThat(thrown.faults().get(0).message())
                        .startsWith("new.csv:1: column '")
                        .contains("in 1 of 2 rows"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1,2~2,3      | 2
            x,y~1,2~2,3  | 2
            p,q~2,3      | 1
            y,x~2,3      | 1
            """)
    void aFirstLineOfTextsNamesColumns(String text, int rows) {
        assertThat(CsvInputs.read(bytes(text), List.of("x", "y"), MOST).table().rows())
                .isEqualTo(rows);
    }

    @Test
    void noMoreRowsAreReadThanAreWanted() {
        String rows = "1,2~".repeat(MOST);
        String broken = "1,2~\"";

        assertThat(read(PLAIN, "a,b,y~1,2,p~3,4,q", "a,b~" + rows).table().rows())
                .isEqualTo(MOST);
        assertThat(CsvInputs.read(bytes(rows), List.of("x", "y"), MOST).table().rows())
                .isEqualTo(MOST);
        assertThatThrownBy(() -> read(PLAIN, "a,b,y~1,2,p~3,4,q", "a,b~" + rows + broken))
                .isInstanceOf(TooManyExamplesException.class)
                .hasMessage("At most 5 examples are predicted for at once, but there are more");
        assertThatThrownBy(() -> CsvInputs.read(bytes(rows + "1,2~" + broken), List.of("x", "y"), MOST))
                .isInstanceOf(TooManyExamplesException.class);
    }
}
