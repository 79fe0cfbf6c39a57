/**
 * The training loop over segments, evaluation and checkpoints. May know {@code layout}, {@code random}, {@code spec},
 * {@code data}, {@code program.update}, {@code program}, {@code network.graph} and {@code network}.
 */
@NullMarked
package io.weightloom.training;

import org.jspecify.annotations.NullMarked;
