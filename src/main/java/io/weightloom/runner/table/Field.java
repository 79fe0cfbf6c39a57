package io.weightloom.runner.table;

import io.weightloom.text.Decimals;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table that is the same in CSV and in a terminal.
 *
 * @param name in CSV; in a terminal with blanks for hyphens
 * @param value in full; null where there is none
 * @param text for people
 */
record Field<T>(String name, Function<T, @Nullable Object> value, Function<T, String> text) {

    static <T> Field<T> plain(String name, Function<T, @Nullable Object> value) {
        return new Field<>(name, value, row -> word(value.apply(row)));
    }

    /** Four digits after the point for people. */
    static <T> Field<T> score(String name, Function<T, @Nullable Double> value) {
        return new Field<>(name, value::apply, row -> decimal(value.apply(row)));
    }

    /** A head line and one line per row, for a terminal. */
    static <T> String text(List<Field<T>> fields, List<T> rows) {
        return TextTable.of(
                rows,
                fields.stream()
                        .map(field -> TextTable.right(field.name.replace('-', ' '), field.text))
                        .toList());
    }

    private static String word(@Nullable Object value) {
        return value == null ? "" : String.valueOf(value);
    }

    private static String decimal(@Nullable Double value) {
        return value == null ? "" : Decimals.fixed(4, value);
    }
}
