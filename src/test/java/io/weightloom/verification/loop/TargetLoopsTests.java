package io.weightloom.verification.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.spec.Activation;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TargetSpec.BatchNorm;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetLoopsTests {

    /** By hand: in a picture of one pixel only the middle of a 3x3 kernel counts. */
    @Test
    void loopsOverOneResidualBlockAreItsFormula() {
        double[] theta = new double[32];
        theta[4] = 2; // stem
        theta[9] = 0.5;
        theta[14] = -3; // first convolution
        theta[19] = 20;
        theta[24] = 0.25; // second
        theta[29] = -1;
        theta[30] = 10; // dense
        theta[31] = 7;
        TargetSpec target =
                new TargetSpec.Residual(List.of(1, 1, 1), List.of(1, 1), 1, BatchNorm.NONE, 1, Activation.RELU);

        double[] output = TargetLoops.output(target, theta, new double[] {3, -1}, 2);

        // x = 3: h = 6.5, relu(h) = 6.5, first 0.5, second -0.875, h + second 5.625
        // x = -1: h = -1.5, relu(h) = 0, first 20, second 4, h + second 2.5
        assertThat(output).containsExactly(63.25, 32);
    }

    /** By hand, of 2 and 4: mean 3, variance 1, and 1.5 in place of the scale, -0.5 added. */
    @Test
    void loopsNormEachChannelOverBatchAndPlaces() {
        FeatureMaps normed = new FeatureMaps(new double[] {2, 4}, 2, 1, 1, 1)
                .standardised(1e-5)
                .scaled(new double[] {1.5}, new double[] {-0.5});

        double one = 1.5 / Math.sqrt(1.00001);
        assertThat(normed.values()).containsExactly(new double[] {-one - 0.5, one - 0.5}, within(1e-15));
    }

    /** Of an odd number of zeros the one more stands behind. */
    @Test
    void loopsOverPixelsPutZerosAround() {
        FeatureMaps row = new FeatureMaps(new double[] {1, 2, 3, 4}, 1, 1, 1, 4);
        double[] kernel = {1, 10, 100};

        assertThat(row.convolved(kernel, 1, 3, 1, 1).values()).containsExactly(210, 321, 432, 43);
        assertThat(row.convolved(kernel, 1, 3, 1, 2).values()).containsExactly(321, 43);
    }
}
