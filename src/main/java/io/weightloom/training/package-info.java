/**
 * The training loop over segments, evaluation and checkpoints. May know {@code spec}, {@code layout}, {@code data},
 * {@code network} and {@code program}.
 */
@NullMarked
package io.weightloom.training;

import org.jspecify.annotations.NullMarked;
