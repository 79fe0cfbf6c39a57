/**
 * Fire times: which have passed, which are missed, which run fires when. May know {@code spec},
 * {@code runner.database}, {@code runner.store}, {@code runner.lease}, {@code runner.review} and {@code runner.run}.
 * Start at {@link io.weightloom.runner.schedule.Schedules}.
 */
@NullMarked
package io.weightloom.runner.schedule;

import org.jspecify.annotations.NullMarked;
