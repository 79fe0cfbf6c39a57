package io.weightloom.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LegibleTests {

    @Test
    void whatATerminalWouldObeyIsAnEscape() {
        assertThat(Legible.line("\u001b[31mred\u001b[0m")).isEqualTo("\\x1b[31mred\\x1b[0m");
        assertThat(Legible.line("\u001b]0;title\u0007")).isEqualTo("\\x1b]0;title\\x07");
        assertThat(Legible.line("\u009b31m\u007f")).isEqualTo("\\x9b31m\\x7f");
    }

    @Test
    void aLineStaysOneLine() {
        assertThat(Legible.line("2\r\nFAKE: x\ta\u0085b\u2028c\u2029d"))
                .isEqualTo("2\\r\\nFAKE: x\\ta\\x85b\\u2028c\\u2029d");
        assertThat(Legible.lines("one\n\ttwo\r\nthree")).isEqualTo("one\n\ttwo\\r\nthree");
    }

    @Test
    void whatTurnsTheDirectionOrCannotBeSeenIsAnEscape() {
        assertThat(Legible.line("a\u202eb\u2066c\u200fd\u061ce\ufefff\u200bg\u00adh"))
                .isEqualTo("a\\u202eb\\u2066c\\u200fd\\u061ce\\ufefff\\u200bg\\xadh");
        assertThat(Legible.line("\udb40\udc41\ud800")).isEqualTo("\\U000e0041\\ud800");
    }

    @Test
    void textOfAllScriptsStaysAsItIs() {
        String text = "Zähler, 中文, עברית, می\u200cخواهم, क्\u200dष, 😀 and \\n";

        assertThat(Legible.line(text)).isSameAs(text);
    }

    @Test
    void noCharacterOfAnyPlaneThatIsControlOrFormatPasses() {
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .filter(character -> Character.isISOControl(character)
                                || (character >= 0x202A && character <= 0x202E)
                                || (character >= 0x2066 && character <= 0x2069)
                                || (character >= 0xD800 && character <= 0xDFFF))
                        .mapToObj(character -> Legible.line(Character.toString(character)))
                        .filter(escaped -> !escaped.matches("\\\\[a-zA-Z0-9]+")))
                .isEmpty();
    }
}
