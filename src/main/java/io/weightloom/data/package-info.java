/**
 * Data sets of trials: a source for every spec, splits, standardisation, tasks, minibatches. May know {@code text},
 * {@code random}, {@code spec.fault}, {@code spec}, {@code data.raw}, {@code data.csv}, {@code data.picture},
 * {@code data.tasks} and {@code data.sequence}. Start at {@link io.weightloom.data.Datasets}.
 */
@NullMarked
package io.weightloom.data;

import org.jspecify.annotations.NullMarked;
