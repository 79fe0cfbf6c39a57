package io.weightloom.network.generator;

/**
 * What must be taken away from the rows of {@code e} so that they are uncorrelated on average.
 *
 * <p>Chunks share their head, so two chunks are as correlated as their rows of {@code e}; behind a ReLU all of these
 * point the same way, and the equal parts of the target weights then add up: pre-activations of a second layer were
 * seen at 5.2 where 2 is meant. Taking away {@code share} of the mean row {@code m} leaves the pairs of different rows
 * with a mean product of zero if
 *
 * <pre>
 * (1 - share)^2 = (M - |m|^2) / (|m|^2 (rows - 1)),   M the mean of the rows' squared norms
 * </pre>
 *
 * which goes to {@code share = 1} for many rows. It is done once, at the start, by the head's bias; training may undo
 * it. Derived here; hypernetwork papers initialise without it.
 *
 * @param mean of the rows, {@code [width]}
 * @param share of the mean that is taken away, in [0, 1]
 * @param secondMoment of what is left, as a mean over rows and units
 */
record Centring(double[] mean, double share, double secondMoment) {

    /** @param e row-major, {@code [rows, width]} */
    static Centring of(double[] e, int width) {
        int rows = e.length / width;
        double[] mean = new double[width];
        double power = 0;
        for (int i = 0; i < e.length; i++) {
            mean[i % width] += e[i] / rows;
            power += e[i] * e[i] / rows;
        }
        double meanPower = 0;
        for (double m : mean) {
            meanPower += m * m;
        }
        double left = rows == 1 || meanPower == 0 ? 1 : (power - meanPower) / (meanPower * (rows - 1));
        double share = Math.max(0, 1 - StrictMath.sqrt(left));
        return new Centring(mean, share, (power - share * (2 - share) * meanPower) / width);
    }

    /**
     * The bias that takes the mean away behind the head.
     *
     * @param head row-major, {@code [width, outputs]}
     * @return {@code -share mean head}, {@code [outputs]}
     */
    double[] bias(double[] head) {
        int outputs = head.length / mean.length;
        double[] bias = new double[outputs];
        for (int i = 0; i < head.length; i++) {
            bias[i % outputs] -= share * mean[i / outputs] * head[i];
        }
        return bias;
    }
}
