package io.weightloom.runner.worker;

import io.weightloom.runner.lease.StopSignal;
import io.weightloom.training.PausePoint;
import java.time.Clock;
import java.time.Duration;

/** When a segment ends: after the checkpoint interval, on a stop signal, or when the run is over. Thread-safe. */
final class SegmentLimit {

    private final Clock clock;
    private final Duration interval;
    private final StopSignal stop;

    SegmentLimit(Clock clock, Duration interval, StopSignal stop) {
        this.clock = clock;
        this.interval = interval;
        this.stop = stop;
    }

    /** Whether no segment of the run is to begin any more. */
    boolean stopping(WorkerRun run) {
        return stop.given() || run.isOver();
    }

    /** Begins a segment, which ends after the step with which it has lasted long enough. */
    PausePoint begin(WorkerRun run) {
        long end = clock.millis() + interval.toMillis();
        return () -> stopping(run) || clock.millis() >= end;
    }
}
