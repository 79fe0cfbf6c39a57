package io.weightloom.runner.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.layout.Ledger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.TDistribution;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FrontTests {

    private final List<TrialSummary> trials = new ArrayList<>();

    @Test
    void aPointThatTrainsNoFewerNumbersAndIsNoBetterIsOffTheFront() {
        seeds("a", 600, 0.95);
        seeds("b", 300, 0.90);
        seeds("c", 300, 0.85); // as many numbers, a worse score
        seeds("d", 400, 0.90); // the same score out of more numbers
        seeds("e", 200, 0.70);

        assertThat(front()).containsExactly("e", "b", "a");
    }

    /**
     * A ratio of a larger target flatters; a plain network of twice as many numbers and the same score does not win.
     */
    @Test
    void numbersCountAndNotRatios() {
        add("plain", Map.of("name", "large"), "completed", 17_000, 0.95, 0.99, 17_000);
        add("plain", Map.of("name", "small"), "completed", 8_500, 0.95, 0.95, 8_500);
        add("hypernetwork", Map.of("name", "squeezed"), "completed", 2_800, 0.93, 0.93, 17_000);
        add("hypernetwork", Map.of("name", "frugal"), "completed", 2_200, 0.94, 0.94, 8_500); // of a lower ratio

        assertThat(front()).containsExactly("frugal", "small");
    }

    @Test
    void theTestSplitTakesNoPart() {
        add("hypernetwork", Map.of("name", "a"), "completed", 300, 0.9, 0.5, 1200);
        add("hypernetwork", Map.of("name", "b"), "completed", 400, 0.8, 0.99, 1200);

        assertThat(front()).containsExactly("a");
    }

    @Test
    void equalPointsAreBothOnTheFront() {
        seeds("a", 300, 0.9);
        seeds("b", 300, 0.9);

        assertThat(front()).containsExactly("a", "b");
    }

    /** 0.1 + 0.2 + 0.3 is not 0.3 + 0.2 + 0.1 in floating point, and neither are their means. */
    @Test
    void meansOfTheSameScoresInAnotherOrderAreEqual() {
        seeds("a", 300, 0.1, 0.2, 0.3);
        seeds("b", 400, 0.3, 0.2, 0.1);
        seeds("c", 400, 0.2, 0.3, 0.1);

        assertThat(front()).containsExactly("a");
    }

    @Test
    void aPointWithASeedThatDidNotCompleteTakesNoPart() {
        for (String outcome : List.of("diverged", "rejected", "halted", "failed")) {
            trials.clear();
            seeds("a", 300, 0.9, 0.8);
            seeds("b", 100, 0.99);
            add("hypernetwork", parameters("b", 2), outcome, 100, null, null, 1200);
            seeds("c", 400, 0.9);
            add("hypernetwork", parameters("c", 2), outcome, 400, null, null, 1200);

            assertThat(front()).as(outcome).containsExactly("a");
            assertThat(tied()).as(outcome).isEmpty();
        }
    }

    @Test
    void aPointOfWhichASeedHasNotEndedTakesNoPartThoughItHasAMean() {
        seeds("a", 300, 0.9);
        add("hypernetwork", parameters("a", 2), null, 300, null, null, 1200);
        add("hypernetwork", parameters("b", 1), null, 100, null, null, 1200);
        seeds("c", 400, 0.8);

        assertThat(Points.of(trials).summaries().get(0).validationScore()).isEqualTo(0.9);
        assertThat(front()).containsExactly("c");
    }

    @Test
    void aScoreThatIsNotFiniteTakesNoPart() {
        seeds("a", 300, 0.9);
        add("hypernetwork", parameters("b", 1), "completed", 100, null, 0.9, 1200);

        assertThat(front()).containsExactly("a");
    }

    /** An R² can be anything below 1: -2 is better than -3. */
    @Test
    void theLargerScoreIsTheBetterOneBelowZeroToo() {
        seeds("a", 300, -3.0);
        seeds("b", 300, -2.0);
        seeds("c", 400, -1e300);

        assertThat(front()).containsExactly("b");
    }

    @Test
    void eachSettingOfTheDataHasAFrontOfItsOwn() {
        for (String noise : List.of("0.1", "0.4")) {
            double easy = noise.equals("0.1") ? 0.3 : 0;
            add("plain", Map.of("data.noise", noise, "name", "plain"), "completed", 900, 0.6 + easy, 0.6, 900);
            add("hypernetwork", Map.of("data.noise", noise, "name", "a"), "completed", 300, 0.5 + easy, 0.5, 900);
            add("hypernetwork", Map.of("data.noise", noise, "name", "b"), "completed", 400, 0.4 + easy, 0.4, 900);
        }

        assertThat(front()).containsExactly("a", "plain", "a", "plain");
    }

    /**
     * Three differences of mean 0.01: the 97.5 % quantile of Student's t with 2 degrees of freedom is 4.303, so that
     * half of the interval is 2.484 times their standard deviation.
     */
    @Test
    void aDifferenceWithinItsIntervalIsATie() {
        seeds("front", 300, 0.90, 0.90, 0.90);
        seeds("tied", 400, 0.89 + 0.005, 0.89, 0.89 - 0.005); // 0.01 +- 0.0124
        seeds("off", 500, 0.89 + 0.003, 0.89, 0.89 - 0.003); // 0.01 +- 0.0075

        assertThat(front()).containsExactly("front");
        assertThat(tied()).containsExactly("tied");
    }

    @Test
    void differencesArePairedBySeed() {
        seeds("front", 300, 0.95, 0.90, 0.85);
        seeds("off", 400, 0.94, 0.889, 0.841); // 0.01 less, seed by seed, while the scores themselves scatter by 0.05

        assertThat(tied()).isEmpty();
    }

    @Test
    void aPointIsHeldToTheBestOfTheFrontThatTrainsNoMoreThanIt() {
        seeds("a", 100, 0.70, 0.72);
        seeds("b", 200, 0.69, 0.72);
        seeds("c", 300, 0.90, 0.92);
        seeds("d", 400, 0.70, 0.73);

        assertThat(front()).containsExactly("a", "c");
        assertThat(tied()).containsExactly("b");
    }

    @Test
    void withoutAnIntervalOnlyEqualScoresOfSeveralSeedsAreTied() {
        seeds("a", 300, 0.9);
        seeds("b", 400, 0.9); // one seed says nothing
        assertThat(tied()).isEmpty();

        trials.clear();
        seeds("a", 300, 0.9, 0.8);
        seeds("b", 400, 0.9, 0.8);
        seeds("c", 500, 0.89, 0.79); // the same difference twice
        assertThat(front()).containsExactly("a");
        assertThat(tied()).containsExactly("b");
    }

    /** What takes part of a slow comparison of all pairs: the cost over an axis, within a contest. */
    private record Slow(long contest, long cost, double[] scores) {

        private boolean isFor(Slow other) {
            return contest == other.contest && cost <= other.cost;
        }

        private boolean isBetterThan(Slow other) {
            double more = sum(scores) - sum(other.scores);
            return isFor(other) && more >= 0 && (more > 0 || cost < other.cost);
        }

        /** A better score; of equal scores the lower cost. */
        private static final Comparator<Slow> BEST = Comparator.<Slow>comparingDouble(slow -> sum(slow.scores))
                .thenComparing(Slow::cost, Comparator.reverseOrder());
    }

    @ParameterizedTest
    @EnumSource
    void theFrontAndItsTiesAreWhatComparingAllPairsGives(PointReview.Axis axis) {
        SplittableRandom random = new SplittableRandom(7);
        Map<PointReview.Place, Integer> seen = new EnumMap<>(PointReview.Place.class);
        for (int round = 0; round < 300; round++) {
            trials.clear();
            List<Slow> all = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                long trainable = 100 * (1 + random.nextLong(5)); // a coarse grid, so that equal ones are frequent
                long theta = 1200 * (1 + random.nextLong(2));
                long positions = 400 * random.nextLong(3);
                double[] scores = new double[3];
                for (int seed = 0; seed < 3; seed++) {
                    scores[seed] = 0.5 + random.nextInt(4) / 8.0; // exact in binary
                    Ledger ledger = new Ledger(theta, theta, 0, trainable, 0, 1, 1, positions);
                    add("hypernetwork", parameters("p" + i, seed + 1), "completed", scores[seed], 0.5, ledger);
                }
                all.add(
                        switch (axis) {
                            case TRAINABLE -> new Slow(0, trainable, scores);
                            case RATIO -> new Slow(theta, trainable, scores);
                            case BYTES -> new Slow(0, 4 * trainable + positions, scores);
                        });
            }

            List<PointReview.Place> expected =
                    all.stream().map(slow -> place(slow, all)).toList();

            assertThat(Points.of(trials).all())
                    .extracting(point -> point.on(axis))
                    .isEqualTo(expected);
            expected.forEach(place -> seen.merge(place, 1, Integer::sum));
        }
        assertThat(seen).containsOnlyKeys(PointReview.Place.values());
    }

    private static PointReview.Place place(Slow own, List<Slow> all) {
        if (all.stream().noneMatch(other -> other.isBetterThan(own))) {
            return PointReview.Place.ON;
        }
        Slow best = own;
        for (Slow other : all) { // of equal points the first
            int order = other.isFor(own) ? Slow.BEST.compare(other, best) : -1;
            if (order > 0) {
                best = other;
            }
        }
        return differsByScatterOnly(best.scores, own.scores) ? PointReview.Place.TIED : PointReview.Place.OFF;
    }

    private static boolean differsByScatterOnly(double[] front, double[] own) {
        double mean = (sum(front) - sum(own)) / 3;
        double squares = 0;
        for (int seed = 0; seed < 3; seed++) {
            squares += Math.pow(front[seed] - own[seed] - mean, 2);
        }
        double half = new TDistribution(null, 2).inverseCumulativeProbability(0.975) * Math.sqrt(squares / 2 / 3);
        return Math.abs(mean) <= half;
    }

    private static double sum(double[] scores) {
        return scores[0] + scores[1] + scores[2];
    }

    @Test
    void offTheFrontIsWhatABetterPointOfTheSameDataMakesSuperfluous() {
        add("hypernetwork", Map.of("data.noise", "0.1", "name", "on"), "completed", 300, 0.9, 0.9, 900);
        add("hypernetwork", Map.of("data.noise", "0.1", "name", "off"), "completed", 400, 0.8, 0.8, 900);
        add("hypernetwork", Map.of("data.noise", "0.1", "name", "unsound"), "diverged", 200, 0.9, 0.9, 900);
        add("hypernetwork", Map.of("data.noise", "0.2", "name", "without a front"), "completed", 500, 0.1, 0.1, 900);
        add("hypernetwork", Map.of("data.noise", "0.2", "name", "without a front"), "diverged", 500, 0.1, 0.1, 900);

        assertThat(Front.off(Points.of(trials).summaries()))
                .extracting(point -> point.parameters().get("name"))
                .containsExactly("off", "unsound");
    }

    private List<String> front() {
        return Front.of(Points.of(trials).summaries()).stream()
                .map(point -> point.parameters().getOrDefault("name", ""))
                .toList();
    }

    private List<String> tied() {
        return Points.of(trials).summaries().stream()
                .filter(PointSummary::tied)
                .map(point -> point.parameters().getOrDefault("name", ""))
                .toList();
    }

    private void seeds(String name, long trainable, double... scores) {
        for (int seed = 1; seed <= scores.length; seed++) {
            add("hypernetwork", parameters(name, seed), "completed", trainable, scores[seed - 1], 0.5, 1200);
        }
    }

    private static Map<String, String> parameters(String name, int seed) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("name", name);
        parameters.put("seed", String.valueOf(seed));
        return parameters;
    }

    private void add(
            String role,
            Map<String, String> parameters,
            @Nullable String outcome,
            long trainable,
            @Nullable Double validationScore,
            @Nullable Double testScore,
            long theta) {
        add(role, parameters, outcome, validationScore, testScore, new Ledger(theta, theta, 0, trainable, 0, 1, 1));
    }

    private void add(
            String role,
            Map<String, String> parameters,
            @Nullable String outcome,
            @Nullable Double validationScore,
            @Nullable Double testScore,
            Ledger ledger) {
        int number = trials.size() + 1;
        trials.add(new TrialSummary(
                number,
                number,
                "hash" + number,
                role,
                parameters,
                outcome == null ? "pending" : "ended",
                outcome,
                null,
                LedgerReview.of(ledger),
                1,
                null,
                validationScore,
                testScore,
                null,
                null,
                null,
                null,
                null,
                false,
                false,
                null,
                null,
                null,
                null));
    }
}
