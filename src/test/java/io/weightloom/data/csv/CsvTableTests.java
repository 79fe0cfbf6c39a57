package io.weightloom.data.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.Raws;
import io.weightloom.data.raw.Table;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.fault.InvalidSpecException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables as people have them: with text, gaps, numbers of rows, in other encodings and without names. */
class CsvTableTests {

    private static final String PLAIN = "a,b,y\n1.5,2,yes\n-3,4.25,no\n";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "separator: ';', decimal: ','| a;b;y~1,5;2;yes~-3;4,25;no~",
                "separator: tab| a\tb\ty~1.5\t2\tyes~-3\t4.25\tno~",
                "separator: '/', ignore: ['']| /a/b/y~0/1.5/2/yes~1/-3/4.25/no~",
                "ignore: ['']| '',a,b,y~'1',1.5,2,'yes'~'2',-3,4.25,'no'~",
                "ignore: [1]| ,a,b,y~0,1.5,2,yes~1,-3,4.25,no~",
                "ignore: id| id,a,b,y~u0,1.5,2,yes~u1,-3,4.25,no~",
                "ignore: [x]| x,a,x,b,y~9,1.5,8,2,yes~7,-3,8,4.25,no~",
                "features: [b, a]| ,a,b,c,c,y~,1.5,2,8,t,yes~,-3,4.25,,u,no~",
                "decimal: ','| a,b,y~'1,5',2,yes~-3,'4,25',no~",
                "missing: {as: drop}| a,b,y~1.5,2,yes~?,2,yes~1,NA,no~-3,4.25,no~1,2,~",
                "missing: {values: [-9], as: drop}| a,b,y~1.5,2,yes~-9.0,2,yes~-3,4.25,no~",
                "missing: {as: mean}| a,b,y~1.5,2,yes~-3,4.25,no~",
                "categorical: auto| a,b,y~1.5,2,yes~-3,4.25,no~"
            })
    void whatIsWrittenOtherwiseIsTheSame(String example) throws IOException {
        int bar = example.indexOf("| ");

        RawExamples raw = read(
                example.substring(0, bar),
                example.substring(bar + 2).replace('~', '\n').replace('\'', '"'));

        assertThat(raw.fingerprint())
                .isEqualTo(read("task: classification", PLAIN).fingerprint());
        assertThat(Raws.row(raw, 1)).containsExactly(-3, 4.25);
    }

    @Test
    void withoutAHeaderColumnsAreCalledByTheirNumbers() throws IOException {
        String text = "1.5,2,yes\n-3,4.25,no\n";

        RawExamples raw = read("header: none, label: 3", text);

        assertThat(raw.fingerprint())
                .isEqualTo(read("task: classification", PLAIN).fingerprint());
        assertThat(raw.features().name(1)).endsWith("column '2'");
        assertRefused(
                "header: none",
                text,
                "t.csv:1: no label column 'y'; no header names columns, which are called by their numbers, 1 to 3");
        assertRefused(
                "label: z",
                text,
                "t.csv:1: no label column 'z'; the first line holds numbers (1.5, 2, yes): with data.header: none it is a row, and columns are called by their numbers, 1 to 3");
    }

    @Test
    void categoriesAreColumnsInTheOrderOfTheirNames() throws IOException {
        String text = "origin,hp,y\nusa,5,a\njapan,6,b\n usa ,7,a\n\"europe\",8,b\n";

        RawExamples raw = read("categorical: [origin]", text);

        assertThat(raw.features().columns()).isEqualTo(4);
        assertThat(names(raw))
                .containsExactly(
                        "column 'origin' = 'europe'",
                        "column 'origin' = 'japan'",
                        "column 'origin' = 'usa'",
                        "column 'hp'");
        assertThat(Raws.row(raw, 0)).containsExactly(0, 0, 1, 5);
        assertThat(Raws.row(raw, 1)).containsExactly(0, 1, 0, 6);
        assertThat(Raws.row(raw, 2)).containsExactly(0, 0, 1, 7);
        assertThat(Raws.row(raw, 3)).containsExactly(1, 0, 0, 8);
        assertThat(read("categorical: auto", text).fingerprint()).isEqualTo(raw.fingerprint());
        assertThat(read("categorical: auto", text.replace("usa", "zzz")).fingerprint())
                .isNotEqualTo(raw.fingerprint());
    }

    /** A width that depends on the split would make trials of one point different networks. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2})
    void categoriesAreThoseOfTheWholeFileWhateverTheSplit(long seed) throws IOException {
        StringBuilder text = new StringBuilder("c,y\n");
        IntStream.range(0, 40)
                .forEach(i -> text.append("u" + i).append(i % 2 == 0 ? ",a\n" : ",b\n")); // each of them once
        SourceSpec source = source("categorical: auto");
        write(text.toString().getBytes(StandardCharsets.UTF_8));

        Dataset data = new Datasets().load(new DataSpec(source, 0.2, 0.2), seed);

        assertThat(data.train().size()).isLessThan(40);
        assertThat(data.inputs()).isEqualTo(40);
    }

    @Test
    void numbersAreCategoriesWhereThatIsAskedFor() throws IOException {
        String text = "class,deck,y\n3,A,a\n1,B,b\n3,A,a\n";

        assertThat(names(read("categorical: [class, deck]", text)))
                .containsExactly(
                        "column 'class' = '1'", "column 'class' = '3'", "column 'deck' = 'A'", "column 'deck' = 'B'");
        assertThat(names(read("categorical: [auto]", text)))
                .containsExactly("column 'class'", "column 'deck' = 'A'", "column 'deck' = 'B'");
        assertThat(names(read("categorical: [auto, class]", text))).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({"mean, 5", "median, 4"})
    void gapsAreFilledByTheTrainingSplitAlone(String as, double filled) throws IOException {
        RawExamples raw = read("missing: {as: %s}".formatted(as), "x,y\n?,a\n2,b\n9,a\n4,b\n,a\n1000,b\n");

        Table table = raw.features().filled(new int[] {0, 1, 2, 3}); // 2, 9 and 4

        double[] row = new double[1];
        table.read(0, row);
        assertThat(row).containsExactly(filled);
        table.read(4, row);
        assertThat(row).containsExactly(filled);
        table.read(5, row);
        assertThat(row).containsExactly(1000);
    }

    @Test
    void theMedianOfAnEvenNumberIsHalfway() throws IOException {
        RawExamples raw = read("missing: {as: median}", "x,y\n?,a\n2,b\n9,a\n3,b\n-1,a\n");

        assertThat(Raws.row(filled(raw, 0, 1, 2, 3, 4), 0)).containsExactly(2.5);
    }

    @Test
    void anIndicatorTellsWhereTheGapsWere() throws IOException {
        RawExamples raw = read("missing: {as: indicator}, categorical: [c]", "p,q,c,y\n1,?,u,a\n3,4,,b\n5,6,v,a\n");

        assertThat(names(raw))
                .containsExactly(
                        "column 'p'",
                        "column 'q'",
                        "gaps of column 'q'",
                        "column 'c' = 'u'",
                        "column 'c' = 'v'",
                        "gaps of column 'c'");
        assertThat(Raws.row(filled(raw, 0, 1, 2), 0)).containsExactly(1, 5, 1, 1, 0, 0);
        assertThat(Raws.row(filled(raw, 0, 1, 2), 1)).containsExactly(3, 4, 0, 0, 0, 1);
        assertThat(Raws.row(filled(raw, 0, 1, 2), 2)).containsExactly(5, 6, 0, 0, 1, 0);
    }

    @Test
    void whatGapsBecomeIsPartOfTheFingerprint() throws IOException {
        String text = "x,z,y\n?,1,a\n2,3,b\n9,?,a\n";

        assertThat(List.of("mean", "median", "indicator", "drop").stream()
                        .map(as -> read("missing: {as: %s}".formatted(as), text).fingerprint())
                        .distinct())
                .hasSize(4);
    }

    @Test
    void scalesAreThoseOfTheTrainingSplitWithItsGapsFilled() throws IOException {
        StringBuilder text = new StringBuilder("x,c,y\n");
        for (int i = 0; i < 40; i++) {
            text.append(i % 4 == 0 ? "?" : String.valueOf(i * i)).append(i % 3 == 0 ? ",u" : ",v");
            text.append(i % 2 == 0 ? ",a\n" : ",b\n");
        }
        SourceSpec source = source("missing: {as: mean}, categorical: auto");
        write(text.toString().getBytes(StandardCharsets.UTF_8));

        Dataset data = new Datasets().load(new DataSpec(source, 0.2, 0.2), 3);

        assertThat(data.inputs()).isEqualTo(3);
        for (int column = 0; column < 3; column++) {
            double sum = 0;
            double squares = 0;
            for (int row = 0; row < data.train().size(); row++) {
                double x = data.train().features()[row * 3 + column];
                sum += x;
                squares += x * x;
            }
            assertThat(sum / data.train().size()).isCloseTo(0, within(1e-6));
            assertThat(squares / data.train().size()).isCloseTo(1, within(1e-6));
        }
        // the mean stands for a gap, and standardised it is zero
        assertThat(IntStream.range(0, data.test().size())
                        .filter(row -> Math.abs(data.test().features()[row * 3]) < 1e-6))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"latin-1", "windows-1252", "UTF-16", "UTF-16LE", "utf-8", "utf-8-sig"})
    void textIsReadInItsEncoding(String encoding) throws IOException {
        Charset charset = switch (encoding) {
            case "latin-1" -> StandardCharsets.ISO_8859_1;
            case "utf-8-sig" -> StandardCharsets.UTF_8;
            default -> Charset.forName(encoding);
        };
        String mark = encoding.equals("utf-8-sig") ? "\ufeff" : "";
        write((mark + "größe,y\n1,Käfer\n2,Maus\n").getBytes(charset));

        RawExamples raw = new CsvFile(source("encoding: " + encoding)).read(0);

        assertThat(((Labels.Classes) raw.labels()).names()).containsExactly("Käfer", "Maus");
        assertThat(names(raw)).containsExactly("column 'größe'");
    }

    @Test
    void aColumnIsToldOnceWhateverIsWrongWithIt() {
        String text = "origin,cyl,hp,y\n" + "usa,4,,yes\njapan,6,78,no\neurope,?,101,no\nsweden,4,7,yes\n".repeat(50);

        assertRefused(
                "task: classification",
                text,
                "t.csv:2: column 'origin' holds text in 200 of 200 rows: usa, japan, europe, ...; data.categorical makes categories of text, data.ignore leaves a column out",
                "t.csv:4: column 'cyl' holds what is no number in 50 of 200 rows: ?; data.missing tells what stands for a gap and what becomes of it",
                "t.csv:2: column 'hp' is empty in 50 of 200 rows; data.missing tells what becomes of gaps");
        assertRefused(
                "separator: ;",
                "a;y\n1,5;u\n-0,25;v\n",
                "t.csv:2: column 'a' holds text in 2 of 2 rows: 1,5, -0,25; data.decimal tells what stands in front of a fraction, and is '.'");
        assertRefused(
                "ignore: [idd], categorical: [sort]",
                "id,origin,y\n1,2,a\n",
                "t.csv:1: no column 'idd'; did you mean 'id'?",
                "t.csv:1: no column 'sort'; the header names id, origin, y");
        assertRefused(
                "missing: {as: mean}",
                "a,b,y\n1,,u\n2,,v\n3,?,\n",
                "t.csv:2: column 'b' holds nothing in any of 3 rows; data.ignore leaves it out",
                "t.csv:4: column 'y' is empty in 1 of 3 rows; the name of a class is needed; data.missing: {as: drop} leaves such rows out");
        assertRefused(
                "missing: {as: drop}",
                "a,b,y\n1,,u\n2,,v\n",
                "t.csv: all 2 rows have a gap, and are left out by data.missing.as: drop");
    }

    @Test
    void tooManyCategoriesAreRefused() {
        StringBuilder text = new StringBuilder("id,x,y\n");
        IntStream.range(0, 1001).forEach(i -> text.append("u" + i + "," + i + ",a\n"));

        assertRefused(
                "categorical: auto",
                text.toString(),
                "t.csv:1002: column 'id' holds more than 1000 texts in 1001 rows, too many for categories: u0, u1, u2, ...; data.ignore leaves it out");
    }

    /**
     * Made-up rows in the shapes of well-known public files: settings, first lines, and the features that come of it.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            mpg          | label: mpg, task: regression, ignore: [name], categorical: auto, missing: {as: median} | 9  | mpg,cylinders,displacement,horsepower,weight,acceleration,model_year,origin,name~18.0,8,307.0,130.0,3504,12.0,70,usa,chevy a~25.0,4,98.0,,2046,19.0,71,japan,ford b~30.1,4,90.5,71,2000,17.2,75,europe,vw c
            penguins     | label: species, categorical: auto, missing: {as: drop}                               | 8  | species,island,bill,depth,flipper,mass,sex~Adelie,Dream,39.1,18.7,181,3750,MALE~Adelie,Torgersen,NA,NA,NA,NA,NA~Gentoo,Biscoe,50,16.3,230,5700,FEMALE~Adelie,Dream,40,18,195,3250,
            titanic      | label: survived, categorical: auto, missing: {as: indicator}                         | 14 | survived,pclass,sex,age,fare,embarked,adult_male,deck~0,3,male,22.0,7.25,S,True,~1,1,female,38.0,71.28,C,False,C~1,3,female,,7.92,,False,E
            tips         | label: tip, task: regression, categorical: auto                                      | 6  | total_bill,tip,sex,smoker,size~16.99,1.01,Female,No,2~10.34,1.66,Male,Yes,3
            car_crashes  | label: total, task: regression, ignore: [abbrev]                                     | 2  | total,speeding,alcohol,abbrev~18.8,7.332,5.64,AL~18.1,7.421,4.525,AK
            iris         | header: none, label: 5                                                               | 4  | 5.1,3.5,1.4,0.2,Iris-setosa~7.0,3.2,4.7,1.4,Iris-versicolor
            abalone      | header: none, label: 9, task: regression, categorical: [1]                           | 10 | M,0.455,0.365,0.095,0.514,0.2245,0.101,0.15,15~F,0.53,0.42,0.135,0.677,0.2565,0.1415,0.21,9~I,0.33,0.255,0.08,0.205,0.0895,0.0395,0.055,7
            haberman     | header: none, label: '4'                                                             | 3  | 30,64,1,1~30,62,3,2
            wine         | header: none, label: 1                                                               | 3  | 1,14.23,1.71,2.43~2,13.2,1.78,2.14
            wine-quality | separator: ;, label: quality, task: regression                                       | 2  | "fixed acidity";"pH";"quality"~7.4;3.51;5~7.8;3.2;6
            digits       | header: none, label: 4                                                               | 3  | 0.,0.,5.,0~0.,13.,9.,1
            sonar        | header: none, label: 4                                                               | 3  | 0.0200,0.0371,0.0428,R~0.0453,0.0523,0.0843,M
            pima         | header: none, label: 4, missing: {values: [0], as: mean}                              | 3  | 6,148,72,1~1,0,66,0~8,183,0,1
            housing      | separator: ' ', header: none, label: 4, task: regression                             | 3  | 0.00632  18.00   2.310  24.00~ 0.02731   0.00   7.070  21.60
            auto-mpg     | separator: ' ', header: none, label: 1, task: regression, ignore: [5], missing: {as: mean} | 3 | 18.0   8   130.0   12.0	"chevy a"~25.0   4   ?       19.0	"ford b"
            wdbc         | label: diagnosis, ignore: [id]                                                       | 2  | "id","diagnosis","radius","texture",~842302,M,17.99,10.38~8510426,B,13.54,14.36
            mushroom     | header: none, label: 1, categorical: auto                                            | 7  | p,x,s,e~e,x,y,?~e,b,s,c
            adult        | header: none, label: 4, categorical: auto, missing: {values: ['?'], as: drop}        | 5  | 39, State-gov, Male, <=50K~50, ?, Male, <=50K~38, Private, Female, >50K
            """)
    void publicTablesCanBeUsed(String name, String settings, int features, String text) {
        RawExamples raw = read(settings, text.replace('~', '\n'));

        assertThat(raw.features().columns()).isEqualTo(features);
        assertThat(names(raw)).noneMatch(feature -> feature.contains(" '\""));
    }

    @Test
    void aHeaderOfAnotherLengthThanAllRowsIsToldOnce() {
        assertRefused(
                "label: class_0",
                "178,13,class_0,class_1,class_2\n" + "14.23,1.71,2.43,15.6,127,2.8\n".repeat(30),
                "t.csv:2: 6 cells, but the header names 5 columns; so in 30 of 30 rows, the last on line 31");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ignore: [y]                          | data.ignore must not name 'y', which is the label
            features: [a, y]                     | data.features must not name 'y', which is the label
            categorical: [y]                     | data.categorical must not name 'y', which is the label
            ignore: [a], features: [a]           | data.ignore must not name 'a', which is among data.features
            ignore: [a], categorical: [a]        | data.categorical must not name 'a', which is no feature here
            features: [b], categorical: [a]      | data.categorical must not name 'a', which is no feature here
            missing: {values: ['?']}             | data.missing.as must be drop, mean, median or indicator beside data.missing.values, but is refuse
            missing: drop                        | data.missing must hold settings (values, as), but is 'drop'
            missing: {as: mode}                  | data.missing.as must be one of refuse, drop, mean, median, indicator, but is 'mode'
            missing: {fill: mean}                | data.missing.fill is not known; known here: values, as
            separator: ab                        | data.separator must be one character such as ; or | in quotes, or tab, but is 'ab'
            separator: x                         | data.separator must be one character
            separator: '"'                       | data.separator must be one character
            decimal: ;                           | data.decimal must be one of ., ,, but is ';'
            encoding: klingon                    | data.encoding must be the name of an encoding such as UTF-8, latin-1 or windows-1252, but is 'klingon'
            header: first                        | data.header must be one of first-line, none, but is 'first'
            """)
    void settingsThatDoNotGoTogetherAreRefused(String settings, String fault) {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> source(settings))
                .withMessageContaining("experiments.a." + fault);
    }

    @Test
    void rowsThatAreLeftOutAreTold() throws IOException {
        assertThat(read("missing: {as: drop}", "a,y\n1,u\n,v\n2,v\n").remarks())
                .containsExactly(path() + ": 1 of 3 rows have a gap and are left out (data.missing.as: drop)");
    }

    @Test
    void whatATerminalWouldActOnIsShownByItsCode() {
        assertRefused(
                "task: classification",
                "a,y\n\u001b[31mred\u202e\r\nx,u\n" + "z".repeat(100) + ",v\n",
                "t.csv:2: 1 cell, but the header names 2 columns",
                "t.csv:3: column 'a' holds text in 2 of 2 rows: x, " + "z".repeat(40)
                        + "...; data.categorical makes categories of text, data.ignore leaves a column out");
        assertRefused(
                "task: classification",
                "a\u0007,b,y\n\"\u001b[31mred\u202e\r\nx\",1,u\n",
                "t.csv:2: column 'a\\x07' holds text in 1 of 1 rows: \\x1b[31mred\\u202e\\r\\nx; data.categorical makes categories of text, data.ignore leaves a column out");
    }

    private void assertRefused(String settings, String text, String... faults) {
        file().assertRefused(settings, text, faults);
    }

    private static Table gapless(RawExamples raw, int... training) {
        return raw.features().filled(training);
    }

    private static RawExamples filled(RawExamples raw, int... training) {
        return RawExamples.of("filled", gapless(raw, training), raw.labels());
    }

    private List<String> names(RawExamples raw) {
        return file().names(raw);
    }

    private RawExamples read(String settings, String text) {
        return file().read(settings, text);
    }

    private void write(byte[] bytes) throws IOException {
        Files.write(path(), bytes);
    }

    private Path path() {
        return file().path();
    }

    private SourceSpec.Csv source(String settings) {
        return file().source(settings);
    }

    private TableFile file() {
        return new TableFile(folder);
    }
}
