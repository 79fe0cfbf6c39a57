/**
 * What sources give before anything is split or scaled: tables, labels, tasks, files, and faults in them. May know
 * {@code text} and {@code spec}. Start at {@link io.weightloom.data.raw.Source}.
 */
@NullMarked
package io.weightloom.data.raw;

import org.jspecify.annotations.NullMarked;
