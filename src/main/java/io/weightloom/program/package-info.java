/**
 * The compiled form of a training graph, and its updaters. Knows ND4J only. Start at
 * {@link io.weightloom.program.TrainingProgram}.
 */
@NullMarked
package io.weightloom.program;

import org.jspecify.annotations.NullMarked;
