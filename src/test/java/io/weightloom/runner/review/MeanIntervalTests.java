package io.weightloom.runner.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MeanIntervalTests {

    /** What 95 % means: of 4,000 intervals around normal differences that many hold their mean, within 3 sigma. */
    @Test
    void nineteenOfTwentyIntervalsHoldTheMean() {
        SplittableRandom random = new SplittableRandom(17);
        int held = 0;
        for (int round = 0; round < 4_000; round++) {
            double[] differences = new double[4];
            for (int i = 0; i < differences.length; i++) {
                differences[i] = 0.3 + 2 * random.nextGaussian();
            }
            MeanInterval interval = MeanInterval.of(differences).orElseThrow();
            held += interval.low() < 0.3 && 0.3 < interval.high() ? 1 : 0;
        }

        assertThat(held / 4_000.0).isCloseTo(0.95, within(0.0104));
    }

    /** Of {@code scipy.stats.t.interval(0.95, n - 1, loc=mean, scale=sem)}, SciPy 1.17.1. */
    @Test
    void itIsTheIntervalOfStudentsT() {
        MeanInterval interval = MeanInterval.of(new double[] {0.9, 0.92, 0.95}).orElseThrow();

        assertThat(interval.low()).isCloseTo(0.8608172385395757, within(1e-9));
        assertThat(interval.high()).isCloseTo(0.985849428127091, within(1e-9));
    }
}
