package io.weightloom.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.layout.Ledger;
import io.weightloom.layout.SampleLedgers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PointsTests {

    private static final long THETA = 1200;

    private final List<TrialSummary> trials = new ArrayList<>();

    @Test
    void aPointIsTheMeanOverItsSeeds() {
        completed("8", 1, 200, 0.80);
        completed("4", 1, 100, 0.50);
        completed("8", 2, 200, 0.90);

        List<Point> points = Points.of(trials);

        assertThat(points).hasSize(2);
        Point eight = points.get(0);
        assertThat(eight.parameters()).isEqualTo(Map.of("hypernet.z-dim", "8"));
        assertThat(eight.trials()).containsExactly(1, 3);
        assertThat(eight.completed()).isEqualTo(2);
        assertThat(eight.compressionRatio()).isEqualTo(6.0);
        // rounding of a sum of two and of a root: a few ulps
        assertThat(eight.testScore()).isCloseTo(0.85, within(1e-15));
        assertThat(eight.testScoreDeviation()).isCloseTo(0.1 / Math.sqrt(2), within(1e-15));
        assertThat(points.get(1).testScoreDeviation()).isNull();
    }

    @Test
    void theDifferenceIsTheMeanOfThePairs() {
        trials.add(trial("8", 1, "completed", 200, 0.8, -0.02));
        trials.add(trial("8", 2, "completed", 200, 0.9, 0.01));
        trials.add(trial("4", 1, "completed", 100, 0.8, -0.1));
        trials.add(trial("4", 2, "completed", 100, 0.8, null));

        List<Point> points = Points.of(trials);

        assertThat(points.get(0).difference()).isCloseTo(-0.005, within(1e-15));
        assertThat(points.get(1).difference()).isNull();
    }

    @Test
    void aPointThatAnotherBeatsIsNotOnTheFront() {
        completed("1", 1, 600, 0.95);
        completed("2", 1, 300, 0.90);
        completed("3", 1, 300, 0.85); // the same ratio, a worse score
        completed("4", 1, 400, 0.90); // the same score, a worse ratio
        completed("5", 1, 200, 0.70);

        assertThat(front()).containsExactly("1", "2", "5");
    }

    @Test
    void equalPointsAreBothOnTheFront() {
        completed("1", 1, 300, 0.9);
        completed("2", 1, 300, 0.9);

        assertThat(front()).containsExactly("1", "2");
    }

    @Test
    void aPointWithASeedThatDidNotCompleteTakesNoPart() {
        for (String outcome : List.of("diverged", "rejected", "pruned", "failed")) {
            trials.clear();
            completed("1", 1, 300, 0.9);
            completed("2", 1, 100, 0.99);
            trials.add(trial("2", 2, outcome, 100, null, null));

            assertThat(front()).as(outcome).containsExactly("1");
        }
    }

    @Test
    void aSeedThatHasNotEndedIsLeftOutOfTheMean() {
        completed("1", 1, 300, 0.9);
        trials.add(trial("1", 2, null, 300, null, null));
        trials.add(trial("2", 1, null, 100, null, null));

        assertThat(Points.of(trials).get(0).testScore()).isEqualTo(0.9);
        assertThat(front()).containsExactly("1");
    }

    @Test
    void aScoreThatIsNotFiniteTakesNoPart() {
        completed("1", 1, 300, 0.9);
        trials.add(trial("2", 1, "completed", 100, null, null));

        assertThat(front()).containsExactly("1");
    }

    @Test
    void thePlainNetworkTakesPartAtRatioOne() {
        trials.add(plain(1, 0.95));
        completed("1", 1, 2400, 0.94); // half as small as the plain network, and worse
        completed("2", 1, 300, 0.9);

        List<Point> front = Points.of(trials).stream().filter(Point::onFront).toList();

        assertThat(front).extracting(Point::role).containsExactly("plain", "hypernetwork");
        assertThat(front).extracting(Point::compressionRatio).containsExactly(1.0, 4.0);
    }

    @Test
    void theFrontIsWhatComparingAllPairsGives() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 200; round++) {
            trials.clear();
            List<long[]> grid = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                long trainable = 100 * (1 + random.nextLong(5)); // a coarse grid, so that ties are frequent
                long score = random.nextLong(5);
                grid.add(new long[] {trainable, score});
                completed(String.valueOf(i), 1, trainable, score / 10.0);
            }

            List<String> slow = new ArrayList<>();
            for (int i = 0; i < grid.size(); i++) {
                boolean beaten = false;
                for (long[] other : grid) {
                    long[] own = grid.get(i);
                    boolean noWorse = other[0] <= own[0] && other[1] >= own[1];
                    beaten |= noWorse && (other[0] < own[0] || other[1] > own[1]);
                }
                if (!beaten) {
                    slow.add(String.valueOf(i));
                }
            }

            assertThat(front()).isEqualTo(slow);
        }
    }

    private List<String> front() {
        return Points.of(trials).stream()
                .filter(Point::onFront)
                .map(point -> point.parameters().getOrDefault("hypernet.z-dim", ""))
                .toList();
    }

    private void completed(String zDim, long seed, long trainable, double testScore) {
        trials.add(trial(zDim, seed, "completed", trainable, testScore, null));
    }

    private TrialSummary plain(long seed, double testScore) {
        return summary("plain", Map.of("seed", "" + seed), "completed", SampleLedgers.plain(THETA, 1), testScore, null);
    }

    private TrialSummary trial(
            String zDim,
            long seed,
            @Nullable String outcome,
            long trainable,
            @Nullable Double testScore,
            @Nullable Double difference) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("hypernet.z-dim", zDim);
        parameters.put("seed", String.valueOf(seed));
        return summary(
                "hypernetwork",
                parameters,
                outcome,
                new Ledger(THETA, THETA, 0, trainable, 0, 1, 1),
                testScore,
                difference);
    }

    private TrialSummary summary(
            String role,
            Map<String, String> parameters,
            @Nullable String outcome,
            Ledger ledger,
            @Nullable Double testScore,
            @Nullable Double difference) {
        int number = trials.size() + 1;
        return new TrialSummary(
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
                testScore,
                testScore,
                null,
                difference,
                null,
                null,
                false);
    }
}
