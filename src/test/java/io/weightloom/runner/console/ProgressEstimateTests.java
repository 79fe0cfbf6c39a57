package io.weightloom.runner.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.training.EpochMetrics;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("locale")
class ProgressEstimateTests {

    private static final Instant BEGIN = Instant.parse("2026-11-25T02:00:00Z");

    private final ProgressEstimate course = new ProgressEstimate(BEGIN);
    private Instant now = BEGIN;
    private int epoch;

    /** 12 s of preparation and 2 s for the epoch: 99 are left, of 2 s each. */
    @Test
    void whatComesBeforeTheFirstEpochIsNotInThePace() {
        course.planned(1, 0, 100, 0);
        now = now.plusSeconds(12);

        epochs(1, Duration.ofSeconds(2));

        assertThat(course.left(now)).contains(Duration.ofSeconds(198));
    }

    @Test
    void slowFirstEpochsAreForgotten() {
        course.planned(1, 0, 100, 0);

        epochs(5, Duration.ofSeconds(10));
        epochs(6, Duration.ofMillis(100));

        assertThat(course.left(now)).contains(Duration.ofMillis(8900));
    }

    /** What is between trials comes again, and must not be forgotten. */
    @Test
    void timeBetweenTrialsIsInThePace() {
        course.planned(10, 0, 40, 0);

        for (int trial = 0; trial < 5; trial++) {
            now = now.plusSeconds(4);
            epochs(4, Duration.ofSeconds(1));
        }

        assertThat(course.left(now).orElseThrow().toSeconds()).isBetween(34L, 46L); // 20 epochs of 2 s on the whole
    }

    @Test
    void theTimeRunsDownBetweenEpochs() {
        course.planned(1, 0, 10, 0);
        epochs(5, Duration.ofSeconds(10));

        assertThat(course.left(now)).contains(Duration.ofSeconds(50));
        assertThat(course.left(now.plusSeconds(7))).contains(Duration.ofSeconds(43));
    }

    /** Trials that come later may be larger. */
    @Test
    void anEpochThatDragsOnMakesTheRestLookLonger() {
        course.planned(1, 0, 10, 0);
        epochs(5, Duration.ofSeconds(1));

        // the later three took 3 s; with the one under way that is 64 s for four, and four follow it
        assertThat(course.left(now.plusSeconds(61))).contains(Duration.ofSeconds(64));
    }

    @Test
    void anEpochBegunByAnEarlierProcessDoesNotReachBehindTheBegin() {
        course.planned(1, 0, 3, 0);
        now = now.plusSeconds(3);

        course.epoch("t00001", 3, metrics(1, 1000), now);

        assertThat(course.left(now)).contains(Duration.ofSeconds(6));
    }

    @Test
    void nothingIsLeftAtTheEnd() {
        course.planned(1, 0, 2, 0);
        epochs(2, Duration.ofSeconds(1));

        assertThat(course.left(now.plusSeconds(9))).contains(Duration.ZERO);
    }

    private void epochs(int count, Duration each) {
        for (int i = 0; i < count; i++) {
            now = now.plus(each);
            course.epoch("t00001", 1000, metrics(++epoch, each.toMillis() / 1e3), now);
        }
    }

    private static EpochMetrics metrics(int epoch, double seconds) {
        return new EpochMetrics(epoch, 1, 1, 0.5, 0.1, epoch, seconds);
    }
}
