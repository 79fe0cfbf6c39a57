package io.weightloom.data.raw;

import java.util.List;

/**
 * Examples to predict for.
 *
 * @param table {@code [rows, features]}; gaps are not numbers
 * @param remarks what a user should know of them, although it is no fault
 */
public record InputTable(Table table, List<String> remarks) {

    /** Copies the list. */
    public InputTable {
        remarks = List.copyOf(remarks);
    }
}
