/**
 * What is shown of runs as tables: the one list of a trial's columns, CSV, text for a terminal. May know {@code text},
 * {@code spec}, {@code runner.database} and {@code runner.review}. Start at
 * {@link io.weightloom.runner.table.TrialColumns}.
 */
@NullMarked
package io.weightloom.runner.table;

import org.jspecify.annotations.NullMarked;
