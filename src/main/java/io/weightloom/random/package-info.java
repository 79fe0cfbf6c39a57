/**
 * Named streams of random numbers, from the seed of a trial. May know {@code text}. Start at
 * {@link io.weightloom.random.RandomStream}.
 */
@NullMarked
package io.weightloom.random;

import org.jspecify.annotations.NullMarked;
