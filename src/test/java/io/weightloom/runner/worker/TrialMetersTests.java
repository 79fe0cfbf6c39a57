package io.weightloom.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.weightloom.layout.Ledger;
import io.weightloom.layout.SampleLedgers;
import io.weightloom.training.EpochMetrics;
import io.weightloom.training.TrainingResult;
import io.weightloom.trial.TrialOutcome;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrialMetersTests {

    private static final TrialOutcome COMPLETED = new TrialOutcome.Completed(new TrainingResult(1, 1, 0.9, 0.9, 0.1));
    private static final Ledger HYPERNETWORK = new Ledger(1000, 1000, 0, 240, 10, 1, 100);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TrialMeters meters = new TrialMeters(registry);

    @Test
    void trialsAreCountedByOutcome() {
        meters.ended(COMPLETED, HYPERNETWORK);
        meters.ended(COMPLETED, SampleLedgers.plain(1000, 100));
        meters.ended(new TrialOutcome.Failed("x"), HYPERNETWORK);

        assertThat(trials("completed")).isEqualTo(2);
        assertThat(trials("failed")).isEqualTo(1);
        assertThat(trials("rejected")).isZero();
    }

    private double trials(String outcome) {
        return registry.get("weightloom.trials")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void onlyHypernetworksThatCompletedHaveACompressionRatio() {
        meters.ended(COMPLETED, HYPERNETWORK);
        meters.ended(COMPLETED, SampleLedgers.plain(1000, 100));
        meters.ended(new TrialOutcome.Diverged(1, 1), HYPERNETWORK);

        assertThat(registry.get("weightloom.compression.ratio").summary().count())
                .isEqualTo(1);
        assertThat(registry.get("weightloom.compression.ratio").summary().max()).isEqualTo(4);
    }

    @Test
    void epochsAreTimedAndStepsCounted() {
        meters.listener().epoch(new EpochMetrics(1, 1, 1, 0.5, 0.1, 40, 0.25));
        meters.listener().steps(40, 0.2);
        meters.listener().steps(2, 0.01);

        assertThat(registry.get("weightloom.epoch").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(250);
        assertThat(registry.get("weightloom.steps").counter().count()).isEqualTo(42);
    }

    @Test
    void activeTrialsRiseAndFall() {
        meters.began();
        meters.began();
        meters.left();

        assertThat(registry.get("weightloom.trials.active").gauge().value()).isEqualTo(1);
    }
}
