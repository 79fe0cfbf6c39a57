package io.weightloom.runner.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.store.MovableClock;
import io.weightloom.training.EpochMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("locale")
class LineProgressTests {

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T02:00:00Z"));
    private final List<String> lines = new ArrayList<>();
    private final RunProgress progress = new LineProgress("glyphs", clock, Duration.ofSeconds(5), lines::add);

    @Test
    void aLineSaysTrialsEpochScoreAndTimeLeft() {
        progress.planned(4, 0, 40, 0);
        clock.move(Duration.ofSeconds(5));

        progress.epoch("t00001", 10, metrics(1, 0.8125, 5));

        assertThat(lines)
                .containsExactly("glyphs: 0/4 trials, t00001 epoch 1/10, validation score 0.813, about 3 min left");
    }

    @Test
    void linesKeepTheirDistance() {
        progress.planned(4, 0, 40, 0);

        for (int epoch = 1; epoch <= 10; epoch++) {
            clock.move(Duration.ofSeconds(1));
            progress.epoch("t00001", 10, metrics(epoch, 0.5, 1));
        }

        assertThat(lines).hasSize(2);
    }

    @Test
    void aTrialThatEndsEarlyLeavesNoEpochsBehind() {
        progress.planned(2, 0, 20, 0);
        clock.move(Duration.ofSeconds(4));
        progress.epoch("t00001", 10, metrics(1, 0.5, 4));
        progress.ended("t00001", 10);
        clock.move(Duration.ofSeconds(4));

        progress.epoch("t00002", 10, metrics(1, 0.5, 4));

        // 2 epochs took 8 s here, 9 are left
        assertThat(lines)
                .containsExactly("glyphs: 1/2 trials, t00002 epoch 1/10, validation score 0.500, about 36 s left");
    }

    @Test
    void trialsOfAnEarlierProcessCountAsDoneButNotForThePace() {
        progress.planned(4, 3, 40, 30);
        clock.move(Duration.ofSeconds(6));

        progress.epoch("t00004", 10, metrics(1, 0.5, 6));

        assertThat(lines)
                .containsExactly("glyphs: 3/4 trials, t00004 epoch 1/10, validation score 0.500, about 54 s left");
    }

    @Test
    void whatTakesLongerThanTheIntervalIsTold() {
        progress.planned(4, 1, 40, 10);
        progress.working("t00002", "building the network");

        ticks(4);
        assertThat(lines).isEmpty();

        ticks(1);
        progress.working("t00002", "verifying: equivalence");
        ticks(10);

        assertThat(lines)
                .containsExactly(
                        "glyphs: 1/4 trials, t00002 building the network",
                        "glyphs: 1/4 trials, t00002 verifying: equivalence",
                        "glyphs: 1/4 trials, t00002 verifying: equivalence");
    }

    @Test
    void aTrialThatTrainsAndOneThatIsVerifiedAreInOneLine() {
        progress.planned(4, 0, 40, 0);
        progress.working("t00001", "training");
        progress.working("t00002", "compiling the network to train");
        clock.move(Duration.ofSeconds(5));

        progress.epoch("t00001", 10, metrics(1, 0.8125, 5));

        assertThat(lines)
                .containsExactly("glyphs: 0/4 trials, t00001 epoch 1/10, validation score 0.813,"
                        + " t00002 compiling the network to train, about 3 min left");
    }

    @Test
    void anEpochThatDragsOnIsASignOfLifeAsWell() {
        progress.planned(1, 0, 2, 0);
        progress.working("t00001", "training");
        ticks(5);
        progress.epoch("t00001", 2, metrics(1, 0.5, 5));
        ticks(5);

        assertThat(lines)
                .containsExactly(
                        "glyphs: 0/1 trials, t00001 training",
                        "glyphs: 0/1 trials, t00001 epoch 1/2, validation score 0.500, about 1 s left");
    }

    @Test
    void whatHasEndedSaysNothing() {
        progress.working("t00001", "verifying: equivalence");
        progress.close();

        ticks(20);

        assertThat(lines).isEmpty();
    }

    private void ticks(int seconds) {
        for (int second = 0; second < seconds; second++) {
            clock.move(Duration.ofSeconds(1));
            progress.tick();
        }
    }

    private static EpochMetrics metrics(int epoch, double score, double seconds) {
        return new EpochMetrics(epoch, 1, 1, score, 0.1, 10L * epoch, seconds);
    }
}
