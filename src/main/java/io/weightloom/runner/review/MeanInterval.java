package io.weightloom.runner.review;

import io.weightloom.text.KebabCase;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Where the mean over seeds lies with 95 % confidence: of scores, or of differences between two sides, of which each
 * pair has one seed.
 *
 * <pre>
 * d[i] = number of seed i of n                   mean(d) +- t s / sqrt(n)
 * s the sample standard deviation (n - 1) of d   t the 97.5 % quantile of Student's t with n - 1 degrees of freedom
 * </pre>
 *
 * <p>That is the interval of the t-test (Student 1908), of differences that of the paired one. It assumes that seeds
 * are drawn independently of each other and that the numbers are distributed normally around their mean, which nobody
 * can check on a handful of seeds.
 *
 * <p>There is none for a single seed, and none for numbers that are all the same, which tells of scores too coarse to
 * scatter rather than of certainty.
 *
 * @param low its lower end
 * @param high its upper end
 */
public record MeanInterval(double low, double high) {

    /** Why there is none. */
    public enum Missing {
        /** Some trial has not ended. */
        NOT_ENDED,
        /** Some trial ended without completing: the mean over lucky seeds would flatter. */
        NOT_COMPLETED,
        /** There is one seed. */
        ONE_SEED,
        /** All seeds came to the same number: it is too coarse to scatter. */
        IDENTICAL;

        /** In kebab-case. */
        public String word() {
            return KebabCase.of(this);
        }
    }

    private static final double CONFIDENCE = 0.95;

    /** Below this, differences of scores differ by rounding only. */
    static final double SAME = 1e-12;

    /** By degrees of freedom; to find one takes longer than all else here. */
    private static final Map<Integer, Double> QUANTILES = new ConcurrentHashMap<>();

    /** Empty for fewer than two numbers, and for numbers that are all the same. */
    static Optional<MeanInterval> of(double[] numbers) {
        int n = numbers.length;
        double mean = 0;
        for (double number : numbers) {
            mean += number / n;
        }
        double squares = 0;
        for (double number : numbers) {
            squares += (number - mean) * (number - mean);
        }
        double deviation = Math.sqrt(squares / (n - 1));
        if (n < 2 || deviation < SAME) {
            return Optional.empty();
        }
        double half = QUANTILES.computeIfAbsent(n - 1, MeanInterval::quantile) * deviation / Math.sqrt(n);
        return Optional.of(new MeanInterval(mean - half, mean + half));
    }

    private static double quantile(int degrees) {
        return new TDistribution(null, degrees).inverseCumulativeProbability((1 + CONFIDENCE) / 2);
    }

    boolean holdsZero() {
        return low <= 0 && high >= 0;
    }
}
