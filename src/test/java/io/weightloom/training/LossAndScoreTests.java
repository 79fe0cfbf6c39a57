package io.weightloom.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.Examples;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.Loss;
import org.junit.jupiter.api.Test;

class LossAndScoreTests {

    private static final double SINGLE = 1e-7; // outputs are single precision

    /**
     * PyTorch 1.13.0, F.cross_entropy(tensor([[2., 0., -1.], [0.5, 0.5, 3.], [100., 0., 0.]]), tensor([0, 1, 2])):
     * 34.2740.
     */
    @Test
    void crossEntropyAndAccuracyOfClasses() {
        float[] logits = {2, 0, -1, 0.5f, 0.5f, 3, 100, 0, 0};
        Examples examples = new Examples(new float[3], new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 3, 1, 3);

        LossAndScore score = LossAndScore.of(logits, examples, LabelKind.CLASSIFICATION, Loss.CROSS_ENTROPY);

        assertThat(score.loss()).isCloseTo(34.2740, within(5e-5));
        assertThat(score.score()).isCloseTo(1.0 / 3, within(SINGLE));
    }

    /** By hand: residuals 0.5, 0, -1 and 1, 1, 0 around means 2 and 4. */
    @Test
    void determinationOfTwoOutputsIsOneMinusResidualOverTotalSquares() {
        float[] outputs = {1.5f, 4, 2, 5, 2, 5};
        Examples examples = new Examples(new float[3], new float[] {1, 3, 2, 4, 3, 5}, 3, 1, 2);

        LossAndScore score = LossAndScore.of(outputs, examples, LabelKind.REGRESSION, Loss.MSE);

        assertThat(score.loss()).isCloseTo((0.25 + 0 + 1 + 1 + 1 + 0) / 6, within(SINGLE));
        assertThat(score.score()).isCloseTo(1 - 3.25 / 4, within(SINGLE));
        assertThat(LossAndScore.of(outputs, examples, LabelKind.REGRESSION, Loss.MAE)
                        .loss())
                .isCloseTo(3.5 / 6, within(SINGLE));
    }

    @Test
    void outputsThatAreNotNumbersGiveALossThatIsNone() {
        Examples examples = new Examples(new float[1], new float[] {1, 0}, 1, 1, 2);

        LossAndScore score =
                LossAndScore.of(new float[] {Float.NaN, 0}, examples, LabelKind.CLASSIFICATION, Loss.CROSS_ENTROPY);

        assertThat(score.loss()).isNaN();
    }
}
