package io.weightloom.data.csv;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawContent;
import io.weightloom.data.raw.TooManyExamplesException;
import io.weightloom.spec.CsvFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The text of a CSV file (double quotes, with or without a byte order mark, plain or gzipped), row by row. Rows without
 * any text are left out, and {@linkplain Blanks blanks} around cells, within quotes too. Immutable.
 *
 * @param content the file
 * @param format how it is written
 * @param use what its rows are for
 * @param most rows that are wanted, beside the line that names the columns
 */
record CsvText(RawContent content, CsvFormat format, CsvUse use, int most) {

    /** Of a file of as many rows as it has. */
    CsvText(RawContent content, CsvFormat format, CsvUse use) {
        this(content, format, use, Integer.MAX_VALUE);
    }

    /** Takes the rows. */
    interface Rows {

        /**
         * Takes the next one.
         *
         * @param line on which the row begins, counted from 1
         */
        void add(List<String> cells, long line);
    }

    /**
     * Reads as many rows as can be read.
     *
     * @return what is wrong behind them; empty if there is nothing behind them
     * @throws InvalidDataException if the file cannot be read at all
     * @throws TooManyExamplesException if there are more than are wanted
     */
    Optional<DataFault> read(Rows rows) {
        return content.read(in -> read(in, rows));
    }

    /** Whether a cell holds a finite number. */
    boolean isNumber(String cell) {
        return CsvColumn.number(cell, format.decimal()).isPresent();
    }

    /** Whether the first line names the columns. */
    boolean isNamed() {
        return format.header() == CsvFormat.Header.FIRST_LINE;
    }

    /** Where cells do not seem to be separated as they should be. */
    String separatorHint() {
        return (use == CsvUse.PREDICTION
                        ? "what stands between columns is '%s'"
                        : "data.separator tells what stands between columns, and is '%s'")
                .formatted(format.separator());
    }

    /** What messages call it. */
    String name() {
        return content.name();
    }

    /** What messages call the setting that names it. */
    String setting() {
        return content.setting();
    }

    private Optional<DataFault> read(InputStream in, Rows rows) throws IOException {
        char separator = format.separator().character();
        CSVFormat csv = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(separator)
                .setIgnoreEmptyLines(true)
                .setIgnoreSurroundingSpaces(true)
                .get();
        long line = 1; // on which the next row begins
        long left = (long) most + (isNamed() ? 1 : 0);
        try (CSVParser parser = CSVParser.parse(new Blanks(new BufferedReader(text(in)), separator), csv)) {
            Iterator<CSVRecord> records = parser.iterator();
            while (records.hasNext()) {
                CSVRecord row = records.next();
                List<String> cells = row.stream().map(Blanks::without).toList();
                if (cells.stream().anyMatch(cell -> !cell.isEmpty())) {
                    if (left == 0) {
                        throw new TooManyExamplesException(most);
                    }
                    left--;
                    rows.add(cells, firstLine(parser, row));
                }
                line = parser.getCurrentLineNumber() + 1;
            }
            return Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.of(noText());
        } catch (UncheckedIOException e) { // what the parser's iterator makes of an IOException
            return Optional.of(fault(Objects.requireNonNull(e.getCause()), line));
        }
    }

    /** A decoder of one's own, unlike a charset, reports what is no text. */
    private Reader text(InputStream in) {
        return new InputStreamReader(in, format.encoding().newDecoder());
    }

    /** What keeps the parser from going on; an IOException that says nothing of the text is thrown again. */
    private DataFault fault(IOException cause, long line) throws IOException {
        if (cause instanceof CharacterCodingException) {
            return noText();
        } else if (cause instanceof CSVException) {
            String message = String.valueOf(cause.getMessage());
            return new DataFault(
                    setting(),
                    "%s:%s: no valid CSV: in the row that begins here %s"
                            .formatted(
                                    name(),
                                    line,
                                    message.contains("EOF")
                                            ? "a quote is never closed"
                                            : "text follows a closing quote; " + separatorHint()));
        }
        throw cause;
    }

    private DataFault noText() {
        return new DataFault(
                setting(),
                "%s:%s: no %s text%s"
                        .formatted(
                                name(), content.read(this::firstLineThatIsNoText), format.encoding(), encodingHint()));
    }

    private String encodingHint() {
        if (use == CsvUse.PREDICTION) {
            return ", as it must be";
        }
        return "; data.encoding can name another encoding, such as "
                + (format.encoding().equals(StandardCharsets.UTF_8) ? "windows-1252 or UTF-16" : "UTF-8");
    }

    /** Character by character, because whatever is decoded together with what is no text is lost. */
    private long firstLineThatIsNoText(InputStream in) throws IOException {
        long number = 1;
        try (Reader text = text(in)) {
            for (int next = text.read(); next >= 0; next = text.read()) {
                number += next == '\n' ? 1 : 0;
            }
        } catch (CharacterCodingException e) { // found
        }
        return number;
    }

    /** The line on which a row begins, counted from 1; the parser knows on which it ends. */
    private static long firstLine(CSVParser parser, CSVRecord row) {
        long breaks = row.stream()
                .filter(cell -> cell.indexOf('\n') >= 0) // fast, and seldom true
                .mapToLong(cell -> cell.chars().filter(c -> c == '\n').count())
                .sum();
        return parser.getCurrentLineNumber() - breaks;
    }
}
