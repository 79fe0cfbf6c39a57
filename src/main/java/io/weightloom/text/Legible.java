package io.weightloom.text;

import java.util.Set;

/**
 * Text as it may leave for terminals, logs and tables: what a terminal would obey, what turns the direction of letters
 * and what cannot be seen is written as an escape, such as <code>\x1b</code> or <code>&#92;u202e</code>. This is the
 * one place that decides it.
 */
public final class Legible {

    private static final int LAST_OF_TWO_DIGITS = 0xFF;

    /** Without them some scripts cannot be written: zero-width joiner and non-joiner. */
    private static final Set<Integer> OF_SCRIPTS = Set.of(0x200C, 0x200D);

    private Legible() {}

    /** One line, whatever the text holds: its line ends are escapes too. */
    public static String line(String text) {
        return escaped(text, false);
    }

    /** As many lines as the text has. */
    public static String lines(String text) {
        return escaped(text.replace(System.lineSeparator(), "\n"), true);
    }

    private static String escaped(String text, boolean keepsLines) {
        if (text.codePoints().allMatch(character -> isPlain(character, keepsLines))) {
            return text;
        }
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (isPlain(character, keepsLines)) {
                escaped.appendCodePoint(character);
            } else {
                escaped.append(escape(character));
            }
        });
        return escaped.toString();
    }

    private static boolean isPlain(int character, boolean keepsLines) {
        return switch (Character.getType(character)) {
            case Character.CONTROL -> keepsLines && (character == '\n' || character == '\t');
            case Character.FORMAT -> OF_SCRIPTS.contains(character);
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> false;
            default -> true;
        };
    }

    private static String escape(int character) {
        return switch (character) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default ->
                (character <= LAST_OF_TWO_DIGITS
                                ? "\\x%02x"
                                : Character.isBmpCodePoint(character) ? "\\u%04x" : "\\U%08x")
                        .formatted(character);
        };
    }
}
