package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import io.weightloom.trial.TrialOutcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What Spring Batch's tables say of trials' steps, of which most of what it writes is left out. */
class TrialBookkeepingTests {

    private static final String STEPS = """
            select concat(step_name, ' ', status, ' ', exit_code, ' ', read_count, ' ', write_count, ' ', commit_count,
                case when start_time is null or end_time is null then ' without times' else '' end)
            from batch_step_execution where step_name like 'trial:%' order by step_execution_id
            """;

    private static final String CONTEXTS = """
            select c.short_context from batch_step_execution_context c
            join batch_step_execution e on e.step_execution_id = c.step_execution_id
            where e.step_name like 'trial:%' order by e.step_execution_id
            """;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T02:00:00Z"));

    @Test
    void aStepWhoseTrialHasEndedIsWrittenAsCompletedWithIt() {
        FakeTraining training = new FakeTraining((trial, step) -> {}).ending(8, new TrialOutcome.Failed("planted"));
        runner(training).run(TestRunner.SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.TRIALS_FAILED);
            assertThat(runner.words(STEPS)).hasSize(6).allMatch(step -> step.endsWith(" COMPLETED COMPLETED 2 2 2"));
            assertThat(runner.words(CONTEXTS))
                    .hasSize(6)
                    .allMatch(context -> new String(Base64.getDecoder().decode(context), StandardCharsets.ISO_8859_1)
                            .contains("weightloom.ended"));
        });
    }

    /** The row of the step is completed by the transaction that ends the trial. */
    @Test
    void noTrialHasEndedWhoseStepIsUnderWay() {
        AtomicReference<TestRunner> running = new AtomicReference<>();
        AtomicReference<String> seen = new AtomicReference<>("");
        FakeTraining training = new FakeTraining((trial, step) -> {
            JdbcClient jdbc = running.get().bean(JdbcClient.class);
            seen.set(jdbc.sql("""
                            select concat(sum(case when status = 'COMPLETED' then 1 else 0 end), ' of ',
                                (select count(*) from trial where outcome is not null))
                            from batch_step_execution where step_name like 'trial:%'
                            """).query((row, i) -> row.getString(1)).single());
            assertThat(seen.get()).matches("(\\d+) of \\1");
        });
        running.set(runner(training));
        running.get().run(TestRunner.SPEC, runner -> assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED));

        assertThat(seen.get()).isEqualTo("5 of 5");
    }

    @Test
    void aStepThatIsStoppedIsWrittenAsStopped() {
        AtomicReference<TestRunner> running = new AtomicReference<>();
        FakeTraining training = new FakeTraining((trial, step) -> {
            clock.move(Duration.ofSeconds(3));
            if (step == 6) {
                running.get().bean(StopSignal.class).give();
            }
        });
        running.set(runner(training));
        running.get().run(TestRunner.SPEC, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.STOPPED);
            assertThat(runner.words(STEPS)).singleElement().asString().contains(" STOPPED STOPPED ");
            assertThat(runner.words("select state from trial where number = 1")).containsExactly("pending");
        });
    }

    private TestRunner runner(FakeTraining training) {
        return new TestRunner(TestDatabases.H2_MEMORY.fresh(), folder, training, clock)
                .with("--runner.workers=1", "--runner.lease=10h");
    }
}
