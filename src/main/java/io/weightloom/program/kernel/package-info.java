/**
 * Loops over numbers: what the operations of a compiled program do. May know {@code program.ir}. Start at
 * {@link io.weightloom.program.kernel.Kernel}.
 */
@NullMarked
package io.weightloom.program.kernel;

import org.jspecify.annotations.NullMarked;
