package io.weightloom.runner.sheet;

import io.weightloom.runner.review.RunView;
import io.weightloom.runner.review.TrialSummary;
import io.weightloom.runner.table.TrialColumns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which of a run's trials are asked for, and in which order: by the names that the page and the CSV have for columns.
 *
 * @param filter as in the page's table; may be empty
 * @param sort names of columns with commas between them, the first counts most; "-" before one for falling. What is
 *     missing is last in either direction, and trials that are alike come by number
 * @param offset how many trials are left out first, at least 0
 * @param limit how many trials there are at most, at least 1
 */
public record TrialSelection(String filter, String sort, int offset, int limit) {

    /** In which a bare word is looked for whatever else the page's table has. */
    private static final List<String> ALWAYS = List.of("role", "outcome", "state");

    /**
     * Trials that were asked for.
     *
     * @param total how many pass the filter
     * @param trials those from the offset to the limit
     */
    public record Selected(int total, List<TrialSummary> trials) {}

    /** A column's values by its name. */
    private record Row(TrialSummary trial, Function<String, @Nullable Object> values) {}

    /**
     * Those of a run.
     *
     * @throws IllegalArgumentException if the filter or the order name a column that there is not; the message is for
     *     people, and has all that is wrong
     */
    public Selected of(RunView run) {
        List<ParameterValues> parameters = ParameterValues.of(run);
        Map<String, Function<TrialSummary, @Nullable Object>> columns = new HashMap<>();
        List<String> names = new ArrayList<>();
        SheetColumns.ofTrials(run, parameters).columns().forEach(column -> {
            columns.put(column.name(), column.value());
            names.add(column.name());
        });
        ColumnNames known = new ColumnNames(names, namesInCsv(), shown(run));
        List<String> faults = new ArrayList<>();
        Predicate<Function<String, @Nullable Object>> passes = passes(known, faults);
        Comparator<Row> order = order(known, faults);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        List<TrialSummary> all = run.trials().stream()
                .map(trial -> new Row(
                        trial, name -> columns.getOrDefault(name, other -> null).apply(trial)))
                .filter(row -> passes.test(row.values))
                .sorted(order)
                .map(Row::trial)
                .toList();
        return new Selected(all.size(), all.stream().skip(offset).limit(limit).toList());
    }

    private Predicate<Function<String, @Nullable Object>> passes(ColumnNames known, List<String> faults) {
        try {
            return RowFilter.of(filter, known);
        } catch (IllegalArgumentException e) {
            faults.add("filter: " + e.getMessage());
            return row -> true;
        }
    }

    private Comparator<Row> order(ColumnNames known, List<String> faults) {
        Comparator<Row> order = Comparator.comparing(row -> true);
        for (String key : sort.isEmpty() ? new String[0] : sort.split(",", -1)) {
            boolean falling = key.startsWith("-");
            try {
                String name = known.meant(falling ? key.substring(1) : key);
                order = order.thenComparing(row -> row.values.apply(name), CellValues.order(falling));
            } catch (IllegalArgumentException e) {
                faults.add("sort: " + e.getMessage());
            }
        }
        return order; // trials come by number, and sorting keeps that where it may
    }

    /** What columns are called in the CSV, with their names in the sheet. */
    private static Map<String, String> namesInCsv() {
        Map<String, String> names = new HashMap<>();
        TrialColumns.inSheet().forEach(column -> column.csv().ifPresent(csv -> names.put(csv, column.name())));
        return names;
    }

    private static List<String> shown(RunView run) {
        Set<String> shown = new LinkedHashSet<>(ALWAYS);
        Stream.concat(
                        TrialColumns.onPage(run.parameters(), run.trials()).stream()
                                .map(TrialColumns.PageColumn::name),
                        Stream.of("bytes"))
                .forEach(shown::add);
        return List.copyOf(shown);
    }
}
