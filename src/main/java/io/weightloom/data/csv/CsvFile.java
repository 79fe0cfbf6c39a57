package io.weightloom.data.csv;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.DataFile;
import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.Scaling;
import io.weightloom.data.raw.Shown;
import io.weightloom.data.raw.Source;
import io.weightloom.data.raw.Table;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TableSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A CSV file. The label of a class is its name; classes are numbered in the order of their names. Immutable. */
public record CsvFile(SourceSpec.Csv spec) implements Source {

    @Override
    public Object version(long seed) {
        return DataFile.versions(files());
    }

    @Override
    public boolean isDrawn() {
        return false;
    }

    @Override
    public List<DataFile> files() {
        return Stream.concat(
                        Stream.of(new DataFile(spec.file(), DataFault.FILE)),
                        spec.testFile().map(test -> new DataFile(test, DataFault.TEST_FILE)).stream())
                .toList();
    }

    @Override
    public Scaling scaling() {
        return Scaling.EACH_COLUMN;
    }

    private CsvText text() {
        return new CsvText(new DataFile(spec.file(), DataFault.FILE), spec.format(), CsvUse.TRAINING);
    }

    private Optional<CsvText> test() {
        return spec.testFile()
                .map(file -> new CsvText(new DataFile(file, DataFault.TEST_FILE), spec.format(), CsvUse.TEST));
    }

    @Override
    public RawExamples read(long seed) {
        CsvText text = text();
        CsvRows rows =
                new CsvRows(text, spec.table(), (first, line) -> CsvHeader.of(text, spec, first, line), this::content);
        rows.end(text.read(rows));
        TableEncoding encoding = TableEncoding.of(rows.features(), spec.table().gaps());
        Optional<CsvRows> test = test().map(other -> test(other, rows.header(), encoding));
        CsvRows[] files = Stream.concat(Stream.of(rows), test.stream()).toArray(CsvRows[]::new);
        List<String> remarks = new ArrayList<>();
        for (CsvRows file : files) {
            remarks.addAll(file.remarks());
        }
        test.ifPresent(other -> encoding.unknown(other)
                .forEach(told -> remarks.add(spec.testFile().orElseThrow() + ": " + told)));
        Table features = encoding.table(spec.file(), files);
        return RawExamples.of(
                        spec.file().toString(),
                        features,
                        spec.label().map(label -> labels(label, files)).orElseGet(() -> none(features.rows(), remarks)),
                        encoding.meaning(),
                        remarks)
                .withTests(RawExamples.range(rows.size(), features.rows()))
                .withForm(new Features.Columns(encoding.features()));
    }

    /** The rows of the file for the test, by the columns and categories of the one to train on. */
    private CsvRows test(CsvText text, CsvHeader header, TableEncoding encoding) {
        CsvRows rows = new CsvRows(
                text,
                spec.table(),
                (first, line) -> header.in(text, first, line),
                column -> isLabel(column) ? content(column) : encoding.content(column));
        return rows.end(text.read(rows));
    }

    private CsvColumn.Content content(String column) {
        List<String> categorical = spec.table().categorical();
        if (isLabel(column)) {
            return spec.labelKind() == LabelKind.REGRESSION ? CsvColumn.Content.LABELS : CsvColumn.Content.CLASSES;
        } else if (categorical.contains(column)) {
            return CsvColumn.Content.CATEGORIES;
        }
        return categorical.contains(TableSpec.AUTO) ? CsvColumn.Content.FOUND : CsvColumn.Content.NUMBERS;
    }

    private boolean isLabel(String column) {
        return spec.label().filter(column::equals).isPresent();
    }

    private Labels.None none(int rows, List<String> remarks) {
        remarks.add(RawExamples.unlabelled(spec.file()));
        return new Labels.None(spec.labelKind(), rows);
    }

    private Labels labels(String label, CsvRows... files) {
        return spec.labelKind() == LabelKind.REGRESSION ? numbers(label, files) : classes(label, files);
    }

    private Labels.Numbers numbers(String label, CsvRows... files) {
        return new Labels.Numbers(
                new Table.Numbers(
                        Arrays.stream(files)
                                .flatMapToDouble(file -> IntStream.range(0, file.size())
                                        .mapToDouble(row -> file.label().number(row)))
                                .toArray(),
                        List.of("%s: column '%s'".formatted(spec.file(), Shown.text(label)))),
                List.of(label));
    }

    /** @param files the first of them tells which classes there are */
    private Labels.Classes classes(String label, CsvRows... files) {
        List<String> names = List.copyOf(new TreeSet<>(files[0].label().categories()));
        Map<String, Integer> indices = new HashMap<>();
        names.forEach(name -> indices.put(name, indices.size()));
        return new Labels.Classes(
                Arrays.stream(files)
                        .flatMapToInt(file -> indices(label, file, indices))
                        .toArray(),
                names);
    }

    private IntStream indices(String label, CsvRows file, Map<String, Integer> known) {
        CsvColumn column = file.label();
        List<String> unknown = column.categories().stream()
                .filter(name -> !known.containsKey(name))
                .toList();
        if (!unknown.isEmpty()) {
            throw new InvalidDataException(
                    DataFault.TEST_FILE,
                    "%s: column '%s' holds classes that %s does not: %s"
                            .formatted(
                                    spec.testFile().orElseThrow(),
                                    Shown.text(label),
                                    spec.file(),
                                    Shown.list(unknown)));
        }
        int[] codes = column.categories().stream()
                .mapToInt(name -> known.getOrDefault(name, CsvColumn.GAP))
                .toArray();
        return IntStream.range(0, file.size()).map(row -> codes[column.code(row)]);
    }
}
