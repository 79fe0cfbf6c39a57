/**
 * From files, environment and command line to experiments, with the place of every fault. May know {@code text},
 * {@code spec.fault}, {@code spec}, {@code spec.settings}, {@code spec.read}, {@code data.raw}, {@code data},
 * {@code given}, {@code network}, {@code export}, {@code runner.database}, {@code runner.review}, {@code runner.table},
 * {@code runner.trained} and {@code runner.console}. Start at {@link io.weightloom.runner.settings.SpecFiles}.
 */
@NullMarked
package io.weightloom.runner.settings;

import org.jspecify.annotations.NullMarked;
