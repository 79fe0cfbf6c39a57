package io.weightloom.data.csv;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.FaultGathering;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Shown;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TableSpec;
import io.weightloom.text.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The columns of a CSV file, and which of them are used.
 *
 * @param names of all columns; their numbers, from 1, where they have none; empty where that is another's name
 * @param features which of the columns are features, counted from 0; at least one, of different names
 * @param label which of the columns is the label, counted from 0; {@value #NONE} if none is
 */
record CsvHeader(List<String> names, List<Integer> features, int label) {

    /** In place of a label's number. */
    static final int NONE = -1;

    CsvHeader {
        names = List.copyOf(names);
        features = List.copyOf(features);
    }

    /**
     * Of the file's first row.
     *
     * @param text the file
     * @param shape has the cells of the first row: names, or those of an example if nothing names the columns
     * @param line on which it stands, counted from 1
     * @throws InvalidDataException if columns that are asked for are missing, or if features have no name or the same
     */
    static CsvHeader of(CsvText text, SourceSpec.Csv spec, CsvShape shape, long line) {
        return new Reading(text, shape, line).header(spec);
    }

    /**
     * The same columns in another file, wherever they are there.
     *
     * @param text the other file
     * @param shape has the cells of its first row
     * @param line on which that stands, counted from 1
     * @throws InvalidDataException if it lacks one of them, or has two of the same name
     */
    CsvHeader in(CsvText text, CsvShape shape, long line) {
        return new Reading(text, shape, line)
                .like(used().stream().map(names::get).toList(), names.size(), label != NONE);
    }

    /**
     * Columns of these names without a label; of a file where nothing names columns, and there are just as many, in
     * their order.
     *
     * @param text the file
     * @param wanted names of the features
     * @param given whether the names are the user's own; else just as many columns of other names are those in order
     * @param shape has the cells of its first row
     * @param line on which that stands, counted from 1
     * @throws InvalidDataException if it lacks one of them, or has two of the same name
     */
    static CsvHeader ofInputs(CsvText text, List<String> wanted, boolean given, CsvShape shape, long line) {
        Reading reading = new Reading(text, shape, line);
        boolean inOrder = !text.isNamed() || (!given && !reading.names.containsAll(wanted));
        return inOrder && reading.names.size() == wanted.size()
                ? new CsvHeader(
                        wanted, IntStream.range(0, wanted.size()).boxed().toList(), NONE)
                : reading.like(wanted, wanted.size(), false);
    }

    /** Features and label: all that is used of a row. */
    List<Integer> used() {
        List<Integer> used = new ArrayList<>(features);
        if (label != NONE) {
            used.add(label);
        }
        return used;
    }

    /** One reading of a first row. Not thread-safe. */
    private static final class Reading {

        private final CsvText text;
        private final CsvShape shape;
        private final List<String> first;
        private final long line;
        private final boolean named;
        private final List<String> names;
        private final FaultGathering faults = new FaultGathering();

        private Reading(CsvText text, CsvShape shape, long line) {
            this.text = text;
            this.shape = shape;
            this.first = shape.first();
            this.line = line;
            this.named = text.isNamed();
            this.names = IntStream.range(0, first.size()).mapToObj(this::name).toList();
        }

        /** A column's number is no name for it if another column is called so. */
        private String name(int column) {
            String number = String.valueOf(column + 1);
            if (!named) {
                return number;
            }
            return first.get(column).isEmpty() && !first.contains(number) ? number : first.get(column);
        }

        /**
         * @param wanted names of the columns that are used
         * @param all how many columns the file to train on has
         * @param label whether the last of those wanted is the label
         */
        private CsvHeader like(List<String> wanted, int all, boolean label) {
            List<String> lacking =
                    wanted.stream().filter(name -> !names.contains(name)).toList();
            if (!lacking.isEmpty()) {
                add(
                        text.setting(),
                        named
                                ? "no column %s, which the file to train on has; the first row is %s"
                                        .formatted(Shown.list(lacking), Shown.list(first))
                                : "the first row has %s %s, but that of the file to train on has %s: is it a row at all? It is %s"
                                        .formatted(
                                                first.size(),
                                                first.size() == 1 ? "cell" : "cells",
                                                all,
                                                Shown.list(first)));
            }
            requireOnce(names.stream().filter(wanted::contains).toList());
            faults.throwIfAny();
            List<Integer> places = wanted.stream().map(names::indexOf).toList();
            int features = label ? places.size() - 1 : places.size();
            return new CsvHeader(names, places.subList(0, features), label ? places.get(features) : NONE);
        }

        private CsvHeader header(SourceSpec.Csv spec) {
            TableSpec table = spec.table();
            Optional<String> label = spec.label();
            label.filter(name -> !names.contains(name))
                    .ifPresent(name ->
                            add(DataFault.LABEL, "no label column '%s'; %s".formatted(Shown.text(name), hint(name))));
            if (names.size() > 1) { // else they are not separated as they should be, which is told
                requireKnown(DataFault.IGNORE, table.ignored());
                requireKnown(DataFault.FEATURES, table.features());
                requireKnown(DataFault.CATEGORICAL, table.categorical());
            }
            List<Integer> features = features(spec);
            if (features.isEmpty() && label.isEmpty()) {
                add(DataFault.IGNORE, "no column is left; at least one feature is needed");
            } else if (features.isEmpty() && names.contains(label.get())) {
                add(
                        names.size() == 1 ? text.setting() : DataFault.IGNORE,
                        "the label '%s' is the only column%s; at least one feature is needed%s"
                                .formatted(
                                        Shown.text(label.get()),
                                        names.size() == 1 ? "" : " that is left",
                                        names.size() == 1 ? "; " + text.separatorHint() : ""));
            }
            requireNames(features, spec);
            faults.throwIfAny();
            return new CsvHeader(names, features, label.map(names::indexOf).orElse(NONE));
        }

        private List<Integer> features(SourceSpec.Csv spec) {
            TableSpec table = spec.table();
            return IntStream.range(0, names.size())
                    .filter(i -> !isLabel(names.get(i), spec))
                    .filter(i -> table.features().isEmpty() || table.features().contains(names.get(i)))
                    .filter(i -> !table.ignored().contains(names.get(i)))
                    .filter(i -> !table.ignored().contains(first.get(i)) || !named)
                    .boxed()
                    .toList();
        }

        private static boolean isLabel(String name, SourceSpec.Csv spec) {
            return spec.label().filter(name::equals).isPresent();
        }

        private void requireKnown(String setting, List<String> asked) {
            asked.stream()
                    .filter(name -> !names.contains(name))
                    .filter(name -> !(named && first.contains(name))) // without a name
                    .filter(name -> !(name.isEmpty() && shape.openEnd())) // left out already
                    .filter(name -> !(setting.equals(DataFault.CATEGORICAL) && name.equals(TableSpec.AUTO)))
                    .forEach(name -> add(setting, "no column '%s'; %s".formatted(Shown.text(name), hint(name))));
        }

        private void requireNames(List<Integer> features, SourceSpec.Csv spec) {
            features.stream()
                    .filter(i -> first.get(i).isEmpty() && named)
                    .filter(i -> !spec.table().features().contains(names.get(i)))
                    .forEach(i -> add(text.setting(), nameless(i)));
            requireOnce(IntStream.range(0, names.size())
                    .filter(i -> features.contains(i) || isLabel(names.get(i), spec))
                    .mapToObj(names::get)
                    .filter(name -> !name.isEmpty())
                    .toList());
        }

        private String nameless(int column) {
            return shape.namedRows()
                    ? "the header names %s columns, but all rows have %s cells, of which the first is taken for a row's name; data.ignore: [\"\"] leaves that out"
                            .formatted(first.size() - 1, first.size())
                    : "column %s of %s has no name in the header; data.ignore: [\"\"] leaves it out"
                            .formatted(column + 1, first.size());
        }

        private void requireOnce(List<String> used) {
            Map<String, Integer> counts = new LinkedHashMap<>();
            used.forEach(name -> counts.merge(name, 1, Integer::sum));
            counts.forEach((name, count) -> {
                if (count > 1) {
                    add(
                            text.setting(),
                            "%s columns are named '%s'"
                                    .formatted(count == 2 ? "two" : String.valueOf(count), Shown.text(name)));
                }
            });
        }

        /** What columns there are. */
        private String hint(String wanted) {
            if (names.size() == 1) {
                return "%s only '%s'; %s"
                        .formatted(
                                named ? "the header names" : "the first row holds",
                                Shown.text(first.get(0)),
                                text.separatorHint());
            } else if (!named) {
                return "no header names columns, which are called by their numbers, 1 to %s".formatted(names.size());
            }
            return Nearest.of(wanted, names)
                    .map(name -> "did you mean '" + Shown.text(name) + "'?")
                    .orElseGet(() -> first.stream().anyMatch(text::isNumber)
                            ? "the first line holds numbers (%s): with data.header: none it is a row, and columns are called by their numbers, 1 to %s"
                                    .formatted(Shown.list(first), names.size())
                            : "the header names "
                                    + Shown.list(first.stream()
                                            .filter(name -> !name.isEmpty())
                                            .toList()));
        }

        private void add(String setting, String message) {
            faults.add(setting, "%s:%s: %s".formatted(text.name(), line, message));
        }
    }
}
