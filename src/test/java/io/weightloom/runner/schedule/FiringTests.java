package io.weightloom.runner.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunKey;
import io.weightloom.runner.store.RunState;
import io.weightloom.spec.CronSpec.Overlap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fire times one hour apart, counted from midnight. */
class FiringTests {

    private static final Instant MIDNIGHT = Instant.parse("2026-11-20T00:00:00Z");

    @ParameterizedTest
    @EnumSource
    void whereNothingIsGoingTheLastOneIsRunAndTheOthersAreUnused(Overlap overlap) {
        assertThat(Firing.of(overlap, hours(1, 2, 3), false, List.of()))
                .isEqualTo(new Firing(Optional.of(hour(3)), Optional.empty(), List.of(), 2));
    }

    @Test
    void whatCameWhileARunWasGoingIsSkippedOrQueued() {
        List<RunSpan> spans = List.of(span(0, hour(0), hour(2).plusSeconds(1)));

        assertThat(Firing.of(Overlap.SKIP, hours(1, 2), false, spans))
                .isEqualTo(new Firing(Optional.empty(), Optional.empty(), hours(1, 2), 0));
        assertThat(Firing.of(Overlap.SKIP, hours(1, 2, 3), false, spans))
                .isEqualTo(new Firing(Optional.of(hour(3)), Optional.empty(), hours(1, 2), 0));
        assertThat(Firing.of(Overlap.QUEUE, hours(1, 2), false, spans))
                .isEqualTo(new Firing(Optional.of(hour(2)), Optional.empty(), List.of(), 1));
    }

    @Test
    void whileARunIsGoingWhatIsQueuedWaitsBehindIt() {
        RunSpan going = span(0, hour(0), Instant.MAX);

        assertThat(Firing.of(Overlap.QUEUE, hours(1), false, List.of(going)).behind())
                .contains(going);
        assertThat(Firing.of(Overlap.SKIP, hours(1), false, List.of(going)))
                .isEqualTo(new Firing(Optional.empty(), Optional.empty(), hours(1), 0));
    }

    @ParameterizedTest
    @EnumSource
    void aRunIsNotInItsOwnWay(Overlap overlap) {
        RunSpan own = span(1, hour(1), Instant.MAX);

        assertThat(Firing.of(overlap, hours(1), false, List.of(own)))
                .isEqualTo(new Firing(Optional.of(hour(1)), Optional.empty(), List.of(), 0));
    }

    @Test
    void whatAnotherRunnerHasRunIsNotCalledUnused() {
        RunSpan done = span(1, hour(1), hour(1).plusSeconds(9));

        assertThat(Firing.of(Overlap.QUEUE, hours(1, 2, 3), false, List.of(done))
                        .unused())
                .isEqualTo(1);
    }

    @Test
    void whatWasMissedIsNotSkippedThoughARunGoesOn() {
        RunSpan resumed = span(0, hour(0), Instant.MAX);

        Firing firing = Firing.of(Overlap.SKIP, hours(1, 2), true, List.of(resumed));

        assertThat(firing.run()).contains(hour(1));
        assertThat(firing.behind()).contains(resumed);
        assertThat(firing.skipped()).containsExactly(hour(2));
    }

    private static List<Instant> hours(int... hours) {
        return IntStream.of(hours).mapToObj(FiringTests::hour).toList();
    }

    private static Instant hour(int hour) {
        return MIDNIGHT.plus(Duration.ofHours(hour));
    }

    /** Of the run of an hour. */
    private static RunSpan span(int hour, Instant from, Instant until) {
        return new RunSpan(run(hour), from, until);
    }

    private static Run run(int hour) {
        return new Run(
                hour,
                new RunKey("hourly", "a", Optional.of(hour(hour)), 1),
                "",
                "{}",
                RunState.RUNNING,
                Optional.empty(),
                hour(hour),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                1);
    }
}
