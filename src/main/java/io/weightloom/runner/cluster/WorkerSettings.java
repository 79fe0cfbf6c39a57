package io.weightloom.runner.cluster;

import io.weightloom.runner.lease.RunnerId;
import java.time.Duration;

/**
 * What a worker is told of itself.
 *
 * @param self who it is
 * @param threads trials side by side
 * @param lease time without a sign of life after which it is dead to others
 * @param stopAtMost how long it waits for segments to end
 */
record WorkerSettings(RunnerId self, int threads, Duration lease, Duration stopAtMost) {}
