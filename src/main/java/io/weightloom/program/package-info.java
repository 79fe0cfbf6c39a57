/**
 * The compiled form of a training graph, and what trains with it. May know {@code program.ir}, {@code program.natives},
 * {@code program.kernel}, {@code program.update} and {@code program.compile}. Start at
 * {@link io.weightloom.program.TrainingProgram}.
 */
@NullMarked
package io.weightloom.program;

import org.jspecify.annotations.NullMarked;
