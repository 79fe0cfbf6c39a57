/**
 * Reading spec files, the batch job, launching, recovery, schedules, progress. May know every package but {@code web}.
 */
@NullMarked
package io.weightloom.job;

import org.jspecify.annotations.NullMarked;
