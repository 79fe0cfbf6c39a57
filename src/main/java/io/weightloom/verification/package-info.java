/**
 * Proofs that a hypernetwork trains what it should: shapes, equivalence, finite differences, gradient flow, scale. May
 * know {@code text}, {@code layout}, {@code random}, {@code spec}, {@code data}, {@code program.natives},
 * {@code program.update}, {@code program}, {@code network.graph}, {@code network.init}, {@code network.target},
 * {@code network}, {@code training} and {@code verification.loop}. Start at {@link io.weightloom.verification.Finding}.
 */
@NullMarked
package io.weightloom.verification;

import org.jspecify.annotations.NullMarked;
