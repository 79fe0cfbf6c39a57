/**
 * Texts, character by character. May know {@code text}, {@code spec} and {@code data.raw}. Start at
 * {@link io.weightloom.data.sequence.TextFile}.
 */
@NullMarked
package io.weightloom.data.sequence;

import org.jspecify.annotations.NullMarked;
