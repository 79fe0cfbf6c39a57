/**
 * Checkpoints that outlive the process that wrote them, as files or as rows of the database. May know {@code text},
 * {@code training} and {@code runner.database}. Start at {@link io.weightloom.runner.checkpoint.CheckpointStore}.
 */
@NullMarked
package io.weightloom.runner.checkpoint;

import org.jspecify.annotations.NullMarked;
