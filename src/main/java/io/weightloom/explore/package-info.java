/**
 * How a trained network behaves, as far as people can look at it: a grid or curve of what it says, a picture that it
 * holds, its weights in small. May know {@code layout}, {@code data.raw}, {@code data} and {@code trial}. Start at
 * {@link io.weightloom.explore.Behaviour}.
 */
@NullMarked
package io.weightloom.explore;

import org.jspecify.annotations.NullMarked;
