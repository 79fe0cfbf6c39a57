package io.weightloom.runner.process;

import static io.weightloom.runner.process.TestRunner.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.CountedStatements;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What it costs to go on with a run: as many statements where thousands of its trials have steps as where few have. */
class RestartCostTests {

    @TempDir
    Path folder;

    @Test
    void aRestartCostsAsManyStatementsHoweverManyStepsAreBehindIt() {
        assertThat(restart("COMPLETED", 1000)).hasSameSizeAs(restart("COMPLETED", 10));
    }

    @Test
    void soDoesOneAfterACrash() {
        assertThat(restart("STARTED", 1000)).hasSameSizeAs(restart("STARTED", 10));
    }

    /** Statements from the start of a process to the first step of training that it does. */
    private List<String> restart(String left, int steps) {
        Database database = TestDatabases.POSTGRESQL.fresh();
        stopHalfway(database);
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        jdbc.sql("""
                        insert into batch_step_execution (step_execution_id, version, step_name, job_execution_id, create_time,
                            start_time, status, exit_code)
                        select 1000 + n, 1, concat('trial:t', 90000 + n), max(e.job_execution_id), now(), now(), :left, 'UNKNOWN'
                        from batch_job_execution e cross join generate_series(1, :steps) n group by n
                        """).param("left", left).param("steps", steps).update();
        jdbc.sql("""
                        insert into batch_step_execution_context (step_execution_id, short_context)
                        select step_execution_id, (select max(short_context) from batch_step_execution_context)
                        from batch_step_execution where step_execution_id > 1000
                        """).update();
        if (left.equals("STARTED")) {
            jdbc.sql("update batch_job_execution set status = 'STARTED', end_time = null")
                    .update();
        }
        AtomicReference<CountedStatements> statements = new AtomicReference<>();
        AtomicReference<List<String>> executed = new AtomicReference<>();
        FakeTraining training = new FakeTraining((spec, step) -> {
            if (executed.compareAndSet(null, List.of())) {
                executed.set(statements.get().take());
            }
        });
        runner(database, training)
                .with(counting(statements))
                .run(SPEC, again -> assertThat(again.end()).isEqualTo(RunEnd.COMPLETED));
        assertThat(jdbc.sql("select count(*) as n from batch_step_execution where step_execution_id > 1000")
                        .query((row, i) -> row.getInt("n"))
                        .single())
                .isZero();
        return executed.get();
    }

    private void stopHalfway(Database database) {
        AtomicReference<TestRunner> stopped = new AtomicReference<>();
        stopped.set(runner(database, new FakeTraining((spec, step) -> {
            if (step == 6) {
                stopped.get().bean(StopSignal.class).give();
            }
        })));
        stopped.get().run(SPEC, half -> assertThat(half.end()).isEqualTo(RunEnd.STOPPED));
    }

    private TestRunner runner(Database database, FakeTraining training) {
        return new TestRunner(database, folder, training, new MovableClock(Instant.parse("2026-11-20T02:00:00Z")))
                .with("--runner.workers=1", "--runner.lease=10h");
    }

    private static BeanPostProcessor counting(AtomicReference<CountedStatements> statements) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof DataSource database) {
                    statements.set(new CountedStatements(database));
                    return statements.get();
                }
                return bean;
            }
        };
    }
}
