package io.weightloom.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.console.RunProgress;
import io.weightloom.runner.lease.Lease;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunKey;
import io.weightloom.runner.store.RunState;
import io.weightloom.spec.LimitsSpec;
import io.weightloom.training.PausePoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentLimitTests {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private static final Run RUN = new Run(
            1,
            new RunKey("glyphs", "0", Optional.empty(), 1),
            "How far?",
            "{}",
            RunState.RUNNING,
            Optional.empty(),
            NOON,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            1,
            1);

    private final MovableClock clock = new MovableClock(NOON);
    private final SegmentLimit limit = new SegmentLimit(clock, Duration.ofSeconds(10), new StopSignal());

    @ParameterizedTest
    @CsvSource({"false, 0, 10", "false, 3000, 10", "true, 0, 10", "true, 500, 10", "true, 501, 10.02", "true, 3000, 60"
    })
    void amongOthersASegmentLastsTwentyTimesAsLongAsASaving(boolean elsewhere, long saving, double seconds) {
        PausePoint until = limit.begin(run(elsewhere), 0, Duration.ofMillis(saving), OptionalInt.empty());

        clock.move(Duration.ofMillis(Math.round(1000 * seconds) - 1));
        assertThat(until.afterStep()).isFalse();
        clock.move(Duration.ofMillis(1));
        assertThat(until.afterStep()).isTrue();
    }

    private WorkerRun run(boolean elsewhere) {
        return new WorkerRun(
                RUN,
                new Lease("run/1", "a manager", 1),
                RunProgress.NONE,
                new StopSignal(),
                new RunLimits(LimitsSpec.NONE, clock),
                elsewhere);
    }
}
