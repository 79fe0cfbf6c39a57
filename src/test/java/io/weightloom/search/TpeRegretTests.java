package io.weightloom.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.weightloom.spec.SweepSpec.Strategy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What tpe reaches with 60 evaluations, beside random points and beside Optuna 3.1.0's
 * {@code TPESampler(multivariate=True, group=True, seed=s)}, whose regrets {@code src/test/python/optuna_regrets.py}
 * wrote. All 30 seeds with {@code -Dproofs=full}.
 */
class TpeRegretTests {

    private static final boolean FULL = "full".equals(System.getProperty("proofs"));
    private static final int EVALUATIONS = 60;
    private static final int SEEDS = 30;
    /** Those that a few seeds tell apart. */
    private static final List<StandardFunctions> FEW =
            List.of(StandardFunctions.BRANIN, StandardFunctions.HARTMANN, StandardFunctions.ROSENBROCK);

    private final List<StandardFunctions> functions = FULL ? List.of(StandardFunctions.values()) : FEW;
    private final int seeds = FULL ? SEEDS : 16;

    @Test
    void tpeIsNearerToTheMinimumThanRandomPointsAndAsNearAsOptuna() throws IOException {
        Map<StandardFunctions, double[]> optuna = optuna();
        int better = 0;
        for (StandardFunctions function : functions) {
            double[] tpe = regrets(function, Strategy.TPE, 1);

            better += isBetter(tpe, regrets(function, Strategy.RANDOM, 1)) ? 1 : 0;
            assertThat(median(tpe)).as(function.name()).isLessThanOrEqualTo(1.1 * median(optuna.get(function)));
        }

        assertThat(better).isGreaterThanOrEqualTo(FULL ? 4 : FEW.size());
    }

    @Test
    void inRoundsOfEightItIsNearerToTheMinimumThanRandomPointsToo() {
        assumeThat(FULL).isTrue();
        long better = functions.stream()
                .filter(function -> isBetter(regrets(function, Strategy.TPE, 8), regrets(function, Strategy.RANDOM, 8)))
                .count();

        assertThat(better).isGreaterThanOrEqualTo(4);
    }

    /** By the medians, and by a sign test at one in a hundred. */
    private static boolean isBetter(double[] tpe, double[] random) {
        int wins = (int) IntStream.range(0, tpe.length)
                .filter(seed -> tpe[seed] < random[seed])
                .count();
        return median(tpe) < median(random) && chance(wins, tpe.length) < 0.01;
    }

    private double[] regrets(StandardFunctions function, Strategy strategy, int round) {
        return IntStream.range(0, seeds)
                .mapToDouble(seed -> regret(function, strategy, seed, round))
                .toArray();
    }

    private static double regret(StandardFunctions function, Strategy strategy, int seed, int round) {
        Search search = Searches.of(strategy, function.space(), point -> Optional.empty(), 1, seed);
        return function.regret(search, EVALUATIONS, round);
    }

    private static double median(double[] values) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
    }

    /** The chance of so many wins or more, if either were as likely to win. */
    private static double chance(int wins, int pairs) {
        double sum = 0;
        double binomial = Math.pow(0.5, pairs);
        for (int k = 0; k <= pairs; k++) {
            sum += k >= wins ? binomial : 0;
            binomial = binomial * (pairs - k) / (k + 1);
        }
        return sum;
    }

    private static Map<StandardFunctions, double[]> optuna() throws IOException {
        try (InputStream file = TpeRegretTests.class.getResourceAsStream("optuna-regrets.csv")) {
            Map<StandardFunctions, double[]> regrets = new EnumMap<>(StandardFunctions.class);
            new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.split(",", -1))
                    .forEach(row -> regrets.computeIfAbsent(
                                            StandardFunctions.valueOf(row[0].toUpperCase(Locale.ROOT)),
                                            function -> new double[SEEDS])[Integer.parseInt(row[1])] =
                            Double.parseDouble(row[2]));
            return regrets;
        }
    }
}
