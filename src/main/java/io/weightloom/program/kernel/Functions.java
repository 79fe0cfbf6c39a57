package io.weightloom.program.kernel;

/**
 * Functions of floats and their derivatives; exponentials within 3 ulp of the exact value, over arrays on the heap: the
 * JIT compiler vectorises these loops, and neither {@link Math#exp} nor a loop over native memory. They are plain Java
 * arithmetic, so that they give the same bits compiled or not.
 *
 * <p>The exponential is {@code 2^n e^r} with n the nearest whole number to {@code x / ln 2} and |r| at most {@code ln 2
 * / 2}, where a polynomial stands for {@code e^r - 1}. Not thread-safe: an instance has scratch of its own.
 */
final class Functions {

    /** Added to a float below 2^22 and taken away again, it leaves the nearest whole number. */
    private static final float ROUNDING = 0x1.8p23f;

    private static final float BY_LN_2 = 1.442695f;

    /** The natural logarithm of 2 in two parts, of which the first, of few bits, times a whole number is exact. */
    private static final float LN_2 = 0x1.63p-1f;

    private static final float LN_2_REST = -2.1219444e-4f;

    /** Up to it {@code 2^n} and {@code 2^-n} are floats of full precision. */
    private static final float LARGEST = 87.3f;

    /** The hyperbolic tangent of all larger floats rounds to 1. */
    private static final float ONE_FROM = 9.5f;

    /** What comes out for {@code e^-87.3}: taken away so that what is too small becomes 0, and no subnormal number. */
    private static final float SMALLEST = smallest();

    private final float[] powers;
    private final float[] excess;

    /** @param size of the longest array */
    Functions(int size) {
        this.powers = new float[size];
        this.excess = new float[size];
    }

    private static float smallest() {
        Functions functions = new Functions(1);
        functions.split(new float[] {-LARGEST}, 1, LARGEST, 1);
        return functions.powers[0] * (functions.excess[0] + 1);
    }

    /**
     * {@code e^x}, its power of two multiplied by {@code e^r} and not by {@code e^r - 1}, which rounds alike but might
     * be subnormal, and slow, on the way; below {@code e^-70} off by up to {@code e^-87.3}, so 0 at last, and infinite
     * from {@code e^88.3}.
     */
    void exp(float[] x, float[] z, int count) {
        split(x, 1, LARGEST, count);
        for (int i = 0; i < count; i++) {
            float beyond = Math.max(x[i] - LARGEST, 0) * Float.MAX_VALUE;
            z[i] = powers[i] * (excess[i] + 1) - SMALLEST + beyond;
        }
    }

    /** {@code 1 / (1 + e^-x)}, at least 1.2e-38. */
    void sigmoid(float[] x, float[] z, int count) {
        split(x, -1, LARGEST, count);
        for (int i = 0; i < count; i++) {
            z[i] = 1 / (1 + powers[i] * (excess[i] + 1));
        }
    }

    /** {@code (e^2x - 1) / (e^2x + 1)}, where nothing cancels because {@code e^r - 1} is at hand. */
    void tanh(float[] x, float[] z, int count) {
        split(x, 2, 2 * ONE_FROM, count);
        for (int i = 0; i < count; i++) {
            float minusOne = powers[i] * excess[i] + (powers[i] - 1);
            z[i] = minusOne / (minusOne + 2);
        }
    }

    /** {@code max(x, 0)}; of NaN, NaN. */
    static void relu(float[] x, float[] z, int count) {
        for (int i = 0; i < count; i++) {
            z[i] = Math.max(x[i], 0);
        }
    }

    static void sine(float[] x, float[] z, int count) {
        for (int i = 0; i < count; i++) {
            z[i] = (float) Math.sin(x[i]);
        }
    }

    static void cosine(float[] x, float[] z, int count) {
        for (int i = 0; i < count; i++) {
            z[i] = (float) Math.cos(x[i]);
        }
    }

    static void square(float[] x, float[] z, int count) {
        for (int i = 0; i < count; i++) {
            z[i] = x[i] * x[i];
        }
    }

    /** {@code factor / sqrt(x)}. */
    static void rootBelow(float[] x, float factor, float[] z, int count) {
        for (int i = 0; i < count; i++) {
            z[i] = factor / (float) Math.sqrt(x[i]);
        }
    }

    /** {@code factor / sqrt(x)^3}. */
    static void cubedRootBelow(float[] x, float factor, float[] z, int count) {
        for (int i = 0; i < count; i++) {
            z[i] = factor / (x[i] * (float) Math.sqrt(x[i]));
        }
    }

    /** {@code factor x^exponent}. */
    static void power(float[] x, double factor, double exponent, float[] z, int count) {
        for (int i = 0; i < count; i++) {
            z[i] = (float) (factor * Math.pow(x[i], exponent));
        }
    }

    /** Of {@code x} and the gradient of its ReLU; no branch, which nobody can foresee. */
    static void reluDerivative(float[] x, float[] gradient, float[] z, int count) {
        for (int i = 0; i < count; i++) {
            int bits = Float.floatToRawIntBits(x[i]);
            int above = (-bits & ~bits) >> 31; // ones above 0, and for some NaN
            z[i] = Float.intBitsToFloat(Float.floatToRawIntBits(gradient[i]) & above);
        }
    }

    /** Of {@code y = tanh x} and its gradient. */
    static void tanhDerivative(float[] y, float[] gradient, float[] z, int count) {
        for (int i = 0; i < count; i++) {
            z[i] = gradient[i] * (1 - y[i] * y[i]);
        }
    }

    /** Of {@code y = sigmoid x} and its gradient. */
    static void sigmoidDerivative(float[] y, float[] gradient, float[] z, int count) {
        for (int i = 0; i < count; i++) {
            z[i] = gradient[i] * (y[i] * (1 - y[i]));
        }
    }

    /**
     * Sets {@code powers} to 2^n and {@code excess} to {@code e^r - 1}, of {@code factor x}. Coefficients: least
     * largest relative error (3e-9) of {@code e^r}, by linear programming over 800 places.
     */
    private void split(float[] x, float factor, float limit, int count) {
        for (int i = 0; i < count; i++) {
            float y = Math.max(-limit, Math.min(limit, factor * x[i]));
            float rounded = y * BY_LN_2 + ROUNDING;
            float n = rounded - ROUNDING;
            float r = y - n * LN_2 - n * LN_2_REST;
            float sum = 0.0013814601f;
            sum = sum * r + 0.008368717f;
            sum = sum * r + 0.04166839f;
            sum = sum * r + 0.16666521f;
            sum = sum * r + 0.49999994f;
            powers[i] = rounded;
            excess[i] = sum * (r * r) + r;
        }
        for (int i = 0; i < count; i++) { // a loop of its own, because it is the one that is not vectorised
            powers[i] = Float.intBitsToFloat((Float.floatToRawIntBits(powers[i]) << 23) + 0x3f800000);
        }
    }
}
