/**
 * A run: planned, launched, recovered; the Spring Batch job. May know {@code text}, {@code layout}, {@code spec},
 * {@code spec.settings}, {@code network.target}, {@code network}, {@code trial}, {@code search},
 * {@code runner.database}, {@code runner.checkpoint}, {@code runner.store}, {@code runner.lease},
 * {@code runner.review}, {@code runner.console}, {@code runner.settings} and {@code runner.worker}. Start at
 * {@link io.weightloom.runner.run.SweepJob}.
 */
@NullMarked
package io.weightloom.runner.run;

import org.jspecify.annotations.NullMarked;
