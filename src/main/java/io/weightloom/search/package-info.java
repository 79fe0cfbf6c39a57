/**
 * Rounds: which trials to run next, and what is learned from their outcomes. May know {@code text}, {@code random},
 * {@code spec.fault}, {@code spec} and {@code spec.settings}.
 */
@NullMarked
package io.weightloom.search;

import org.jspecify.annotations.NullMarked;
