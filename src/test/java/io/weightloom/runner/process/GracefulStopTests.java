package io.weightloom.runner.process;

import static io.weightloom.runner.process.TestRunner.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.run.RunTally;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class GracefulStopTests {

    /** A gate that is shut belongs to a process that ends; this one goes on. */
    @BeforeEach
    @AfterEach
    void openAllGates() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).resetTurboFilterList();
    }

    @Test
    void whoeverIsStillAtWorkWhenTheDatabaseIsClosedIsStoppedAndSaysNothing(
            @TempDir Path folder, CapturedOutput output) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        FakeTraining training = new FakeTraining((spec, step) -> {
            if (step == 6) { // as one that waits for a database that says nothing
                reached.complete(null);
                closed.join();
            }
        });
        TestRunner runner = new TestRunner(TestDatabases.H2_MEMORY.fresh(), folder, training, Clock.systemUTC())
                .with("--runner.workers=1", "--spring.lifecycle.timeout-per-shutdown-phase=100ms")
                .logging();
        CompletableFuture<TestRunner.Started> started = CompletableFuture.supplyAsync(() -> runner.start(SPEC));
        reached.join();
        RunTally tally = runner.bean(RunTally.class);

        runner.close();
        closed.complete(null);
        started.join();

        assertThat(tally.worst()).isEqualTo(RunEnd.STOPPED);
        assertThat(output)
                .containsOnlyOnce("A segment did not end within 0.1 s. Its run was stopped all the same")
                .doesNotContain("ERROR", "has been closed", "\tat ");
        assertThat(output.toString().lines().filter(line -> line.contains(" WARN ")))
                .hasSize(1);
    }

    @Test
    void connectionsThatADatabaseClosedAreOneLineAndNoBlameOfThePool(CapturedOutput output) {
        MovableClock clock = new MovableClock(Instant.EPOCH);
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        LogGate gate = new LogGate(clock).installed();
        try {
            Logger pool = LoggerFactory.getLogger(LogGate.POOL);
            for (int connection = 0; connection < 10; connection++) { // com.zaxxer.hikari.pool.PoolBase, HikariCP 7.0.2
                pool.warn(
                        "{} - Failed to validate connection {} ({}). Possibly consider using a shorter maxLifetime value.",
                        "weightloom",
                        connection,
                        "This connection has been closed.");
            }
            assertThat(output)
                    .containsOnlyOnce("Connections to the database were closed or no longer answer")
                    .doesNotContain("maxLifetime");
            pool.warn("something else");
            assertThat(output).contains("something else");

            clock.move(Duration.ofMinutes(2));
            pool.warn("{} - Failed to validate connection {} ({}).", "weightloom", 1, "x");
            assertThat(output.toString().split("were closed or no longer answer", -1))
                    .hasSize(3);

            gate.stopping();
            clock.move(Duration.ofMinutes(2));
            pool.warn("{} - Failed to validate connection {} ({}).", "weightloom", 1, "x");
            assertThat(output.toString().split("were closed or no longer answer", -1))
                    .as("a stop is not the time to tell")
                    .hasSize(3);

            gate.shut();
            pool.error("nobody hears this");
            assertThat(output).doesNotContain("nobody hears this");
        } finally {
            context.getTurboFilterList().remove(gate);
        }
    }
}
