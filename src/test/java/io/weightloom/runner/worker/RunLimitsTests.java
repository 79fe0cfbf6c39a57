package io.weightloom.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.store.MovableClock;
import io.weightloom.spec.LimitsSpec;
import io.weightloom.trial.TrialOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RunLimitsTests {

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T02:00:00Z"));

    @Test
    void noLimitEndsNoRun() {
        RunLimits limits = new RunLimits(LimitsSpec.NONE, clock);
        limits.known(1000);
        clock.move(Duration.ofDays(1000));

        assertThat(limits.reached()).isEmpty();
    }

    @Test
    void trialsThatFailedOrWereRejectedCountThoseOfEarlierCommandsToo() {
        RunLimits limits =
                new RunLimits(new LimitsSpec(OptionalInt.of(3), Optional.empty(), OptionalInt.empty()), clock);
        limits.known(1);

        limits.ended(new TrialOutcome.Diverged(1, 1));
        limits.ended(new TrialOutcome.Failed("no memory"));
        assertThat(limits.reached()).isEmpty();

        limits.ended(new TrialOutcome.Rejected(List.of("coverage")));
        assertThat(limits.reached()).contains(RunLimits.Reached.MAX_FAILED);
    }

    @Test
    void theTimeBeginsWithTheCommand() {
        RunLimits limits = new RunLimits(
                new LimitsSpec(OptionalInt.empty(), Optional.of(Duration.ofHours(8)), OptionalInt.empty()), clock);

        clock.move(Duration.ofHours(8).minusMillis(1));
        assertThat(limits.reached()).isEmpty();

        clock.move(Duration.ofMillis(1));
        assertThat(limits.reached()).contains(RunLimits.Reached.MAX_DURATION);
    }
}
