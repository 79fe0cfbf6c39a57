/**
 * What is wrong with what a user asks for: faults with the place where they stand, told all at once. May know
 * {@code text}. Start at {@link io.weightloom.spec.fault.Fault}.
 */
@NullMarked
package io.weightloom.spec.fault;

import org.jspecify.annotations.NullMarked;
