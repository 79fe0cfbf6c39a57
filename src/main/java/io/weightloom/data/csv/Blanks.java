package io.weightloom.data.csv;

import java.io.IOException;
import java.io.Reader;

/**
 * The text of a CSV file, whose parser knows neither all characters that cannot be seen nor columns aligned with
 * blanks: blanks in front of cells are left out, so that quotes behind them count, and behind quotes they are plain
 * ones. If blanks separate cells, one stands for any number of blanks and tabs, and those at the end of a line are left
 * out. Not thread-safe.
 */
final class Blanks extends Reader {

    private static final char ZERO_WIDTH_SPACE = '\u200b';
    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final int NONE = -2;

    private final Reader text;
    private final char separator;
    private Place place = Place.START;
    private int ahead = NONE; // what was read, but not given yet

    private enum Place {
        /** In front of a cell. */
        START,
        /** In a cell without quotes. */
        PLAIN,
        /** Between quotes. */
        QUOTED,
        /** Right behind a quote that closes the cell, or is the first of two. */
        CLOSED,
        /** Further behind the quotes. */
        BEHIND
    }

    /** @param separator stands between cells; a blank for any number of blanks and tabs */
    Blanks(Reader text, char separator) {
        this.text = text;
        this.separator = separator;
    }

    /** Whether a character cannot be seen: white space, spaces that do not break lines, and what has no width. */
    static boolean isBlank(int character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || character == ZERO_WIDTH_SPACE
                || character == BYTE_ORDER_MARK;
    }

    /** A cell without the blanks around it. */
    static String without(String cell) {
        int from = 0;
        int to = cell.length();
        while (from < to && isBlank(cell.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(cell.charAt(to - 1))) {
            to--;
        }
        return cell.substring(from, to);
    }

    @Override
    public int read(char[] into, int from, int length) throws IOException {
        for (int count = 0; count < length; count++) {
            int next = next();
            if (next < 0) {
                return count == 0 ? -1 : count;
            }
            into[from + count] = (char) next;
        }
        return length;
    }

    private int next() throws IOException {
        int next = ahead == NONE ? text.read() : ahead;
        ahead = NONE;
        if (place == Place.QUOTED || (place == Place.CLOSED && next == '"')) {
            place = place == Place.QUOTED && next == '"' ? Place.CLOSED : Place.QUOTED;
            return next;
        } else if (place == Place.START) {
            next = behindBlanks(next);
        }
        if (isEnd(next) || (next == separator && separator != ' ')) {
            place = Place.START;
            return next;
        } else if (separator == ' ' && isBetween(next)) {
            ahead = behindBlanks(next);
            place = Place.START;
            return isEnd(ahead) ? next() : separator;
        } else if (place == Place.CLOSED || place == Place.BEHIND) {
            place = Place.BEHIND;
            return isBlank(next) ? ' ' : next;
        } else if (place == Place.START) {
            place = next == '"' ? Place.QUOTED : Place.PLAIN;
        }
        return next;
    }

    private int behindBlanks(int first) throws IOException {
        int next = first;
        while (!isEnd(next) && isBlank(next) && (next != separator || separator == ' ')) {
            next = text.read();
        }
        return next;
    }

    /** Whether a character stands between cells, where blanks do; within a cell, one that does not break is text. */
    private boolean isBetween(int character) {
        return character == ' ' || character == '\t' || (place != Place.PLAIN && isBlank(character));
    }

    private static boolean isEnd(int character) {
        return character < 0 || character == '\n' || character == '\r';
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
