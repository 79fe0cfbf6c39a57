package io.weightloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.results.MovableClock;
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
    private final Progress progress = new LineProgress("glyphs", clock, Duration.ofSeconds(5), lines::add);

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

    private static EpochMetrics metrics(int epoch, double score, double seconds) {
        return new EpochMetrics(epoch, 1, 1, score, 0.1, 10L * epoch, seconds);
    }
}
