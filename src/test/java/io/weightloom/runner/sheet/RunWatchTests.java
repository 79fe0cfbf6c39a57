package io.weightloom.runner.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.review.RunView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RunWatchTests {

    private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

    private final RunWatch watch = new RunWatch();

    private static RunView.Revised running(long run, long revision) {
        return new RunView.Revised(run, revision, true);
    }

    private RunWatch.Due due(Duration after, RunView.Revised... runs) {
        return watch.due(List.of(runs), START.plus(after), run -> Duration.ZERO);
    }

    private void told(long run, long revision, Duration after, Duration cost) {
        watch.told(run, revision, START.plus(after), cost);
    }

    @Test
    void atFirstRunsAtWorkAreToldOf() {
        RunWatch.Due due = due(Duration.ZERO, running(1, 5), new RunView.Revised(2, 7, false));

        assertThat(due).isEqualTo(new RunWatch.Due(false, List.of(1L)));
    }

    @Test
    void laterThoseThatHaveMoved() {
        due(Duration.ZERO, running(1, 5), running(2, 7));
        told(1, 5, Duration.ZERO, Duration.ZERO);
        told(2, 7, Duration.ZERO, Duration.ZERO);

        assertThat(due(Duration.ofSeconds(2), running(1, 5), running(2, 8)).runs())
                .containsExactly(2L);
        told(2, 8, Duration.ofSeconds(2), Duration.ZERO);
        assertThat(due(Duration.ofSeconds(4), running(1, 5), running(2, 8)).runs())
                .isEmpty();
    }

    @Test
    void aRunThatEndsIsToldOfToo() {
        due(Duration.ZERO, running(1, 5));
        told(1, 5, Duration.ZERO, Duration.ZERO);

        assertThat(due(Duration.ofSeconds(2), new RunView.Revised(1, 6, false)).runs())
                .containsExactly(1L);
    }

    @Test
    void notBeforeFiftyTimesItsCostHasPassed() {
        due(Duration.ZERO, running(1, 5));
        told(1, 5, Duration.ZERO, Duration.ofMillis(100));

        assertThat(due(Duration.ofMillis(4_999), running(1, 6)).runs()).isEmpty();
        assertThat(due(Duration.ofSeconds(5), running(1, 6)).runs()).containsExactly(1L);
    }

    @Test
    void whatWatchersHaveCostSinceCountsToo() {
        due(Duration.ZERO, running(1, 5));
        told(1, 5, Duration.ZERO, Duration.ofMillis(100));
        List<RunView.Revised> moved = List.of(running(1, 6));

        assertThat(watch.due(moved, START.plusSeconds(9), run -> Duration.ofMillis(100))
                        .runs())
                .isEmpty();
        assertThat(watch.due(moved, START.plusSeconds(10), run -> Duration.ofMillis(100))
                        .runs())
                .containsExactly(1L);
    }

    @Test
    void whateverItCostsOnceAMinute() {
        due(Duration.ZERO, running(1, 5));
        told(1, 5, Duration.ZERO, Duration.ofSeconds(10));

        assertThat(due(Duration.ofSeconds(59), running(1, 6)).runs()).isEmpty();
        assertThat(due(Duration.ofSeconds(60), running(1, 6)).runs()).containsExactly(1L);
    }

    @Test
    void noneIsToldOfTwiceInASecond() {
        due(Duration.ZERO, running(1, 5));
        told(1, 5, Duration.ZERO, Duration.ZERO);

        assertThat(LongStream.range(0, 1000)
                        .filter(millis -> !due(Duration.ofMillis(millis), running(1, 6 + millis))
                                .runs()
                                .isEmpty()))
                .isEmpty();
    }

    @Test
    void otherRunsThanBeforeAreOneEvent() {
        due(Duration.ZERO, running(1, 5));

        assertThat(due(Duration.ofSeconds(1), running(1, 5)).list()).isFalse();
        RunWatch.Due more = due(Duration.ofSeconds(2), running(1, 5), running(2, 1));
        assertThat(more).isEqualTo(new RunWatch.Due(true, List.of(2L)));
        assertThat(due(Duration.ofSeconds(3), running(2, 1)).list()).isTrue();
        assertThat(due(Duration.ofSeconds(4), running(2, 1)).list()).isFalse();
    }

    @Test
    void whoBeginsToListenHearsOfRunsAtWorkAnew() {
        due(Duration.ZERO, running(1, 5));
        told(1, 5, Duration.ZERO, Duration.ZERO);

        watch.begin();

        assertThat(due(Duration.ofMillis(10), running(1, 5))).isEqualTo(new RunWatch.Due(false, List.of(1L)));
    }
}
