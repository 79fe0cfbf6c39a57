/**
 * The rows of runs and trials, and the files of checkpoints and weights. May know {@code text}, {@code layout},
 * {@code spec}, {@code training}, {@code verification}, {@code trial}, {@code runner.database} and
 * {@code runner.checkpoint}. Start at {@link io.weightloom.runner.store.Trials}.
 */
@NullMarked
package io.weightloom.runner.store;

import org.jspecify.annotations.NullMarked;
