package io.weightloom.results;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** Text in RFC 4180: numbers in full precision, nothing where there is none. */
final class Csv {

    private Csv() {}

    /** A head line and the others, each as long as it. */
    static String of(List<String> header, List<List<@Nullable Object>> lines) {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter csv = new CSVPrinter(text, CSVFormat.RFC4180)) {
            csv.printRecord(header);
            for (List<@Nullable Object> line : lines) {
                csv.printRecord(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A string builder takes all text", e);
        }
        return text.toString();
    }
}
