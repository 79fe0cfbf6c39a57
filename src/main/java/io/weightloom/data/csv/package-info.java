/**
 * Examples in CSV files, whatever their dialect: cells, columns, gaps, categories. May know {@code text}, {@code spec}
 * and {@code data.raw}. Start at {@link io.weightloom.data.csv.CsvFile}.
 */
@NullMarked
package io.weightloom.data.csv;

import org.jspecify.annotations.NullMarked;
