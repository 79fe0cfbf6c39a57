package io.weightloom.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.lease.WorkerRow;
import io.weightloom.runner.lease.Workers;
import io.weightloom.runner.review.ResultsContext;
import io.weightloom.runner.store.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterMetersTests {

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T12:00:00Z"));
    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void theyAreTheSumsOfWhatWorkersTellOfThemselves() {
        try (ResultsContext context =
                new ResultsContext(TestDatabases.POSTGRESQL.fresh().dataSource(), clock)) {
            Workers workers = context.get(Workers.class);
            ClusterMeters meters = new ClusterMeters(registry, workers, clock, Duration.ofSeconds(30));
            assertThat(value("weightloom.workers")).isZero();

            clock.move(Duration.ofSeconds(2));
            workers.beat(worker("a", WorkerRow.State.WORKING, 3));
            workers.beat(worker("b", WorkerRow.State.STOPPING, 4));
            workers.beat(worker("c", WorkerRow.State.ENDED, 5));
            assertThat(value("weightloom.workers")).isEqualTo(2);
            assertThat(value("weightloom.cluster.steps")).isEqualTo(12);
            assertThat(registry.get("weightloom.cluster.trials")
                            .tag("outcome", "completed")
                            .gauge()
                            .value())
                    .isEqualTo(3);
            assertThat(registry.get("weightloom.cluster.trials")
                            .tag("outcome", "failed")
                            .gauge()
                            .value())
                    .isZero();

            clock.move(Duration.ofSeconds(20));
            workers.beat(worker("b", WorkerRow.State.WORKING, 9));
            clock.move(Duration.ofSeconds(20));
            assertThat(value("weightloom.workers")).as("a is silent").isEqualTo(1);
            assertThat(value("weightloom.cluster.steps")).isEqualTo(17);
            assertThat(meters).isNotNull(); // gauges hold it weakly
        }
    }

    private double value(String name) {
        return registry.get(name).gauge().value();
    }

    private WorkerRow worker(String id, WorkerRow.State state, double steps) {
        return new WorkerRow(
                id,
                "host",
                1,
                "build",
                "key",
                1,
                state,
                Optional.empty(),
                clock.instant(),
                clock.instant(),
                Map.of("weightloom.steps.count", steps, "weightloom.trials.completed.count", 1.0));
    }
}
