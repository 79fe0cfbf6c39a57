package io.weightloom.runner.cluster;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import io.weightloom.runner.lease.WorkerRow;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;

/** How a worker takes trials from the queue. Thread-safe. */
final class TrialTaking {

    /** At the longest: an idle worker looks more often while it has had work a moment ago. */
    private static final Duration POLL = Duration.ofMillis(500);

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final WorkerSettings settings;
    private final DataSource database;
    private final TrialTasks tasks;
    private final Clock clock;

    TrialTaking(WorkerSettings settings, DataSource database, TrialTasks tasks, Clock clock) {
        this.settings = settings;
        this.database = database;
        this.tasks = tasks;
        this.clock = clock;
    }

    /** What has it taken from the queue sooner than each interval. */
    IdleThreads idle(Scheduler scheduler) {
        return new IdleThreads(scheduler, settings.threads(), clock);
    }

    /** For a worker that makes such numbers; it is not started yet. */
    Scheduler by(ComputeKey key, TrialTasks.Told told) {
        return Scheduler.create(database, tasks.of(key, told))
                .tableName(TrialQueue.TABLE)
                .serializer(new TrialTask.Words())
                .jdbcCustomization(TrialQueue.customization())
                .schedulerName(new SchedulerName.Fixed(
                        settings.self().nonce() + "@" + settings.self().host()))
                .clock(clock::instant)
                .threads(settings.threads())
                .pollUsingLockAndFetch(0.5, 1.0)
                .pollingInterval(POLL)
                .heartbeatInterval(WorkerRow.interval(settings.lease()))
                .missedHeartbeatsLimit(WorkerRow.SIGNS)
                .deleteUnresolvedAfter(FOR_EVER) // what it cannot train is others'
                .shutdownMaxWait(settings.stopAtMost())
                .build();
    }
}
