/**
 * Trained networks as files of other tools. May know {@code text}, {@code layout}, {@code format}, {@code spec},
 * {@code spec.settings}, {@code data.raw}, {@code data}, {@code network.graph}, {@code network.target}, {@code given},
 * {@code network.generator}, {@code network}, {@code training} and {@code trial}. Start at
 * {@link io.weightloom.export.NetworkExport}.
 */
@NullMarked
package io.weightloom.export;

import org.jspecify.annotations.NullMarked;
