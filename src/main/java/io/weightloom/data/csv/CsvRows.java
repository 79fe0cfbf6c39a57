package io.weightloom.data.csv;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.FaultGathering;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.spec.TableSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rows of a CSV file, of which the columns that are used are kept. Not thread-safe. */
final class CsvRows implements CsvText.Rows, EncodableRows {

    private static final int MOST_TOLD = 20;

    private final CsvText text;
    private final TableSpec table;
    private final Opening opening;
    private final Function<String, CsvColumn.Content> contents;
    private final GapCells gapCells;
    private final Map<Integer, Ragged> ragged = new LinkedHashMap<>(); // by the number of their cells
    private final List<CsvColumn> columns = new ArrayList<>(); // the label last
    private @Nullable List<String> first; // cells of the line that names the columns
    private long firstLine;
    private @Nullable CsvShape shape;
    private @Nullable CsvHeader header;
    private int[] used = {}; // which cells of a row go into which of the columns
    private int rows;
    private int dropped;

    /** What the first row says of the columns. */
    interface Opening {

        /**
         * The columns.
         *
         * @param line on which the row stands, counted from 1
         */
        CsvHeader of(CsvShape shape, long line);
    }

    /** Rows of another length than the first one. */
    private record Ragged(int rows, long first, long last) {}

    /**
     * Without rows yet.
     *
     * @param opening takes the first row
     * @param contents what each column holds, by its name
     */
    CsvRows(CsvText text, TableSpec table, Opening opening, Function<String, CsvColumn.Content> contents) {
        this.text = text;
        this.table = table;
        this.opening = opening;
        this.contents = contents;
        this.gapCells = GapCells.of(table, text.format().decimal());
    }

    @Override
    public void add(List<String> cells, long line) {
        if (first == null) {
            first = cells;
            firstLine = line;
            if (text.isNamed()) {
                return;
            }
        }
        if (shape == null) {
            shape = CsvShape.of(text, first, cells);
        }
        add(shape.row(cells), line, header == null ? open(shape) : header);
    }

    private CsvHeader open(CsvShape shape) {
        CsvHeader opened = opening.of(shape, firstLine);
        header = opened;
        used = opened.used().stream().mapToInt(Integer::intValue).toArray();
        for (int column : used) {
            String name = opened.names().get(column);
            columns.add(new CsvColumn(name, contents.apply(name), text.format().decimal(), table.gaps(), text.use()));
        }
        return opened;
    }

    private void add(List<String> cells, long line, CsvHeader header) {
        rows++;
        if (cells.size() != header.names().size()) {
            ragged.merge(
                    cells.size(),
                    new Ragged(1, line, line),
                    (all, one) -> new Ragged(all.rows() + 1, all.first(), one.last()));
            return;
        }
        boolean[] gaps = new boolean[used.length];
        boolean any = false;
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = gapCells.has(cells.get(used[i]), used[i] == header.label());
            any |= gaps[i];
        }
        if (any && text.use().drops(table.gaps())) {
            dropped++;
            return;
        }
        for (int i = 0; i < gaps.length; i++) {
            columns.get(i).add(cells.get(used[i]), gaps[i], line);
        }
    }

    /**
     * Says that there are no more rows.
     *
     * @param behind what is wrong behind them
     * @throws InvalidDataException if anything is wrong, or if no rows are left
     */
    CsvRows end(Optional<DataFault> behind) {
        if (header == null && first != null) {
            open(CsvShape.of(first));
        }
        List<String> told = new ArrayList<>();
        ragged.forEach((cells, found) -> told.add(raggedFault(cells, found)));
        for (CsvColumn column : columns) {
            column.fault().ifPresent(fault -> told.add(place(fault.line()) + fault.message()));
        }
        FaultGathering faults = new FaultGathering();
        told.stream().limit(MOST_TOLD).forEach(fault -> faults.add(text.setting(), fault));
        if (told.size() > MOST_TOLD) {
            faults.add(
                    text.setting(),
                    "%s: and %s more columns or lengths of rows".formatted(text.name(), told.size() - MOST_TOLD));
        }
        behind.ifPresent(fault -> faults.add(fault.setting(), fault.message()));
        faults.throwIfAny();
        if (size() == 0) {
            throw new InvalidDataException(text.setting(), text.name() + nothing());
        }
        return this;
    }

    private String nothing() {
        if (header == null) {
            return text.isNamed() ? " is empty; its first line must name the columns" : " is empty";
        }
        return dropped == 0
                ? " has a header, but no rows"
                : ": all %s rows have a gap, and are left out by data.missing.as: drop".formatted(dropped);
    }

    private String raggedFault(int cells, Ragged found) {
        int wanted = header().names().size();
        return "%s%s %s, but %s%s"
                .formatted(
                        place(found.first()),
                        cells,
                        cells == 1 ? "cell" : "cells",
                        text.isNamed()
                                ? "the header names %s columns".formatted(wanted)
                                : "the first row has %s".formatted(wanted),
                        found.rows() == 1
                                ? ""
                                : "; so in %s of %s rows, the last on line %s"
                                        .formatted(found.rows(), rows, found.last()));
    }

    private String place(long line) {
        return "%s:%s: ".formatted(text.name(), line);
    }

    /** What the first row says. */
    CsvHeader header() {
        if (header == null) {
            throw new IllegalStateException("There is no row yet");
        }
        return header;
    }

    @Override
    public List<CsvColumn> features() {
        return columns.subList(0, header().features().size());
    }

    /** The label. */
    CsvColumn label() {
        return columns.get(columns.size() - 1);
    }

    @Override
    public int size() {
        return rows - dropped - ragged.values().stream().mapToInt(Ragged::rows).sum();
    }

    /** What a user should know of it, although it is no fault. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (dropped > 0) {
            remarks.add("%s of %s rows have a gap and are left out (data.missing.as: drop)".formatted(dropped, rows));
        }
        if (shape != null && shape.namedRows()) {
            remarks.add(
                    "the header names %s columns, but all rows have %s cells, of which the first is taken for a row's name"
                            .formatted(shape.first().size() - 1, shape.first().size()));
        }
        columns.forEach(column -> column.remark().ifPresent(remarks::add));
        return remarks.stream().map(remark -> text.name() + ": " + remark).toList();
    }
}
