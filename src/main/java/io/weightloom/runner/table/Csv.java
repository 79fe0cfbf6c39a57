package io.weightloom.runner.table;

import io.weightloom.text.Legible;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * Text in RFC 4180: numbers in full precision, nothing where there is none; each record is one line. Text that a
 * spreadsheet would evaluate, such as {@code =1+2}, gets an apostrophe before it.
 */
final class Csv {

    /** What text begins with that spreadsheets evaluate: OWASP, CSV Injection. */
    private static final Pattern FORMULA = Pattern.compile("[=+@-]");

    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9.]+([eE][-+]?[0-9]+)?");

    private final CSVPrinter printer;

    /** A head line and the others, each as long as it. */
    static String of(List<String> header, List<List<@Nullable Object>> lines) {
        StringBuilder text = new StringBuilder();
        try {
            Csv csv = new Csv(text, header);
            for (List<@Nullable Object> line : lines) {
                csv.line(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A string builder takes all text", e);
        }
        return text.toString();
    }

    /** A table that begins with this head line; all others are as long as it. */
    Csv(Appendable to, List<String> header) throws IOException {
        this.printer = new CSVPrinter(to, CSVFormat.RFC4180);
        printer.printRecord(header.stream().map(Csv::cell));
    }

    /** Writes one more line. */
    void line(List<@Nullable Object> cells) throws IOException {
        printer.printRecord(cells.stream().map(Csv::cell));
    }

    /** Text as people may see it, in one line, and none that a spreadsheet would take for a formula. */
    private static @Nullable Object cell(@Nullable Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        String text = Legible.line(value.toString());
        return FORMULA.matcher(text).lookingAt() && !NUMBER.matcher(text).matches() ? "'" + text : text;
    }
}
