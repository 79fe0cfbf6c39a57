/**
 * Makes experiments out of a tree of settings, or says everything that is wrong with it, each fault with its place; and
 * writes the schema of such trees. May know {@code text}, {@code spec.fault}, {@code spec} and {@code spec.settings}.
 * Start at {@link io.weightloom.spec.read.SpecReader}.
 */
@NullMarked
package io.weightloom.spec.read;

import org.jspecify.annotations.NullMarked;
