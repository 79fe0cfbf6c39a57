package io.weightloom.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTests {

    private static final Pattern ROUNDED_BY_PAGE = Pattern.compile("\\.to(Fixed|Precision)\\(");

    @ParameterizedTest
    @CsvSource({
        "0.93, 0.9300",
        "-0.0305, -0.0305",
        "1234.56789, 1234.5679",
        "-0.00004, 0.0000",
        "-0.0, 0.0000",
        "-0.00006, -0.0001"
    })
    void soManyDigitsAfterThePoint(double value, String text) {
        assertThat(Decimals.fixed(4, value)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-9, -0.0, 0, 1e-9, -0.000049})
    void whatRoundsToZeroHasNoSign(double value) {
        assertThat(Decimals.fixed(4, value)).isEqualTo("0.0000");
        assertThat(Decimals.signed(4, value)).isEqualTo("0.0000");
        assertThat(Decimals.fixed(0, value)).isEqualTo("0");
    }

    /** Release 17 of the JDK says 2.0E-3 as 0.0020 and 2^-44 with a digit too many. */
    @ParameterizedTest
    @CsvSource({
        "2e-3, 0.002",
        "5.684341886080802e-14, 5.684341886080802e-14",
        "2e23, 2e23",
        "0.1, 0.1",
        "-1.5e-9, -1.5e-9",
        "3, 3",
        "100, 100",
        "-0.0, 0",
        "4.9e-324, 5e-324",
        "1.7976931348623157e308, 1.7976931348623157e308",
        "NaN, NaN"
    })
    void asFewDigitsAsTellANumberFromAllOthers(double value, String text) {
        assertThat(Decimals.shortest(value)).isEqualTo(text);
    }

    @Test
    void theShortestTextIsReadAsTheSameNumber() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                String text = Decimals.shortest(value);
                assertThat(Double.parseDouble(text)).isEqualTo(value);
                assertThat(text.length()).as(text).isLessThanOrEqualTo(26);
            }
        }
    }

    @Test
    void aDifferenceHasItsSign() {
        assertThat(Decimals.signed(4, 0.0123)).isEqualTo("+0.0123");
        assertThat(Decimals.signed(4, -0.0123)).isEqualTo("-0.0123");
        assertThat(Decimals.signed(1, 0.05)).isEqualTo("+0.1");
    }

    /** The texts are those of JavaScript's {@code String(Number(value.toPrecision(4)))}, which the page shows. */
    @ParameterizedTest
    @CsvSource({
        "0.000012346, 0.00001235",
        "0.00000012346, 1.235e-7",
        "0.00000099996, 0.000001",
        "0.0007, 0.0007",
        "39.4812, 39.48",
        "123456, 123500",
        "-2.5, -2.5",
        "0, 0",
        "-0.0, 0",
        "2.5e-300, 2.5e-300",
    })
    void soManySignificantDigits(double value, String text) {
        assertThat(Decimals.significant(4, value)).isEqualTo(text);
    }

    @Test
    void whatIsNotFiniteIsSaid() {
        assertThat(Decimals.fixed(4, Double.NaN)).isEqualTo("NaN");
        assertThat(Decimals.signed(4, Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
        assertThat(Decimals.significant(4, Double.POSITIVE_INFINITY)).isEqualTo("Infinity");
    }

    @Test
    void wholeNumbersAreInGroupsOfThree() {
        assertThat(Decimals.whole(25_450)).isEqualTo("25,450");
        assertThat(Decimals.whole(1e21)).isEqualTo("1,000,000,000,000,000,000,000");
        assertThat(Decimals.whole(-0.4)).isEqualTo("0");
        assertThat(Decimals.whole(-1_000_000)).isEqualTo("-1,000,000");
    }

    @Test
    @Tag("locale")
    void everyLocaleHasTheSameNumbers() {
        Locale before = Locale.getDefault();
        try {
            for (String tag : new String[] {"ar-EG", "de-DE", "tr-TR", "ne-NP"}) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertThat(Decimals.fixed(4, 0.93)).isEqualTo("0.9300");
                assertThat(Decimals.whole(25_450)).isEqualTo("25,450");
                assertThat(Decimals.significant(4, 1.5e-9)).isEqualTo("1.5e-9");
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    /** Each place with a format of its own would have rules of its own for zero, for small numbers and for locales. */
    @Test
    void noOtherClassRoundsNumbersForPeople() throws IOException {
        Pattern rounding = Pattern.compile("%[-+,0-9$]*\\.\\d+[efg]");
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(Files::isRegularFile).filter(file -> has(file, rounding)))
                    .isEmpty();
        }
    }

    @Test
    void thePageRoundsInOnePlaceToo() throws IOException {
        Path page = Path.of("src/main/resources/static");
        try (Stream<Path> modules = Files.walk(page)) {
            assertThat(modules.filter(file -> file.toString().endsWith(".js"))
                            .filter(file -> !file.startsWith(page.resolve("vendor")) && has(file, ROUNDED_BY_PAGE)))
                    .extracting(file -> file.getFileName().toString())
                    .containsExactly("format.js");
        }
    }

    private static boolean has(Path file, Pattern pattern) {
        try {
            return pattern.matcher(Files.readString(file)).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
