package io.weightloom.runner.run;

import java.time.LocalDateTime;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/**
 * What Spring Batch has of the executions of a run's job. It loads all of it when it starts a job again, by two to four
 * statements a step. What became of trials stands in their own rows, which are the store's; these here are Spring
 * Batch's alone. Safe for use by many threads.
 */
@Transactional(readOnly = true)
class JobHistory {

    private static final String EXECUTIONS =
            "(select job_execution_id from batch_job_execution where job_instance_id = :instance)";

    /** A start goes by the last execution of each step, but for those of trials. */
    private static final String NEEDED = """
            (select max(step_execution_id) from batch_step_execution
                where job_execution_id in %s and step_name not like 'trial:%%' group by step_name)
            """.formatted(EXECUTIONS);

    private static final String NEEDLESS =
            "(select step_execution_id from batch_step_execution where job_execution_id in %s and step_execution_id not in %s)"
                    .formatted(EXECUTIONS, NEEDED);

    private final JdbcClient jdbc;

    JobHistory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether an execution of this instance of a job has completed. */
    public boolean hasCompleted(long instance) {
        return jdbc.sql("""
                        select count(*) as n from batch_job_execution
                        where job_instance_id = :instance and status = 'COMPLETED'
                        """)
                        .param("instance", instance)
                        .query((row, i) -> row.getInt("n"))
                        .single()
                > 0;
    }

    /**
     * Removes what no start needs, and ends the steps that a dead process has left, in as many statements for ten
     * thousand trials as for ten.
     *
     * @param instance of the job, of which no execution is at work
     */
    @Transactional
    public void shorten(long instance, LocalDateTime now) {
        List.of(
                        "delete from batch_step_execution_context where step_execution_id in " + NEEDLESS,
                        "delete from batch_step_execution where job_execution_id in %s and step_execution_id not in %s"
                                .formatted(EXECUTIONS, NEEDED))
                .forEach(sql -> jdbc.sql(sql).param("instance", instance).update());
        jdbc.sql("""
                update batch_step_execution set status = 'FAILED', end_time = :now, version = version + 1
                where status in ('STARTING', 'STARTED', 'STOPPING', 'UNKNOWN') and job_execution_id in %s
                """.formatted(EXECUTIONS))
                .param("now", now)
                .param("instance", instance)
                .update();
    }
}
