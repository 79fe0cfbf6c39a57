package io.weightloom.runner.review;

import java.util.Optional;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Where the mean of differences between two sides lies with 95 % confidence, of which each pair has one seed.
 *
 * <pre>
 * d[i] = difference of pair i of n               mean(d) +- t s / sqrt(n)
 * s the sample standard deviation (n - 1) of d   t the 97.5 % quantile of Student's t with n - 1 degrees of freedom
 * </pre>
 *
 * <p>That is the interval of the paired t-test (Student 1908). It assumes that seeds are drawn independently of each
 * other and that differences are distributed normally around their mean, which nobody can check on a handful of seeds.
 *
 * <p>There is none for a single pair, and none for differences that are all the same, which tells of scores too coarse
 * to scatter rather than of certainty.
 */
record MeanInterval(double low, double high) {

    private static final double CONFIDENCE = 0.95;

    /** Below this, differences of scores differ by rounding only. */
    static final double SAME = 1e-12;

    /** Empty for fewer than two differences, and for differences that are all the same. */
    static Optional<MeanInterval> of(double[] differences) {
        int n = differences.length;
        double mean = 0;
        for (double difference : differences) {
            mean += difference / n;
        }
        double squares = 0;
        for (double difference : differences) {
            squares += (difference - mean) * (difference - mean);
        }
        double deviation = Math.sqrt(squares / (n - 1));
        if (n < 2 || deviation < SAME) {
            return Optional.empty();
        }
        double quantile = new TDistribution(null, n - 1.0).inverseCumulativeProbability((1 + CONFIDENCE) / 2);
        double half = quantile * deviation / Math.sqrt(n);
        return Optional.of(new MeanInterval(mean - half, mean + half));
    }

    boolean holdsZero() {
        return low <= 0 && high >= 0;
    }
}
