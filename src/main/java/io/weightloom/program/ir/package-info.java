/**
 * What is compiled: the list of operations of a training graph and the values that flow between them. Knows no other
 * package. Start at {@link io.weightloom.program.ir.OpList}.
 */
@NullMarked
package io.weightloom.program.ir;

import org.jspecify.annotations.NullMarked;
