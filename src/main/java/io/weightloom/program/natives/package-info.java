/**
 * The CPU, the native libraries, BLAS, and ND4J's quirks. Knows no other package. Start at
 * {@link io.weightloom.program.natives.Natives}.
 */
@NullMarked
package io.weightloom.program.natives;

import org.jspecify.annotations.NullMarked;
