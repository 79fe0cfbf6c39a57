/**
 * Proofs that a hypernetwork trains what it should: shapes, equivalence, finite differences, gradient flow, scale. May
 * know {@code layout}, {@code network} and {@code data}. Start at {@link io.weightloom.verification.Finding}.
 */
@NullMarked
package io.weightloom.verification;

import org.jspecify.annotations.NullMarked;
