package io.weightloom.data;

import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TableSpec;
import io.weightloom.spec.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** A CSV file. The label of a class is its name; classes are numbered in the order of their names. Immutable. */
record CsvFile(SourceSpec.Csv spec) implements Source {

    @Override
    public Object version(long seed) {
        return text().version();
    }

    @Override
    public Scaling scaling() {
        return Scaling.EACH_COLUMN;
    }

    private CsvText text() {
        return new CsvText(spec.file(), DataFault.FILE, spec.format());
    }

    @Override
    public RawExamples read(long seed) {
        CsvText text = text();
        CsvRows rows =
                new CsvRows(text, spec.table(), (first, line) -> CsvHeader.of(text, spec, first, line), this::content);
        rows.end(text.read(rows));
        TableEncoding encoding = TableEncoding.of(rows.features(), spec.table().gaps());
        return RawExamples.of(
                spec.file().toString(),
                encoding.table(spec.file(), rows),
                spec.task() == Task.REGRESSION ? numbers(rows) : classes(rows),
                encoding.meaning(),
                rows.remark().stream().toList());
    }

    private CsvColumn.Content content(String column) {
        List<String> categorical = spec.table().categorical();
        if (column.equals(spec.label())) {
            return spec.task() == Task.REGRESSION ? CsvColumn.Content.LABELS : CsvColumn.Content.CLASSES;
        } else if (categorical.contains(column)) {
            return CsvColumn.Content.CATEGORIES;
        }
        return categorical.contains(TableSpec.AUTO) ? CsvColumn.Content.FOUND : CsvColumn.Content.NUMBERS;
    }

    private Labels.Numbers numbers(CsvRows rows) {
        CsvColumn label = rows.label();
        return new Labels.Numbers(new Table.Numbers(
                IntStream.range(0, rows.size()).mapToDouble(label::number).toArray(),
                List.of("%s: column '%s'".formatted(spec.file(), Shown.text(spec.label())))));
    }

    private static Labels.Classes classes(CsvRows rows) {
        CsvColumn label = rows.label();
        List<String> names = List.copyOf(new TreeSet<>(label.categories()));
        Map<String, Integer> indices = new HashMap<>();
        names.forEach(name -> indices.put(name, indices.size()));
        int[] codes = label.categories().stream().mapToInt(indices::get).toArray();
        return new Labels.Classes(
                IntStream.range(0, rows.size())
                        .map(row -> codes[label.code(row)])
                        .toArray(),
                names);
    }
}
