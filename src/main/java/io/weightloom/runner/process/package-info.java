/**
 * The process: its start, its background work, its stop, its exit code. May know {@code text}, {@code spec.fault},
 * {@code spec}, {@code spec.settings}, {@code data.raw}, {@code data}, {@code program.natives}, {@code verification},
 * {@code trial}, {@code export}, {@code runner.database}, {@code runner.store}, {@code runner.lease},
 * {@code runner.review}, {@code runner.table}, {@code runner.page}, {@code runner.trained}, {@code runner.console},
 * {@code runner.settings}, {@code runner.worker}, {@code runner.preflight}, {@code runner.run}, {@code runner.schedule}
 * and {@code runner.cluster}. Start at {@link io.weightloom.runner.process.CommandLine}.
 */
@NullMarked
package io.weightloom.runner.process;

import org.jspecify.annotations.NullMarked;
