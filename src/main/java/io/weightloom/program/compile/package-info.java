/**
 * From a graph to a list of kernels: one class for each pass. May know {@code program.ir}, {@code program.natives} and
 * {@code program.kernel}. Start at {@link io.weightloom.program.compile.Compiler}.
 */
@NullMarked
package io.weightloom.program.compile;

import org.jspecify.annotations.NullMarked;
