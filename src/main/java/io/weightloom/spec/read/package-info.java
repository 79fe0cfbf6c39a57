/**
 * Makes experiments out of a tree of settings, or says everything that is wrong with it, each fault with its place; and
 * writes the schema of such trees. Knows {@link io.weightloom.spec}, {@link io.weightloom.spec.settings} and
 * {@link io.weightloom.text}. Start at {@link io.weightloom.spec.read.SpecReader}.
 */
@NullMarked
package io.weightloom.spec.read;

import org.jspecify.annotations.NullMarked;
