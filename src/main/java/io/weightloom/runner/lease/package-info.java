/**
 * Which process works at a run, and how it is told to stop. May know {@code runner.database} and {@code runner.store}.
 * Start at {@link io.weightloom.runner.lease.Leases}.
 */
@NullMarked
package io.weightloom.runner.lease;

import org.jspecify.annotations.NullMarked;
