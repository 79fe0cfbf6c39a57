package io.weightloom.runner.worker;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.weightloom.runner.lease.WorkerRow;
import io.weightloom.runner.lease.Workers;
import io.weightloom.trial.TrialOutcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * What the workers on a manager's database have done, as meters: each tells its own with its signs of life, for it
 * opens no port. Safe for use by many threads.
 */
@Component
@ConditionalOnProperty(name = "runner.role", havingValue = "manager")
public class ClusterMeters {

    /** One scrape reads several meters, and none is younger than a sign of life. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Workers workers;
    private final Clock clock;
    private Instant read = Instant.MIN;
    private List<WorkerRow> last = List.of();

    ClusterMeters(MeterRegistry registry, Workers workers, Clock clock, @Value("${runner.lease}") Duration lease) {
        this.workers = workers;
        this.clock = clock;
        Gauge.builder(
                        "weightloom.workers",
                        this,
                        meters -> meters.sum(worker -> worker.livesAt(clock.instant(), lease) ? 1 : 0))
                .description("Workers that give signs of life")
                .register(registry);
        TrialOutcome.words()
                .forEach(outcome -> Gauge.builder(
                                "weightloom.cluster.trials",
                                this,
                                meters -> meters.sum(counter("weightloom.trials." + outcome)))
                        .description("Trials that workers of the last day have ended, by outcome")
                        .tag("outcome", outcome)
                        .register(registry));
        Gauge.builder("weightloom.cluster.steps", this, meters -> meters.sum(counter("weightloom.steps")))
                .description("Training steps of workers of the last day")
                .register(registry);
    }

    private static ToDoubleFunction<WorkerRow> counter(String name) {
        return worker -> worker.meters().getOrDefault(name + ".count", 0.0);
    }

    private double sum(ToDoubleFunction<WorkerRow> of) {
        return rows().stream().mapToDouble(of).sum();
    }

    private synchronized List<WorkerRow> rows() {
        Instant now = clock.instant();
        if (read.plus(FRESH).isBefore(now)) {
            last = workers.all();
            read = now;
        }
        return last;
    }
}
