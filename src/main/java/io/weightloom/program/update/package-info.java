/**
 * Optimisers: one pass over all numbers that are trained. May know {@code program.kernel}. Start at
 * {@link io.weightloom.program.update.FloatDescent}.
 */
@NullMarked
package io.weightloom.program.update;

import org.jspecify.annotations.NullMarked;
