/**
 * One sweep on many machines: a queue of trials, the manager that fills it and the workers that empty it. May know
 * {@code text}, {@code spec}, {@code trial}, {@code runner.database}, {@code runner.store}, {@code runner.lease},
 * {@code runner.console}, {@code runner.settings}, {@code runner.worker} and {@code runner.run}. Start at
 * {@link io.weightloom.runner.cluster.RemotePartitions}.
 */
@NullMarked
package io.weightloom.runner.cluster;

import org.jspecify.annotations.NullMarked;
