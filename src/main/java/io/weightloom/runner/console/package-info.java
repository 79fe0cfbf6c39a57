/**
 * The terminal: progress, tables, the lines of a log. May know {@code text}, {@code spec}, {@code training},
 * {@code verification}, {@code trial} and {@code runner.table}. Start at {@link io.weightloom.runner.console.Terminal}.
 */
@NullMarked
package io.weightloom.runner.console;

import org.jspecify.annotations.NullMarked;
