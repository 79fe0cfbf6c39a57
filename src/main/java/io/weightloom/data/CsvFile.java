package io.weightloom.data;

import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        return new DataFile(spec.file()).version();
    }

    @Override
    public Scaling scaling() {
        return Scaling.EACH_COLUMN;
    }

    @Override
    public RawExamples read(long seed) {
        return new DataFile(spec.file()).read(this::read);
    }

    private RawExamples read(InputStream in) throws IOException {
        // a decoder of one's own, unlike a charset, reports what is no UTF-8
        BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
        try (CSVParser parser = CSVParser.parse(withoutMark(text), FORMAT)) {
            return read(parser);
        } catch (UncheckedIOException e) { // what the parser's iterator makes of an IOException
            IOException cause = Objects.requireNonNull(e.getCause());
            if (cause instanceof CSVException) {
                throw new InvalidDataException("%s is no valid CSV: %s".formatted(spec.file(), cause.getMessage()), e);
            }
            throw cause;
        }
    }

    private static BufferedReader withoutMark(BufferedReader text) throws IOException {
        text.mark(1);
        if (text.read() != BYTE_ORDER_MARK) {
            text.reset();
        }
        return text;
    }

    private RawExamples read(CSVParser parser) {
        Iterator<CSVRecord> records = parser.iterator();
        if (!records.hasNext()) {
            throw new InvalidDataException(spec.file() + " is empty; its first line must name the columns");
        }
        CsvHeader header = CsvHeader.of(spec, records.next().toList());
        List<String> columns = header.columns();
        DoubleStream.Builder features = DoubleStream.builder();
        DoubleStream.Builder numbers = DoubleStream.builder(); // labels for regression
        List<String> names = new ArrayList<>(); // labels for classification
        while (records.hasNext()) {
            CSVRecord row = records.next();
            long line = firstLine(parser, row);
            if (row.size() != columns.size()) {
                throw new InvalidDataException("%s:%d: %d cells, but the header names %d columns"
                        .formatted(spec.file(), line, row.size(), columns.size()));
            }
            for (int column = 0; column < columns.size(); column++) {
                if (column != header.label()) {
                    features.add(number(row.get(column), columns.get(column), line));
                } else if (spec.task() == Task.REGRESSION) {
                    numbers.add(number(row.get(column), columns.get(column), line));
                } else {
                    names.add(className(row.get(column), line));
                }
            }
        }
        Table table = table(features, header.features());
        if (table.rows() == 0) {
            throw new InvalidDataException(spec.file() + " has a header, but no rows");
        }
        return RawExamples.of(
                spec.file().toString(),
                table,
                spec.task() == Task.REGRESSION
                        ? new Labels.Numbers(table(numbers, List.of(spec.label())))
                        : classes(names));
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

    private double number(String cell, String column, long line) {
        double number;
        try {
            number = Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            throw notANumber(cell, column, line);
        }
        if (!Double.isFinite(number) || !DECIMAL.matcher(cell).matches()) {
            throw notANumber(cell, column, line);
        }
        return number;
    }

    private InvalidDataException notANumber(String cell, String column, long line) {
        return new InvalidDataException("%s:%d: column '%s' %s; a finite number such as -1.5 or 2e-3 is needed"
                .formatted(spec.file(), line, column, cell.isEmpty() ? "is empty" : "holds '" + cell + "'"));
    }

    private String className(String cell, long line) {
        if (cell.isEmpty()) {
            throw new InvalidDataException("%s:%d: column '%s' is empty; the name of a class is needed"
                    .formatted(spec.file(), line, spec.label()));
        }
        return cell;
    }
}
