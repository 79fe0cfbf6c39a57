package io.weightloom.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.spec.ScheduleSpec;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LearningRateTests {

    private static final double EXACT = 1e-15; // a handful of roundings at magnitude 0.1

    @Test
    void constantStaysAtItsBase() {
        assertThat(rates(new ScheduleSpec.Constant(0))).containsOnly(0.1);
    }

    /** PyTorch 1.13.0, CosineAnnealingLR(SGD([p], 0.1), T_max=8): get_last_lr() before each of 8 steps. */
    @Test
    void cosineFallsAsPyTorchs() {
        assertThat(rates(new ScheduleSpec.Cosine(0)))
                .containsExactly(
                        new double[] {
                            0.1,
                            0.09619397662556434,
                            0.08535533905932738,
                            0.0691341716182545,
                            0.05,
                            0.030865828381745515,
                            0.014644660940672627,
                            0.0038060233744356634
                        },
                        within(EXACT));
    }

    @Test
    void stepsMultiplyAfterEveryFewEpochs() {
        // two steps an epoch, a drop every two epochs
        assertThat(rates(new ScheduleSpec.Step(0, 2, 0.5)))
                .containsExactly(new double[] {0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05}, within(EXACT));
    }

    @Test
    void warmUpRisesInEqualStepsAndTheScheduleFollows() {
        assertThat(rates(new ScheduleSpec.Constant(4)))
                .containsExactly(new double[] {0.025, 0.05, 0.075, 0.1, 0.1, 0.1, 0.1, 0.1}, within(EXACT));
        assertThat(rates(new ScheduleSpec.Cosine(4)))
                .containsExactly(
                        new double[] {0.025, 0.05, 0.075, 0.1, 0.1, 0.08535533905932738, 0.05, 0.014644660940672627},
                        within(EXACT));
    }

    /**
     * Two steps an epoch, a drop every epoch, and a warm-up of two epochs, or one that lasts longer than the training.
     */
    @Test
    void warmUpIsAFactorBesideTheDrops() {
        assertThat(rates(new ScheduleSpec.Step(4, 1, 0.5)))
                .containsExactly(
                        new double[] {0.025, 0.05, 0.075 / 2, 0.1 / 2, 0.1 / 4, 0.1 / 4, 0.1 / 8, 0.1 / 8},
                        within(EXACT));
        assertThat(rates(new ScheduleSpec.Cosine(16)))
                .containsExactly(
                        new double[] {0.00625, 0.0125, 0.01875, 0.025, 0.03125, 0.0375, 0.04375, 0.05}, within(EXACT));
    }

    private static double[] rates(ScheduleSpec schedule) {
        LearningRate rate = new LearningRate(0.1, schedule, 2, 8);
        return LongStream.range(0, 8).mapToDouble(rate::at).toArray();
    }
}
