package io.weightloom.runner.cluster;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import io.micrometer.core.instrument.MeterRegistry;
import io.weightloom.runner.database.DatabaseReasons;
import io.weightloom.runner.lease.Patience;
import io.weightloom.runner.lease.RunLeases;
import io.weightloom.runner.lease.RunnerId;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.lease.WorkerRow;
import io.weightloom.runner.lease.Workers;
import io.weightloom.runner.store.SharedRuns;
import io.weightloom.runner.worker.TrialRuns;
import io.weightloom.runner.worker.WorkerRun;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.TransactionException;

/**
 * A process that trains trials of runs that others coordinate: it takes them from the queue, shows itself in the
 * database, and looks there for runs that are to stop. Thread-safe.
 */
public final class Worker implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    /** Between two looks for runs that are to stop. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration POLL = Duration.ofMillis(500);

    /** Heartbeats of a task that are missed before it is dead; db-scheduler takes no fewer. */
    private static final int MISSED = 4;

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    /**
     * What it is told of itself.
     *
     * @param self who it is
     * @param threads trials side by side
     * @param lease time without a sign of life after which it is dead to managers
     * @param stopAtMost how long it waits for segments to end
     */
    record Settings(RunnerId self, int threads, Duration lease, Duration stopAtMost) {}

    private final Settings settings;
    private final DataSource database;
    private final Workers workers;
    private final SharedRuns runs;
    private final BorrowedRuns borrowed;
    private final RunLeases leases;
    private final TrialTasks tasks;
    private final TrialRuns training;
    private final MeterRegistry meters;
    private final StopSignal stop;
    private final Patience patience;
    private final Clock clock;
    private final Leaving leaving;
    private final ThreadPoolTaskScheduler threads;
    private final Instant started;
    private final List<ScheduledFuture<?>> signs = new ArrayList<>();

    private @Nullable Scheduler scheduler;
    private @Nullable ComputeKey key;
    private volatile WorkerRow.State state = WorkerRow.State.WORKING;
    private volatile Optional<String> reason = Optional.empty();
    private final Set<Long> left = ConcurrentHashMap.newKeySet();

    /** Ends the process of a worker that withdraws. */
    @FunctionalInterface
    public interface Leaving {

        /** Does so, without waiting for it. */
        void leave();
    }

    Worker(
            Settings settings,
            DataSource database,
            Workers workers,
            SharedRuns runs,
            BorrowedRuns borrowed,
            RunLeases leases,
            TrialTasks tasks,
            TrialRuns training,
            MeterRegistry meters,
            StopSignal stop,
            Patience patience,
            Clock clock,
            Leaving leaving) {
        this.settings = settings;
        this.database = database;
        this.workers = workers;
        this.runs = runs;
        this.borrowed = borrowed;
        this.leases = leases;
        this.tasks = tasks;
        this.training = training;
        this.meters = meters;
        this.stop = stop;
        this.patience = patience;
        this.clock = clock;
        this.leaving = leaving;
        this.started = clock.instant();
        this.threads = new ThreadPoolTaskScheduler();
        threads.setPoolSize(2);
        threads.setThreadNamePrefix("worker-");
        threads.setDaemon(true);
    }

    /** Begins to take trials, once the natives are there and the probe is trained. */
    public synchronized void begin() {
        if (stop.given()) {
            return;
        }
        ComputeKey own = ComputeKey.here(training);
        key = own;
        scheduler = Scheduler.create(database, tasks.of(own, told()))
                .tableName(TrialQueue.TABLE)
                .serializer(new TrialTask.Words())
                .jdbcCustomization(TrialQueue.customization())
                .schedulerName(new SchedulerName.Fixed(settings.self.nonce() + "@" + settings.self.host()))
                .clock(clock::instant)
                .threads(settings.threads)
                .pollUsingLockAndFetch(0.5, 1.0)
                .pollingInterval(POLL)
                .heartbeatInterval(settings.lease.dividedBy(3))
                .missedHeartbeatsLimit(MISSED)
                .deleteUnresolvedAfter(FOR_EVER) // what it cannot train is others'
                .shutdownMaxWait(settings.stopAtMost)
                .build();
        beat();
        threads.initialize();
        signs.add(threads.scheduleAtFixedRate(this::beat, clock.instant().plus(beatEvery()), beatEvery()));
        signs.add(threads.scheduleWithFixedDelay(this::look, LOOK));
        scheduler.start();
        log.info(
                "Worker {}, {} side by side: {}. Trials are taken as managers queue them.",
                settings.self,
                settings.threads,
                own.text());
    }

    private Duration beatEvery() {
        return settings.lease.dividedBy(3);
    }

    /** Says in the database that it lives, and what it does. */
    private void beat() {
        ComputeKey own = key;
        if (own == null) {
            return;
        }
        try {
            workers.beat(new WorkerRow(
                    settings.self.text(),
                    settings.self.host(),
                    settings.self.pid(),
                    own.build(),
                    own.text(),
                    settings.threads,
                    state,
                    reason,
                    started,
                    clock.instant(),
                    counters()));
            patience.answers();
        } catch (DataAccessException | TransactionException e) {
            if (DatabaseReasons.isAway(e)) {
                patience.noticed(e);
            } else {
                log.warn("This worker's sign of life failed and is tried again: {}", DatabaseReasons.of(e));
            }
        }
    }

    private Map<String, Double> counters() {
        Map<String, Double> counters = new TreeMap<>();
        meters.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith("weightloom."))
                .forEach(meter -> meter.measure()
                        .forEach(measurement -> counters.merge(
                                meter.getId().getName()
                                        + meter.getId().getTags().stream()
                                                .map(tag -> "." + tag.getValue())
                                                .collect(Collectors.joining())
                                        + "." + measurement.getStatistic().getTagValueRepresentation(),
                                measurement.getValue(),
                                Double::sum)));
        return counters;
    }

    /**
     * Stops the trials of runs that are to stop, at the ends of their segments, and of runs that another manager has
     * taken over: what they bring forth is refused.
     */
    private void look() {
        Set<Long> worked = borrowed.all().stream().map(run -> run.run().id()).collect(Collectors.toSet());
        try {
            Set<Long> stopping = runs.stopping(worked);
            borrowed.all().stream()
                    .filter(run -> stopping.contains(run.run().id())
                            || !leases.current(run.run().id()).equals(Optional.of(run.lease())))
                    .map(WorkerRun::over)
                    .forEach(StopSignal::give);
        } catch (DataAccessException | TransactionException e) {
            log.debug("Whether runs are to stop is asked again", e);
        }
    }

    private TrialTasks.Told told() {
        return new TrialTasks.Told() {
            @Override
            public void cannot(String why) {
                withdraw(why);
            }

            @Override
            public void leaves(long run, String why) {
                reason = Optional.of(why);
                if (left.add(run)) {
                    log.info("{}", why);
                }
            }
        };
    }

    /** Takes no more trials, for one that it took it cannot train: others may. */
    private void withdraw(String why) {
        if (state == WorkerRow.State.WORKING) {
            reason = Optional.of(why);
            state = WorkerRow.State.WITHDRAWN;
            log.error("This worker withdraws, and leaves its trials to others: {}", why);
            beat();
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
        Scheduler taking;
        synchronized (this) {
            taking = scheduler;
            scheduler = null;
        }
        if (taking == null) {
            return;
        }
        if (state == WorkerRow.State.WORKING) {
            state = WorkerRow.State.STOPPING;
            log.info("Stopping at the end of the running segments; others go on with what this worker has");
        }
        beat();
        taking.stop();
        synchronized (this) {
            signs.forEach(sign -> sign.cancel(false));
        }
        if (state == WorkerRow.State.STOPPING) {
            state = WorkerRow.State.ENDED;
        }
        beat();
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
