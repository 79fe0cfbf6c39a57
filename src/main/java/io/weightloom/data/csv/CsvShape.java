package io.weightloom.data.csv;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How a file's first line and its rows fit each other, where programs write one cell more or less into one of them than
 * into the other: a separator at the end, or no name above the names of the rows.
 *
 * @param first the cells of the first line, as many as there are columns; a column without a name has an empty one
 * @param openEnd whether a separator at the end of the first line or of all rows is left out
 * @param namedRows whether the first line has no cell for the first column, which names the rows
 */
record CsvShape(List<String> first, boolean openEnd, boolean namedRows) {

    CsvShape {
        first = List.copyOf(first);
    }

    /** Of a file of which only the first line is known. */
    static CsvShape of(List<String> first) {
        return new CsvShape(first, false, false);
    }

    /**
     * Of a file. Where the two do not fit, or both have nothing at their ends, it is read once more, because all rows
     * are asked.
     *
     * @param first the cells of its first line
     * @param row the cells of its first row, which may be the same
     */
    static CsvShape of(CsvText text, List<String> first, List<String> row) {
        boolean openLine = isOpen(first);
        boolean known =
                row.size() == first.size() ? !openLine || !isOpen(row) : Math.abs(row.size() - first.size()) > 1;
        if (known) {
            return of(first);
        }
        Survey rows = new Survey(text.isNamed());
        text.read(rows);
        int more = rows.width - first.size(); // 0 if the rows are not alike
        List<String> shorter = first.subList(0, first.size() - 1);
        if (!rows.alike) {
            return of(first);
        } else if (openLine && (more < 0 || (more == 0 && rows.open))) {
            return new CsvShape(shorter, true, false);
        } else if (more > 0 && rows.open) {
            return new CsvShape(first, true, false);
        } else if (more > 0 && rows.named && first.size() > 1 && first.stream().noneMatch(text::isNumber)) {
            List<String> names = new ArrayList<>(first);
            names.add(0, "");
            return new CsvShape(names, false, true);
        }
        return of(first);
    }

    /** The cells of a row, of which there is one for each column. */
    List<String> row(List<String> cells) {
        return openEnd && cells.size() > first.size() ? cells.subList(0, first.size()) : cells;
    }

    private static boolean isOpen(List<String> cells) {
        return cells.get(cells.size() - 1).isEmpty();
    }

    /** What all rows have in common. Not thread-safe. */
    private static final class Survey implements CsvText.Rows {

        private final Set<String> firstCells = new HashSet<>();
        private boolean behindHeader;
        private int width;
        private boolean alike = true; // of one width
        private boolean open = true; // with nothing in their last cells
        private boolean named = true; // by their first cells, all of them different

        private Survey(boolean header) {
            this.behindHeader = !header;
        }

        @Override
        public void add(List<String> cells, long line) {
            if (!behindHeader) {
                behindHeader = true;
                return;
            }
            width = width == 0 ? cells.size() : width;
            alike &= width == cells.size();
            open &= isOpen(cells);
            named = named && firstCells.add(cells.get(0));
        }
    }
}
