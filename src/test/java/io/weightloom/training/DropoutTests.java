package io.weightloom.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.layout.ExampleShape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DropoutTests {

    private static final int STEPS = 5;
    private static final int UNITS = 7;

    private static Dropout dropout(long seed, double share) {
        return new Dropout(seed, share, new ExampleShape.Sequence(STEPS, UNITS));
    }

    /** The factors of one example of a batch, step by step. */
    private static float[] of(float[] factors, int example, int batch) {
        float[] own = new float[STEPS * UNITS];
        for (int t = 0; t < STEPS; t++) {
            System.arraycopy(factors, (t * batch + example) * UNITS, own, t * UNITS, UNITS);
        }
        return own;
    }

    /** Whatever batch it is in, and wherever in that. */
    @Test
    void anExamplesFactorsAreAFunctionOfSeedEpochAndRowAlone() {
        float[] alone = dropout(9, 0.3).factors(new int[] {17}, 0, 1, 5);
        float[] among = dropout(9, 0.3).factors(new int[] {0, 3, 4, 17, 5}, 1, 4, 5);

        assertThat(of(among, 2, 4)).isEqualTo(alone);
        assertThat(dropout(9, 0.3).factors(new int[] {17}, 0, 1, 5)).isEqualTo(alone);
    }

    @Test
    void noTwoSeedsEpochsOrRowsShareThem() {
        Set<String> seen = new HashSet<>();
        for (long seed : new long[] {1, 2, -1, 1L << 40}) {
            for (int epoch : new int[] {0, 1, 2, 1000}) {
                for (int row : new int[] {0, 1, 2, 1_000_000}) {
                    seen.add(Arrays.toString(dropout(seed, 0.5).factors(new int[] {row}, 0, 1, epoch)));
                }
            }
        }
        assertThat(seen).hasSize(4 * 4 * 4);
    }

    /** Four standard errors of 70,000 factors: the variance of one is {@code p / (1 - p)}. */
    @Test
    void aFactorIsOneInTheMean() {
        for (double share : new double[] {0.1, 0.5, 0.9}) {
            float[] factors = dropout(4, share).factors(IntStream.range(0, 2000).toArray(), 0, 2000, 1);

            assertThat(factors).hasSize(70_000).containsOnly(0, (float) (1 / (1 - share)));
            double mean = IntStream.range(0, factors.length)
                    .mapToDouble(i -> factors[i])
                    .average()
                    .orElseThrow();
            assertThat(mean).isCloseTo(1, within(4 * Math.sqrt(share / (1 - share) / factors.length)));
        }
    }

    /** No step nor unit is left out more often than others: the same as above, of each place by itself. */
    @Test
    void everyPlaceIsLeftOutAsOften() {
        int examples = 20_000;
        float[] factors = dropout(4, 0.5).factors(IntStream.range(0, examples).toArray(), 0, examples, 2);
        double[] sums = new double[STEPS * UNITS];
        for (int i = 0; i < factors.length; i++) {
            sums[i / (examples * UNITS) * UNITS + i % UNITS] += factors[i];
        }

        assertThat(DoubleStream.of(sums)
                        .map(sum -> Math.abs(sum / examples - 1))
                        .max()
                        .orElseThrow())
                .isLessThan(4.5 / Math.sqrt(examples));
    }
}
