package io.weightloom.runner.console;

import io.weightloom.training.EpochMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;

/** Progress as a bar at the foot of a terminal. Close it: it draws on a thread of its own. Thread-safe. */
public final class BarProgress implements RunProgress {

    private static final int REDRAW_MILLIS = 250;

    private final Clock clock;
    private final ProgressEstimate estimate;
    private final ProgressBar bar;
    private boolean closed;

    public BarProgress(String experiment, Clock clock, ProgressBarConsumer terminal) {
        this.clock = clock;
        this.estimate = new ProgressEstimate(clock.instant());
        this.bar = new ProgressBarBuilder()
                .setTaskName(experiment)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .continuousUpdate()
                .clearDisplayOnFinish()
                .setRenderer((state, width) -> line(experiment, width))
                .setConsumer(terminal)
                .build();
    }

    private synchronized String line(String experiment, int width) {
        return BarLine.of(experiment, estimate, clock.instant(), width);
    }

    @Override
    public synchronized void planned(int trials, int ended, long epochs, long epochsEnded) {
        estimate.planned(trials, ended, epochs, epochsEnded);
    }

    @Override
    public synchronized void working(String trial, String what) {
        estimate.working(trial, what);
    }

    @Override
    public synchronized void epoch(String trial, int epochs, EpochMetrics metrics) {
        estimate.epoch(trial, epochs, metrics, clock.instant());
    }

    @Override
    public synchronized void ended(String trial, int epochs) {
        estimate.ended(trial, epochs);
    }

    @Override
    public synchronized Optional<Duration> left() {
        return estimate.left(clock.instant());
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        bar.close(); // waits for the drawing thread, which may be waiting for this object
    }
}
