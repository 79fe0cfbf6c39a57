package io.weightloom.runner.worker;

import io.weightloom.runner.lease.StopSignal;
import io.weightloom.training.PausePoint;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * When a segment ends: after the checkpoint interval (where workers share a database, no sooner than 20 times as long
 * as the last checkpoint took to be saved, so that saving costs 5 % at most), on a stop signal, when the run is over,
 * when the trial has taken as long as it may, or at the epoch after which it is to pause. Thread-safe.
 */
final class SegmentLimit {

    private static final int SAVINGS = 20;

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

    /**
     * Begins a segment, which ends after the step with which it has lasted long enough.
     *
     * @param spent seconds that the trial has taken so far, in all processes
     * @param saving how long its last checkpoint took to be saved
     * @param last the epoch after which it pauses at the latest; empty if it goes on to its end
     */
    PausePoint begin(WorkerRun run, double spent, Duration saving, OptionalInt last) {
        OptionalInt most = run.limits().maxSeconds();
        long left = most.isPresent() ? Math.round(1000 * (most.getAsInt() - spent)) : Long.MAX_VALUE;
        long length =
                run.elsewhere() ? Math.max(interval.toMillis(), SAVINGS * saving.toMillis()) : interval.toMillis();
        long end = clock.millis() + Math.min(length, left);
        return new PausePoint() {
            @Override
            public boolean afterStep() {
                return stopping(run) || clock.millis() >= end;
            }

            @Override
            public boolean afterEpoch(int epoch) {
                return last.isPresent() && epoch >= last.getAsInt();
            }
        };
    }
}
