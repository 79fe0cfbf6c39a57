/**
 * One trial's life in the runner: opened, trained segment by segment, stored. May know {@code text}, {@code layout},
 * {@code spec.fault}, {@code spec}, {@code spec.settings}, {@code data.raw}, {@code data}, {@code program.natives},
 * {@code given}, {@code network}, {@code training}, {@code verification}, {@code trial}, {@code runner.database},
 * {@code runner.checkpoint}, {@code runner.store}, {@code runner.lease}, {@code runner.console} and
 * {@code runner.settings}. Start at {@link io.weightloom.runner.worker.TrialWorker}.
 */
@NullMarked
package io.weightloom.runner.worker;

import org.jspecify.annotations.NullMarked;
