package io.weightloom.runner.store;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Removes what is stored of runs. Safe for use by many threads. */
@Repository
public class RunRemoval {

    private static final String EXECUTIONS =
            "select job_execution_id from batch_job_execution where job_instance_id in (:instances)";

    private static final String STEPS =
            "select step_execution_id from batch_step_execution where job_execution_id in (" + EXECUTIONS + ")";

    /** What Spring Batch has of jobs, in an order in which nothing hangs on what goes. */
    private static final List<String> JOB = List.of(
            "delete from batch_step_execution_context where step_execution_id in (" + STEPS + ")",
            "delete from batch_step_execution where job_execution_id in (" + EXECUTIONS + ")",
            "delete from batch_job_execution_context where job_execution_id in (" + EXECUTIONS + ")",
            "delete from batch_job_execution_params where job_execution_id in (" + EXECUTIONS + ")",
            "delete from batch_job_execution where job_instance_id in (:instances)",
            "delete from batch_job_instance where job_instance_id in (:instances)");

    private final RunRows rows;

    RunRemoval(JdbcClient jdbc) {
        this.rows = new RunRows(jdbc);
    }

    /** H2 has none, for nobody else can have its runs. */
    private boolean hasQueue() {
        return rows.reading(
                                "select count(*) as n from information_schema.tables where lower(table_name) = 'trial_task'")
                        .query((row, i) -> row.getInt("n"))
                        .single()
                > 0;
    }

    /**
     * What was removed.
     *
     * @param trials of the run
     * @param weights bytes of the weights that were kept
     */
    public record Removed(int trials, long weights) {}

    /**
     * Removes a run, with all that hangs on it: its trials, and what Spring Batch has of its executions, without which
     * a run of the same name and spec would not begin anew, and what waits for workers in the queue.
     *
     * @param parameter of its jobs that holds its id
     */
    @Transactional
    public Removed remove(long run, String parameter) {
        List<Long> instances = rows.reading("""
                select distinct e.job_instance_id from batch_job_execution e
                join batch_job_execution_params p on p.job_execution_id = e.job_execution_id
                where p.parameter_name = :parameter and p.parameter_value = :run
                """)
                .param("parameter", parameter)
                .param("run", String.valueOf(run))
                .query((row, i) -> row.getLong("job_instance_id"))
                .list();
        if (!instances.isEmpty()) {
            JOB.forEach(
                    sql -> rows.writing(run, sql).param("instances", instances).update());
        }
        if (hasQueue()) {
            rows.writing(run, "delete from trial_task where task_instance like :instances")
                    .param("instances", run + "/%")
                    .update();
        }
        Removed removed = rows.reading("""
                select count(*) as trials, coalesce(sum(case when w.state = :kept then w.bytes end), 0) as bytes
                from trial t left join trained_weights w on w.trial_id = t.id
                where t.run_id = :run
                """)
                .param("run", run)
                .param("kept", WeightsRecord.State.KEPT.word())
                .query((row, i) -> new Removed(row.getInt("trials"), row.getLong("bytes")))
                .single();
        rows.writing(run, "delete from run where id = :run").update();
        return removed;
    }
}
