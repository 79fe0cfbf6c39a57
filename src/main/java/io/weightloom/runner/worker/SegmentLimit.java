package io.weightloom.runner.worker;

import io.weightloom.runner.lease.StopSignal;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** When a segment ends: after the checkpoint interval, on a stop signal, or when the run is over. Thread-safe. */
public final class SegmentLimit {

    private final Clock clock;
    private final Duration interval;
    private final StopSignal stop;

    SegmentLimit(Clock clock, Duration interval, StopSignal stop) {
        this.clock = clock;
        this.interval = interval;
        this.stop = stop;
    }

    /** Whether no segment is to begin any more. */
    boolean stopping(ActiveRun run) {
        return stop.given() || run.isOver();
    }

    /** Begins a segment: what is returned is true as soon as it has lasted long enough. */
    BooleanSupplier begin(ActiveRun run) {
        long end = clock.millis() + interval.toMillis();
        return () -> stop.given() || run.isOver() || clock.millis() >= end;
    }
}
