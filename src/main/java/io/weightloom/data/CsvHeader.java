package io.weightloom.data;

import io.weightloom.spec.Nearest;
import io.weightloom.spec.SourceSpec;
import java.util.HashSet;
import java.util.LinkedHashSet;
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
     * @param line on which they stand, counted from 1
     * @throws InvalidDataException if names are empty or given twice, or if the label's or every feature's is missing
     */
    static CsvHeader of(SourceSpec.Csv spec, List<String> columns, long line) {
        String place = "%s:%s: ".formatted(spec.file(), line);
        FaultGathering faults = new FaultGathering();
        Set<String> known = new HashSet<>();
        Set<String> twice = new LinkedHashSet<>();
        for (int column = 0; column < columns.size(); column++) {
            String name = columns.get(column);
            if (name.isEmpty()) {
                faults.add(
                        DataFault.FILE,
                        place + "column %s of %s has no name in the header".formatted(column + 1, columns.size()));
            } else if (!known.add(name)) {
                twice.add(name);
            }
        }
        twice.forEach(name -> faults.add(DataFault.FILE, place + "two columns are named '%s'".formatted(name)));
        if (!known.contains(spec.label())) {
            faults.add(
                    DataFault.LABEL,
                    place + "no label column '%s'; %s".formatted(spec.label(), hint(spec.label(), columns)));
        } else if (columns.size() == 1) {
            faults.add(
                    DataFault.FILE,
                    place
                            + "the label '%s' is the only column; at least one feature is needed"
                                    .formatted(spec.label()));
        }
        faults.throwIfAny();
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
