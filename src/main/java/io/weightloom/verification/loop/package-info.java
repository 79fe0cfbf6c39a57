/**
 * What networks and updates compute, told a second time: plain loops in double precision that share no line with what
 * is checked. May know {@code spec}. Start at {@link io.weightloom.verification.loop.TargetLoops}.
 */
@NullMarked
package io.weightloom.verification.loop;

import org.jspecify.annotations.NullMarked;
