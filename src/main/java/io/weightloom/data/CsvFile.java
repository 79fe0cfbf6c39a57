package io.weightloom.data;

import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.Task;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV file (commas, double quotes, UTF-8, with or without a byte order mark, plain or gzipped) whose first line names
 * the columns. Empty lines and spaces around cells are ignored. All columns but the label are features and hold finite
 * numbers. The label of a class is its name; classes are numbered in the order of their names. Immutable.
 */
record CsvFile(SourceSpec.Csv spec) implements Source {

    private static final CSVFormat FORMAT = CSVFormat.DEFAULT
            .builder()
            .setIgnoreEmptyLines(true)
            .setIgnoreSurroundingSpaces(true)
            .get();
    /** What {@link Double#parseDouble} takes, without hexadecimal numbers and the suffixes of Java's literals. */
    private static final Pattern DECIMAL = Pattern.compile("[-+.0-9eE]+");

    private static final int BYTE_ORDER_MARK = 0xfeff;

    @Override
    public Object version(long seed) {
        return file().version();
    }

    @Override
    public Scaling scaling() {
        return Scaling.EACH_COLUMN;
    }

    @Override
    public RawExamples read(long seed) {
        return file().read(this::read);
    }

    private DataFile file() {
        return new DataFile(spec.file(), DataFault.FILE);
    }

    private RawExamples read(InputStream in) throws IOException {
        // a decoder of one's own, unlike a charset, reports what is no UTF-8
        BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
        try (CSVParser parser = CSVParser.parse(withoutMark(text), FORMAT)) {
            return read(parser);
        } catch (CharacterCodingException e) {
            throw new InvalidDataException(DataFault.FILE, noText(), e);
        } catch (UncheckedIOException e) { // what the parser's iterator makes of an IOException
            throw new InvalidDataException(DataFault.FILE, lastFault(cause(e)), e);
        }
    }

    private static BufferedReader withoutMark(BufferedReader text) throws IOException {
        text.mark(1);
        if (text.read() != BYTE_ORDER_MARK) {
            text.reset();
        }
        return text;
    }

    private RawExamples read(CSVParser parser) throws IOException {
        Iterator<CSVRecord> records = parser.iterator();
        if (!records.hasNext()) {
            throw new InvalidDataException(
                    DataFault.FILE, spec.file() + " is empty; its first line must name the columns");
        }
        CSVRecord first = records.next();
        Rows rows = new Rows(CsvHeader.of(spec, first.toList(), firstLine(parser, first)));
        try {
            while (records.hasNext()) {
                CSVRecord row = records.next();
                rows.add(row, firstLine(parser, row));
            }
        } catch (UncheckedIOException e) { // nothing after it can be read
            rows.faults.add(lastFault(cause(e)));
        }
        return rows.examples();
    }

    /** What keeps the parser from going on; an IOException that says nothing of the text is thrown again. */
    private String lastFault(IOException cause) throws IOException {
        if (cause instanceof CharacterCodingException) {
            return noText();
        } else if (cause instanceof CSVException) {
            return "%s is no valid CSV: %s".formatted(spec.file(), cause.getMessage());
        }
        throw cause;
    }

    private static IOException cause(UncheckedIOException e) {
        return Objects.requireNonNull(e.getCause());
    }

    private String noText() {
        return "%s:%s: no UTF-8 text".formatted(spec.file(), file().read(CsvFile::firstLineThatIsNoText));
    }

    /** A byte of a line's end is no part of any other character, so lines can be decoded one by one. */
    private static long firstLineThatIsNoText(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long number = 1;
        for (int next = in.read(); next >= 0; next = in.read()) {
            line.write(next);
            if (next == '\n') {
                if (!isText(line)) {
                    break;
                }
                line.reset();
                number++;
            }
        }
        return number;
    }

    private static boolean isText(ByteArrayOutputStream line) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line.toByteArray()));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** The rows of the file as they are read. */
    private final class Rows {

        private final CsvHeader header;
        private final RowFaults faults = new RowFaults(spec.file());
        private final DoubleStream.Builder features = DoubleStream.builder();
        private final DoubleStream.Builder numbers = DoubleStream.builder(); // labels for regression
        private final List<String> names = new ArrayList<>(); // labels for classification
        private int rows;

        private Rows(CsvHeader header) {
            this.header = header;
        }

        private void add(CSVRecord row, long line) {
            rows++;
            int columns = header.columns().size();
            if (row.size() != columns) {
                faults.add(
                        line,
                        "%s %s, but the header names %s columns"
                                .formatted(row.size(), row.size() == 1 ? "cell" : "cells", columns));
                return;
            }
            for (int column = 0; column < columns; column++) {
                String cell = row.get(column);
                if (column != header.label()) {
                    number(cell, column, line).ifPresent(features::add);
                } else if (spec.task() == Task.REGRESSION) {
                    number(cell, column, line).ifPresent(numbers::add);
                } else if (cell.isEmpty()) {
                    faults.add(line, "column '%s' is empty; the name of a class is needed".formatted(spec.label()));
                } else {
                    names.add(cell);
                }
            }
        }

        private OptionalDouble number(String cell, int column, long line) {
            try {
                double number = Double.parseDouble(cell);
                if (Double.isFinite(number) && DECIMAL.matcher(cell).matches()) {
                    return OptionalDouble.of(number);
                }
            } catch (NumberFormatException e) { // told below
            }
            faults.add(
                    line,
                    "column '%s' %s; a finite number such as -1.5 or 2e-3 is needed"
                            .formatted(
                                    header.columns().get(column),
                                    cell.isEmpty() ? "is empty" : "holds '" + cell + "'"));
            return OptionalDouble.empty();
        }

        private RawExamples examples() {
            faults.throwIfAny();
            if (rows == 0) {
                throw new InvalidDataException(DataFault.FILE, spec.file() + " has a header, but no rows");
            }
            return RawExamples.of(
                    spec.file().toString(),
                    table(features, header.features()),
                    spec.task() == Task.REGRESSION
                            ? new Labels.Numbers(table(numbers, List.of(spec.label())))
                            : classes(names));
        }
    }

    private Table table(DoubleStream.Builder values, List<String> columns) {
        return new Table.Numbers(
                values.build().toArray(),
                columns.stream()
                        .map(column -> "%s: column '%s'".formatted(spec.file(), column))
                        .toList());
    }

    private static Labels.Classes classes(List<String> labels) {
        List<String> names = List.copyOf(new TreeSet<>(labels));
        Map<String, Integer> indices = new HashMap<>();
        for (String name : names) {
            indices.put(name, indices.size());
        }
        return new Labels.Classes(labels.stream().mapToInt(indices::get).toArray(), names);
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
