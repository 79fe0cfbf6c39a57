package io.weightloom.runner.console;

import io.weightloom.training.EpochMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Progress as plain lines, at most one in each interval and, as long as it is ticked, one in each, whatever goes on.
 * Thread-safe.
 */
public final class LineProgress implements RunProgress {

    private final String experiment;
    private final Clock clock;
    private final Duration interval;
    private final Consumer<String> lines;
    private final ProgressEstimate estimate;
    private Instant next;
    private boolean closed;

    public LineProgress(String experiment, Clock clock, Duration interval, Consumer<String> lines) {
        this.experiment = experiment;
        this.clock = clock;
        this.interval = interval;
        this.lines = lines;
        this.estimate = new ProgressEstimate(clock.instant());
        this.next = clock.instant().plus(interval);
    }

    @Override
    public synchronized void planned(int trials, int ended, long epochs, long epochsEnded) {
        estimate.planned(trials, ended, epochs, epochsEnded);
    }

    @Override
    public synchronized void epoch(String trial, int epochs, EpochMetrics metrics) {
        Instant now = clock.instant();
        estimate.epoch(trial, epochs, metrics, now);
        say(now);
    }

    @Override
    public synchronized void working(String trial, String what) {
        estimate.working(trial, what);
    }

    @Override
    public synchronized void tick() {
        say(clock.instant());
    }

    /** Unless something was said within the interval before. */
    private void say(Instant now) {
        if (!closed && !now.isBefore(next)) {
            next = now.plus(interval);
            lines.accept(experiment + ": " + estimate.message()
                    + estimate.left(now)
                            .map(left -> ", " + inWords(left) + " left")
                            .orElse(""));
        }
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
    public synchronized void close() {
        closed = true;
    }

    private static String inWords(Duration left) {
        long seconds = Math.max(1, left.toSeconds());
        if (seconds < 100) {
            return "about " + seconds + " s";
        }
        return seconds < 100 * 60 ? "about " + seconds / 60 + " min" : "about " + seconds / 3600 + " h";
    }
}
