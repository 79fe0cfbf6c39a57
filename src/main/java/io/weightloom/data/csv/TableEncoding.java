package io.weightloom.data.csv;

import io.weightloom.data.raw.Feature;
import io.weightloom.data.raw.Shown;
import io.weightloom.data.raw.Table;
import io.weightloom.spec.TableSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How cells become numbers: each feature that holds numbers is one of them, each that holds categories one for each
 * category, 1 where it is the cell's and else 0; behind it comes a further number that is 1 where the cell is a gap, if
 * that is wanted and there are gaps. Made from one file, it serves for others of the same columns, where a category
 * that is not known is all zeros. Immutable.
 *
 * @param features in the order of the columns
 * @param gaps what becomes of gaps
 */
record TableEncoding(List<Feature> features, TableSpec.Gaps gaps) {

    TableEncoding {
        features = List.copyOf(features);
    }

    /** Of the columns of a file. */
    static TableEncoding of(List<CsvColumn> columns, TableSpec.Gaps gaps) {
        return new TableEncoding(
                columns.stream()
                        .map(column -> new Feature(
                                column.name(),
                                column.isCategorical()
                                        ? Optional.of(List.copyOf(new TreeSet<>(column.categories())))
                                        : Optional.empty(),
                                gaps == TableSpec.Gaps.INDICATOR && column.hasGaps()))
                        .toList(),
                gaps);
    }

    /** What a column of another file holds. */
    CsvColumn.Content content(String column) {
        return features.stream()
                        .filter(feature -> feature.name().equals(column))
                        .anyMatch(feature -> feature.categories().isPresent())
                ? CsvColumn.Content.CATEGORIES
                : CsvColumn.Content.NUMBERS;
    }

    /** What the numbers mean, as far as it is not told by the numbers: empty if they are all numbers of the file. */
    String meaning() {
        return features.stream().allMatch(feature -> feature.categories().isEmpty() && !feature.gap())
                ? ""
                : features.toString();
    }

    /**
     * The numbers of files with these columns.
     *
     * @param origin what messages call them
     * @param files rows of each, one after the other
     */
    Table table(Object origin, EncodableRows... files) {
        int rows = Arrays.stream(files).mapToInt(EncodableRows::size).sum();
        int width = features.stream().mapToInt(Feature::width).sum();
        double[] values = new double[Table.length(origin.toString(), rows, width)];
        int first = 0; // row of the file
        for (EncodableRows file : files) {
            int place = 0; // column of the feature
            for (int f = 0; f < features.size(); f++) {
                put(file.features().get(f), features.get(f), file.size(), values, first * width + place, width);
                place += features.get(f).width();
            }
            first += file.size();
        }
        Table.Numbers numbers = new Table.Numbers(
                values,
                features.stream()
                        .flatMap(TableEncoding::names)
                        .map(name -> origin + ": " + name)
                        .toList());
        return Arrays.stream(values).anyMatch(Double::isNaN)
                ? new Table.Gapped(numbers, gaps == TableSpec.Gaps.MEDIAN ? Table.Fill.MEDIAN : Table.Fill.MEAN)
                : numbers;
    }

    /** What messages call the numbers of a feature. */
    private static Stream<String> names(Feature feature) {
        String column = "column '%s'".formatted(Shown.text(feature.name()));
        Stream<String> values = feature.categories()
                .map(known -> known.stream().map(category -> column + " = '" + Shown.text(category) + "'"))
                .orElse(Stream.of(column));
        return feature.gap() ? Stream.concat(values, Stream.of("gaps of " + column)) : values;
    }

    /** Puts a column's numbers in their places: the first one and, row by row, those {@code step} further. */
    private static void put(CsvColumn column, Feature feature, int rows, double[] values, int start, int step) {
        int[] codes = codes(column, feature);
        for (int row = 0; row < rows; row++) {
            int place = start + row * step;
            boolean gap;
            if (feature.categories().isPresent()) {
                gap = column.code(row) == CsvColumn.GAP;
                int code = gap ? CsvColumn.GAP : codes[column.code(row)];
                if (code != CsvColumn.GAP) {
                    values[place + code] = 1;
                }
            } else {
                gap = Double.isNaN(column.number(row));
                values[place] = column.number(row);
            }
            if (feature.gap()) {
                values[place + feature.width() - 1] = gap ? 1 : 0;
            }
        }
    }

    /** The place of each of the column's categories among those that are known. */
    private static int[] codes(CsvColumn column, Feature feature) {
        Map<String, Integer> known = new HashMap<>();
        feature.categories().orElse(List.of()).forEach(category -> known.put(category, known.size()));
        return column.categories().stream()
                .mapToInt(category -> known.getOrDefault(category, CsvColumn.GAP))
                .toArray();
    }

    /** The categories of another file that are not known here, told feature by feature. */
    List<String> unknown(EncodableRows other) {
        List<String> told = new ArrayList<>();
        for (int f = 0; f < features.size(); f++) {
            CsvColumn column = other.features().get(f);
            features.get(f)
                    .categories()
                    .map(known -> column.categories().stream()
                            .filter(category -> !known.contains(category))
                            .collect(Collectors.toCollection(TreeSet::new)))
                    .filter(unknown -> !unknown.isEmpty())
                    .ifPresent(unknown -> told.add(
                            "column '%s' holds categories that the file to train on does not, and that are all zeros: %s"
                                    .formatted(Shown.text(column.name()), Shown.list(unknown))));
        }
        return told;
    }
}
