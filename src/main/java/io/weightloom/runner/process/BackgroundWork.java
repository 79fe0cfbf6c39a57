package io.weightloom.runner.process;

import io.weightloom.runner.lease.ClockCheck;
import io.weightloom.runner.run.OrphanedCheckpoints;
import io.weightloom.runner.schedule.Schedules;
import io.weightloom.runner.worker.ActiveRuns;
import io.weightloom.runner.worker.Heartbeat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * What this process does again and again while it lives: the heartbeat of its runs, the ticks of its schedules and
 * those of what it shows of its runs, and the sweep of old checkpoints.
 */
final class BackgroundWork implements SmartLifecycle {

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration SWEEP = Duration.ofHours(6);

    private final ThreadPoolTaskScheduler threads;
    private final Heartbeat heartbeat;
    private final Optional<ClockCheck> clocks;
    private final Duration beat;
    private final Schedules schedules;
    private final ActiveRuns runs;
    private final OrphanedCheckpoints orphans;
    private final List<ScheduledFuture<?>> running = new ArrayList<>();

    BackgroundWork(
            ThreadPoolTaskScheduler threads,
            Heartbeat heartbeat,
            Optional<ClockCheck> clocks,
            Duration beat,
            Schedules schedules,
            ActiveRuns runs,
            OrphanedCheckpoints orphans) {
        this.threads = threads;
        this.heartbeat = heartbeat;
        this.clocks = clocks;
        this.beat = beat;
        this.schedules = schedules;
        this.runs = runs;
        this.orphans = orphans;
    }

    @Override
    public synchronized void start() {
        threads.initialize();
        running.add(threads.scheduleAtFixedRate(heartbeat::beat, beat));
        clocks.ifPresent(check -> running.add(threads.scheduleAtFixedRate(check::again, beat)));
        running.add(threads.scheduleWithFixedDelay(schedules::tick, TICK));
        running.add(threads.scheduleWithFixedDelay(
                () -> runs.all().forEach(run -> run.progress().tick()), TICK));
        running.add(threads.scheduleWithFixedDelay(orphans::sweep, SWEEP));
    }

    @Override
    public synchronized void stop() {
        running.forEach(work -> work.cancel(false));
        running.clear();
        threads.shutdown();
    }

    @Override
    public synchronized boolean isRunning() {
        return !running.isEmpty();
    }

    /** Stopped after {@link GracefulStop}: runs that come to their end need their heartbeat. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 1;
    }
}
