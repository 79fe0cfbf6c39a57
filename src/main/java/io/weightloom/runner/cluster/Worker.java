package io.weightloom.runner.cluster;

import com.github.kagkarlsson.scheduler.Scheduler;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.lease.WorkerRow;
import io.weightloom.runner.worker.TrialRuns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * A process that trains trials of runs that others coordinate: it takes them from the queue, shows itself in the
 * database, and looks there for runs that are to stop. Thread-safe.
 */
public final class Worker implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    /** Between two looks for runs that are to stop. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final WorkerSettings settings;
    private final TrialTaking taking;
    private final SignsOfLife signs;
    private final StopsOfRuns stops;
    private final TrialRuns training;
    private final StopSignal stop;
    private final Leaving leaving;
    private final ThreadPoolTaskScheduler threads;
    private final List<ScheduledFuture<?>> again = new ArrayList<>();
    private final Set<Long> left = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean withdrawn = new AtomicBoolean();

    private @Nullable Scheduler scheduler;

    /** Ends the process of a worker that withdraws. */
    @FunctionalInterface
    public interface Leaving {

        /** Does so, without waiting for it. */
        void leave();
    }

    Worker(
            WorkerSettings settings,
            TrialTaking taking,
            SignsOfLife signs,
            StopsOfRuns stops,
            TrialRuns training,
            StopSignal stop,
            Leaving leaving) {
        this.settings = settings;
        this.taking = taking;
        this.signs = signs;
        this.stops = stops;
        this.training = training;
        this.stop = stop;
        this.leaving = leaving;
        this.threads = new ThreadPoolTaskScheduler();
        threads.setPoolSize(3);
        threads.setThreadNamePrefix("worker-");
        threads.setDaemon(true);
    }

    /** Begins to take trials, once the natives are there and the probe is trained. */
    public synchronized void begin() {
        if (stop.given()) {
            return;
        }
        ComputeKey key = ComputeKey.here(training);
        scheduler = taking.by(key, told());
        signs.begin(key);
        threads.initialize();
        again.add(threads.scheduleAtFixedRate(signs::give, WorkerRow.interval(settings.lease())));
        again.add(threads.scheduleWithFixedDelay(stops::look, LOOK));
        scheduler.start();
        again.add(threads.scheduleWithFixedDelay(taking.idle(scheduler)::tick, IdleThreads.TICK));
        log.info(
                "Worker {}, {} side by side: {}. Trials are taken as managers queue them.",
                settings.self(),
                settings.threads(),
                key.text());
    }

    private TrialTasks.Told told() {
        return new TrialTasks.Told() {
            @Override
            public void cannot(String why) {
                withdraw(why);
            }

            @Override
            public void leaves(long run, String why) {
                signs.because(why);
                if (left.add(run)) {
                    log.info("{}", why);
                }
            }

            @Override
            public boolean canTellTheDead() {
                return signs.areUnbroken();
            }
        };
    }

    /** Takes no more trials, for one that it took it cannot train: others may. */
    private void withdraw(String why) {
        if (signs.state() == WorkerRow.State.WORKING && withdrawn.compareAndSet(false, true)) {
            signs.because(why);
            log.error("This worker withdraws, and leaves its trials to others: {}", why);
            signs.now(WorkerRow.State.WITHDRAWN);
            leaving.leave();
        }
    }

    @Override
    public void start() {
        // it begins when the application has started: what it needs is there then
    }

    @Override
    public void stop() {
        stop.give();
        Scheduler taken;
        synchronized (this) {
            taken = scheduler;
            scheduler = null;
        }
        if (taken == null) {
            return;
        }
        if (signs.state() == WorkerRow.State.WORKING) {
            log.info("Stopping at the end of the running segments; others go on with what this worker has");
            signs.now(WorkerRow.State.STOPPING);
        } else {
            signs.give();
        }
        taken.stop();
        synchronized (this) {
            again.forEach(look -> look.cancel(false));
        }
        signs.now(signs.state() == WorkerRow.State.STOPPING ? WorkerRow.State.ENDED : signs.state());
        threads.shutdown();
    }

    @Override
    public synchronized boolean isRunning() {
        return scheduler != null;
    }

    /** Stopped first: its trials need everything else. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
