package io.weightloom.runner.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.training.EpochMetrics;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("locale")
class BarLineTests {

    private static final Instant BEGIN = Instant.parse("2026-11-25T02:00:00Z");

    private final ProgressEstimate course = new ProgressEstimate(BEGIN);

    /** 79 are what a terminal of 80 leaves for it. */
    @Test
    void aTerminalOfEightyColumnsShowsTrialsEpochScoreAndTimeLeft() {
        halfWay();

        assertThat(line("glyph-compression", 79))
                .isEqualTo("glyph-compression 1/20 trials, t00002 epoch 20/40, score 0.813, 12:20 left     ");
    }

    @Test
    void aWiderOneShowsABar() {
        halfWay();

        assertThat(line("glyphs", 100))
                .isEqualTo("glyphs [==                                ]"
                        + " 1/20 trials, t00002 epoch 20/40, score 0.813, 12:20 left");
    }

    @Test
    void inANarrowOneTheNameGivesWayFirst() {
        halfWay();

        assertThat(line("glyph-compression", 60))
                .isEqualTo("gly 1/20 trials, t00002 epoch 20/40, score 0.813, 12:20 left");
        assertThat(line("glyph-compression", 20)).isEqualTo("1/20 trials, t00002 ");
    }

    @Test
    void whatHasBegunSinceTheLastEpochTakesItsPlace() {
        halfWay();
        course.working("t00003", "verifying: equivalence");

        assertThat(line("glyphs", 79).strip())
                .isEqualTo("glyphs [=              ] 1/20 trials, t00003 verifying: equivalence, 12:20 left");
    }

    @Test
    void nothingIsKnownBeforeTheFirstEpoch() {
        assertThat(line("glyphs", 60).strip()).isEqualTo("glyphs [" + " ".repeat(40) + "] 0/0 trials");
    }

    /** One of 20 trials and half of the next: 60 of 800 epochs in 60 s, so that 740 s are left. */
    private void halfWay() {
        course.planned(20, 0, 800, 0);
        for (int epoch = 1; epoch <= 40; epoch++) {
            course.epoch("t00001", 40, metrics(epoch), BEGIN.plusSeconds(epoch));
        }
        course.ended("t00001", 40);
        for (int epoch = 1; epoch <= 20; epoch++) {
            course.epoch("t00002", 40, metrics(epoch), BEGIN.plusSeconds(40 + epoch));
        }
    }

    private String line(String experiment, int width) {
        return BarLine.of(experiment, course, BEGIN.plusSeconds(60), width);
    }

    private static EpochMetrics metrics(int epoch) {
        return new EpochMetrics(epoch, 1, 1, 0.8125, 0.01, epoch * 10L, 1);
    }
}
