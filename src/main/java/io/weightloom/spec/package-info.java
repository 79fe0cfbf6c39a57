/**
 * What a user asks for: one experiment, one trial, as immutable records; the reader that makes them out of a tree of
 * settings and gathers every fault; the canonical form and its hash. Knows no other package and no Spring. Start at
 * {@link io.weightloom.spec.ExperimentSpec}.
 */
@NullMarked
package io.weightloom.spec;

import org.jspecify.annotations.NullMarked;
