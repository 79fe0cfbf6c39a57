package io.weightloom.data;

import io.weightloom.spec.Nearest;
import io.weightloom.spec.SourceSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The first line of a CSV file.
 *
 * @param columns names, all different and none empty, at least two
 * @param label which of the columns is the label, counted from 0
 */
record CsvHeader(List<String> columns, int label) {

    private static final int COLUMNS_SHOWN = 20;

    CsvHeader {
        columns = List.copyOf(columns);
    }

    /**
     * Checks the names that were read.
     *
     * @throws InvalidDataException if a name is empty or given twice, or if the label's or every feature's is missing
     */
    static CsvHeader of(SourceSpec.Csv spec, List<String> columns) {
        Set<String> known = new HashSet<>();
        for (int column = 0; column < columns.size(); column++) {
            String name = columns.get(column);
            if (name.isEmpty()) {
                throw new InvalidDataException("%s: column %d of %d has no name in the header"
                        .formatted(spec.file(), column + 1, columns.size()));
            }
            if (!known.add(name)) {
                throw new InvalidDataException("%s: two columns are named '%s'".formatted(spec.file(), name));
            }
        }
        if (!known.contains(spec.label())) {
            throw new InvalidDataException(
                    "%s: no label column '%s'; %s".formatted(spec.file(), spec.label(), hint(spec.label(), columns)));
        }
        if (columns.size() == 1) {
            throw new InvalidDataException("%s: the label '%s' is the only column; at least one feature is needed"
                    .formatted(spec.file(), spec.label()));
        }
        return new CsvHeader(columns, columns.indexOf(spec.label()));
    }

    /** The names of all columns but the label, in their order. */
    List<String> features() {
        return columns.stream().filter(name -> !name.equals(columns.get(label))).toList();
    }

    private static String hint(String label, List<String> columns) {
        if (columns.size() == 1) {
            return "the header names only '%s' (columns are separated by commas)".formatted(columns.get(0));
        }
        return Nearest.of(label, columns)
                .map(name -> "did you mean '" + name + "'?")
                .orElseGet(() -> "the header names "
                        + columns.stream().limit(COLUMNS_SHOWN).collect(Collectors.joining(", "))
                        + (columns.size() > COLUMNS_SHOWN ? ", ..." : ""));
    }
}
