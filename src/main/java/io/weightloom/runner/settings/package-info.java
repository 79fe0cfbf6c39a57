/**
 * From files, environment and command line to experiments, with the place of every fault. May know {@code text},
 * {@code spec}, {@code spec.settings}, {@code spec.read}, {@code data}, {@code network}, {@code runner.database} and
 * {@code runner.console}. Start at {@link io.weightloom.runner.settings.SpecFiles}.
 */
@NullMarked
package io.weightloom.runner.settings;

import org.jspecify.annotations.NullMarked;
