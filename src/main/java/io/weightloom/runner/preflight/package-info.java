/**
 * What can be known to go wrong before anything trains: data, memory. May know {@code text}, {@code layout},
 * {@code spec.fault}, {@code spec}, {@code spec.settings}, {@code data.raw}, {@code data}, {@code network.target},
 * {@code network}, {@code training}, {@code trial}, {@code search} and {@code runner.settings}. Start at
 * {@link io.weightloom.runner.preflight.Preflight}.
 */
@NullMarked
package io.weightloom.runner.preflight;

import org.jspecify.annotations.NullMarked;
