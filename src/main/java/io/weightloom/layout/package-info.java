/**
 * Where target weights lie in the flat vector and how many there are: pure counting, without ND4J. Knows no other
 * package. Start at {@link io.weightloom.layout.Layout}.
 */
@NullMarked
package io.weightloom.layout;

import org.jspecify.annotations.NullMarked;
