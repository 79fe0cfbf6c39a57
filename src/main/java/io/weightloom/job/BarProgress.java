package io.weightloom.job;

import io.weightloom.training.EpochMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress as a bar at the foot of a terminal. Close it: it draws on a thread of its own. Thread-safe. */
final class BarProgress implements Progress {

    private static final int REDRAW_MILLIS = 250;

    private final Course course;
    private final ProgressBar bar;
    private boolean closed;

    BarProgress(String experiment, Clock clock, ProgressBarConsumer terminal) {
        this.course = new Course(clock.instant());
        this.bar = new ProgressBarBuilder()
                .setTaskName(experiment)
                .setInitialMax(1)
                .setUnit(" epochs", 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .continuousUpdate()
                .clearDisplayOnFinish()
                .setEtaFunction(state -> left(clock))
                .setConsumer(terminal)
                .build();
    }

    private synchronized Optional<Duration> left(Clock clock) {
        return course.left(clock.instant());
    }

    @Override
    public synchronized void planned(int trials, int ended, long epochs, long epochsEnded) {
        course.planned(trials, ended, epochs, epochsEnded);
        draw();
    }

    @Override
    public synchronized void epoch(String trial, int epochs, EpochMetrics metrics) {
        course.epoch(trial, epochs, metrics);
        draw();
    }

    @Override
    public synchronized void ended(String trial, int epochs) {
        course.ended(trial, epochs);
        draw();
    }

    private void draw() {
        bar.maxHint(course.epochs());
        bar.stepTo(course.done());
        bar.setExtraMessage(" " + course.message());
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
