package io.weightloom.program.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Functions of floats against {@link StrictMath} in double precision, whose error is nothing beside an ulp of a float.
 */
class FunctionsTests {

    private final Functions functions = new Functions(4096);

    /** Of arrays of floats. */
    private interface OfFloats {
        void apply(float[] x, float[] z, int count);
    }

    @Test
    void exponentialsAreWithinThreeUlp() {
        assertThat(worst(functions::exp, StrictMath::exp, -70, 87)).isLessThan(3);
        assertThat(worst(functions::sigmoid, x -> 1 / (1 + StrictMath.exp(-x)), -86, 200))
                .isLessThan(3);
        assertThat(worst(functions::tanh, StrictMath::tanh, -200, 200)).isLessThan(3);
    }

    @Test
    void whatIsTooSmallIsZeroAndNoSubnormalNumber() {
        float[] z = new float[4];
        functions.exp(new float[] {-87.3f, -88, -1000, Float.NEGATIVE_INFINITY}, z, 4);

        assertThat(z).containsOnly(0);
    }

    @Test
    void endsAreReachedAndZeroIsExact() {
        float[] x = {0, -0f, 10, -10, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
        float[] z = new float[6];

        functions.tanh(x, z, 6);
        assertThat(z).containsExactly(0, 0, 1, -1, 1, -1);
        functions.sigmoid(x, z, 6);
        assertThat(z[0]).isEqualTo(0.5f);
        assertThat(z[1]).isEqualTo(0.5f);
        assertThat(z[4]).isEqualTo(1);
        assertThat(z[5]).isBetween(0f, 1e-37f);
        functions.exp(x, z, 6);
        assertThat(z[0]).isEqualTo(1);
        assertThat(z[4]).isInfinite();
    }

    @Test
    void nanStaysNan() {
        float odd = Float.intBitsToFloat(0x7fc12345);
        for (OfFloats function :
                new OfFloats[] {functions::exp, functions::sigmoid, functions::tanh, Functions::relu}) {
            float[] z = new float[2];
            function.apply(new float[] {Float.NaN, odd}, z, 2);
            assertThat(z).containsOnly(Float.NaN);
        }
    }

    /** The largest error in ulp over every 997th float of a range. */
    private static double worst(OfFloats function, DoubleUnaryOperator exact, float from, float to) {
        double worst = 0;
        float[] x = new float[4096];
        float[] z = new float[4096];
        int count = 0;
        for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += 997) {
            float next = Float.intBitsToFloat((int) bits);
            if (next >= from && next <= to) {
                x[count++] = next;
            }
            if (count == x.length || bits + 997 > Integer.MAX_VALUE) {
                function.apply(x, z, count);
                for (int i = 0; i < count; i++) {
                    double expected = exact.applyAsDouble(x[i]);
                    worst = Math.max(worst, Math.abs(z[i] - expected) / Math.ulp((float) expected));
                }
                count = 0;
            }
        }
        return worst;
    }
}
