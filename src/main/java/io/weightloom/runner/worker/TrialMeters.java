package io.weightloom.runner.worker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.weightloom.layout.Ledger;
import io.weightloom.text.KebabCase;
import io.weightloom.training.EpochMetrics;
import io.weightloom.trial.TrialListener;
import io.weightloom.trial.TrialOutcome;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * What this process has done, as meters: they count from the start of the process, and their tags have few values.
 * Every meter is there from the start. Safe for use by many threads.
 */
@Component
public class TrialMeters {

    private static final String HALTED = new TrialOutcome.Halted(0, "").word();

    /** What a write needs, and what may have gone to another meanwhile. */
    enum Right {
        CLAIM,
        LEASE
    }

    private final MeterRegistry registry;
    private final Timer epochs;
    private final Counter steps;
    private final AtomicInteger active;
    private final DistributionSummary ratios;

    TrialMeters(MeterRegistry registry) {
        this.registry = registry;
        TrialOutcome.words().forEach(this::trials);
        Stream.of(Right.values()).forEach(this::refusals);
        epochs = Timer.builder("weightloom.epoch")
                .description("Training and validation of one epoch")
                .register(registry);
        steps = Counter.builder("weightloom.steps")
                .description("Training steps")
                .register(registry);
        active = registry.gauge("weightloom.trials.active", new AtomicInteger());
        ratios = DistributionSummary.builder("weightloom.compression.ratio")
                .description("Compression ratios of the hypernetworks that completed")
                .register(registry);
    }

    /** Counts epochs and steps. */
    public TrialListener listener() {
        return new TrialListener() {
            @Override
            public void epoch(EpochMetrics metrics) {
                epochs.record(Duration.ofNanos(Math.round(metrics.seconds() * 1e9)));
            }

            @Override
            public void steps(long count, double seconds) {
                steps.increment((double) count);
            }
        };
    }

    /** A worker has begun with a trial, or goes on with it. */
    public void began() {
        active.incrementAndGet();
    }

    /** The worker that had begun with a trial has let go of it, at its end or before. */
    public void left() {
        active.decrementAndGet();
    }

    /** A trial has ended. */
    public void ended(TrialOutcome outcome, Ledger ledger) {
        trials(outcome.word()).increment();
        if (outcome instanceof TrialOutcome.Completed && ledger.generated() > 0) {
            ratios.record(ledger.compressionRatio());
        }
    }

    /** Trials have halted between two rounds, where no worker had them. */
    public void halted(long count) {
        trials(HALTED).increment((double) count);
    }

    /** A write was refused, because another has the right to it by now. */
    void refused(Right lost) {
        refusals(lost).increment();
    }

    private Counter refusals(Right lost) {
        return Counter.builder("weightloom.writes.refused")
                .description("Writes to trials that were refused, by the right that another has by now")
                .tag("reason", KebabCase.of(lost))
                .register(registry);
    }

    private Counter trials(String outcome) {
        return Counter.builder("weightloom.trials")
                .description("Trials that have ended, by outcome")
                .tag("outcome", outcome)
                .register(registry);
    }
}
