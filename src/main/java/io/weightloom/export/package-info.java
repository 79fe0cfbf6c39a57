/**
 * Trained networks as files of other tools. May know {@code layout}, {@code format}, {@code network.graph},
 * {@code network.generator} and {@code network}. Start at {@link io.weightloom.export.OnnxNetwork}.
 */
@NullMarked
package io.weightloom.export;

import org.jspecify.annotations.NullMarked;
