package io.weightloom.runner.table;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.weightloom.text.Legible;
import java.util.List;
import java.util.function.Function;

/** Tables for a terminal. */
public final class TextTable {

    private TextTable() {}

    /** A head line and one line per row. */
    public static <T> String of(List<T> rows, List<ColumnData<T>> columns) {
        return AsciiTable.builder()
                .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
                .data(rows, columns)
                .asString();
    }

    /** A column of words. */
    public static <T> ColumnData<T> left(String header, Function<T, String> text) {
        return column(header, HorizontalAlign.LEFT, text);
    }

    /** A column of numbers. */
    public static <T> ColumnData<T> right(String header, Function<T, String> text) {
        return column(header, HorizontalAlign.RIGHT, text);
    }

    private static <T> ColumnData<T> column(String header, HorizontalAlign align, Function<T, String> text) {
        return new Column()
                .header(Legible.line(header))
                .headerAlign(align)
                .dataAlign(align)
                .with(text.andThen(Legible::line));
    }
}
