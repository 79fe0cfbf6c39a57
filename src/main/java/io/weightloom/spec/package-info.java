/**
 * What a user asks for: one experiment, one trial, as immutable records and enums, and what is wrong with it. Nothing
 * here reads: which settings say what a record says stands in {@link io.weightloom.spec.settings}, what makes records
 * of files in {@link io.weightloom.spec.read}. May know {@code spec.fault}. Start at
 * {@link io.weightloom.spec.TrialSpec}.
 */
@NullMarked
package io.weightloom.spec;

import org.jspecify.annotations.NullMarked;
