/** Weightloom: a batch experiment runner for hypernetworks. Start reading at {@link io.weightloom.Runner}. */
@NullMarked
package io.weightloom;

import org.jspecify.annotations.NullMarked;
