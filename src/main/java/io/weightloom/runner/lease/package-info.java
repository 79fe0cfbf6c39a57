/**
 * Which processes work at runs, and how they are told to stop. May know {@code text}, {@code spec},
 * {@code runner.database} and {@code runner.store}. Start at {@link io.weightloom.runner.lease.Leases}.
 */
@NullMarked
package io.weightloom.runner.lease;

import org.jspecify.annotations.NullMarked;
