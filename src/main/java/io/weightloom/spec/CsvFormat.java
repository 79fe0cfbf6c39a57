package io.weightloom.spec;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * How a CSV file is written.
 *
 * @param separator stands between cells
 * @param decimal stands in front of a number's fraction
 * @param header what the first line is
 * @param encoding how characters are written as bytes
 */
public record CsvFormat(Separator separator, DecimalMark decimal, Header header, Charset encoding) {

    /** As most files are. */
    public static final CsvFormat PLAIN =
            new CsvFormat(new Separator(','), DecimalMark.POINT, Header.FIRST_LINE, StandardCharsets.UTF_8);

    /** What other programs call encodings that a JDK knows by another name. */
    private static final Map<String, Charset> ALIASES =
            Map.of("latin-1", StandardCharsets.ISO_8859_1, "utf-8-sig", StandardCharsets.UTF_8);

    /**
     * The encoding of a name.
     *
     * @throws IllegalArgumentException if it is not known
     */
    public static Charset encoding(String name) {
        Charset alias = ALIASES.get(name.strip().toLowerCase(Locale.ROOT));
        return alias == null ? Charset.forName(name.strip()) : alias;
    }

    /** What the first line is. */
    public enum Header {
        /** It names the columns. */
        FIRST_LINE,
        /** A row like the others; columns are called by their numbers, from 1. */
        NONE
    }

    /** What stands in front of a number's fraction. */
    public enum DecimalMark {
        POINT('.'),
        COMMA(',');

        private final char mark;

        DecimalMark(char mark) {
            this.mark = mark;
        }

        /** The character. */
        public char mark() {
            return mark;
        }

        @Override
        public String toString() {
            return String.valueOf(mark);
        }
    }

    /**
     * What stands between cells; its text is the character, or {@code tab}. A blank stands for any number of blanks and
     * tabs.
     *
     * @param character no letter, digit, quote, line break or part of a number
     */
    public record Separator(char character) {

        private static final String TAB = "tab";
        private static final String IN_NUMBERS = ".+-";

        /**
         * The separator of a text.
         *
         * @throws IllegalArgumentException if it is none
         */
        public static Separator of(String text) {
            if (text.equals("\t") || text.equals("\\t") || text.strip().equals(TAB)) {
                return new Separator('\t');
            }
            char first = text.isEmpty() ? '"' : text.charAt(0);
            boolean taken = Character.isLetterOrDigit(first)
                    || Character.isISOControl(first)
                    || Character.isSurrogate(first)
                    || first == '"'
                    || IN_NUMBERS.indexOf(first) >= 0;
            if (text.length() != 1 || taken) {
                throw new IllegalArgumentException("No separator: " + text);
            }
            return new Separator(first);
        }

        @Override
        public String toString() {
            return character == '\t' ? TAB : String.valueOf(character);
        }
    }
}
