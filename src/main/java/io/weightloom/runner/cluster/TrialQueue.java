package io.weightloom.runner.cluster;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.SchedulableInstance;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import io.weightloom.runner.database.SqlValues;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * The queue of trials, as its manager sees it: db-scheduler's table, one row for each trial that waits or is in a
 * worker's hands. Writes belong to the transaction that is open. Thread-safe.
 */
final class TrialQueue {

    /** Name of the table. */
    static final String TABLE = "trial_task";

    private final JdbcClient jdbc;
    private final SchedulerClient client;

    TrialQueue(DataSource database) {
        this.jdbc = JdbcClient.create(database);
        this.client = SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(database))
                .tableName(TABLE)
                .serializer(new TrialTask.Words())
                .jdbcCustomization(customization())
                .build();
    }

    /**
     * How db-scheduler locks what it picks: by a select for update, then an update. With one statement for both,
     * PostgreSQL picks more rows than asked for once it has seen the queue empty.
     */
    static PostgreSqlJdbcCustomization customization() {
        return new PostgreSqlJdbcCustomization(true, false);
    }

    /**
     * Puts trials into the queue, in the order of their numbers.
     *
     * @param task name that says who may take them
     * @param begun of the split: trials that come back keep their places
     */
    void put(String task, List<TrialTask> trials, Instant begun) {
        TaskDescriptor<TrialTask> descriptor = TaskDescriptor.of(task, TrialTask.class);
        client.scheduleBatch(trials.stream()
                .<SchedulableInstance<?>>map(trial -> descriptor
                        .instance(trial.instance())
                        .data(trial)
                        .scheduledTo(begun.plus(trial.number(), ChronoUnit.MICROS)))
                .toList());
    }

    /** How many trials of a job execution wait or are in workers' hands. */
    int left(long run, long jobExecution) {
        return of(run, jobExecution, "select count(*) as left_over from trial_task where task_instance like :split")
                .query((row, i) -> row.getInt("left_over"))
                .single();
    }

    /** Numbers of those. */
    Set<Integer> numbers(long run, long jobExecution) {
        return new HashSet<>(
                of(run, jobExecution, "select task_instance from trial_task where task_instance like :split")
                        .query((row, i) -> TrialTask.numberOf(row.getString("task_instance")))
                        .list());
    }

    /**
     * Takes back what nobody has picked, and what somebody has who gave no sign of life since an instant: with no
     * worker left, nobody else would ever.
     */
    void takeBack(long run, long jobExecution, Instant silentSince) {
        of(run, jobExecution, """
                delete from trial_task where task_instance like :split and (not picked or last_heartbeat < :since)
                """).param("since", SqlValues.at(silentSince)).update();
    }

    /**
     * Takes back what nobody has picked and nobody waits for, of any run: its run is gone, or not under way, or under
     * way in another job execution. Workers throw such trials away, but of those of a key that no worker has any more
     * there may be none.
     */
    void takeBackAbandoned() {
        jdbc.sql("""
                delete from trial_task where not picked and not exists (
                    select 1 from run where state = 'running'
                        and task_instance like concat(id, '/', job_execution_id, '/%'))
                """).update();
    }

    private JdbcClient.StatementSpec of(long run, long jobExecution, String sql) {
        return jdbc.sql(sql).param("split", TrialTask.prefix(run, jobExecution) + "%");
    }
}
