/**
 * Examples: sources (built-in generators, IDX, CSV), splits, standardisation, minibatches. May know {@code text},
 * {@code random} and {@code spec}. Start at {@link io.weightloom.data.Datasets}.
 */
@NullMarked
package io.weightloom.data;

import org.jspecify.annotations.NullMarked;
