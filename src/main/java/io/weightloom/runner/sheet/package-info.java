/**
 * What the page is fed with: a run's sheet and what has changed of it, curves of many trials. May know {@code text},
 * {@code spec}, {@code runner.database}, {@code runner.review} and {@code runner.table}. Start at
 * {@link io.weightloom.runner.sheet.Sheet}.
 */
@NullMarked
package io.weightloom.runner.sheet;

import org.jspecify.annotations.NullMarked;
