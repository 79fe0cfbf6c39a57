package io.weightloom.runner.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.layout.Ledger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

        List<PointSummary> points = Points.of(trials).summaries();

        assertThat(points).hasSize(2);
        PointSummary eight = points.get(0);
        assertThat(eight.parameters()).isEqualTo(Map.of("hypernet.z-dim", "8"));
        assertThat(eight.trials()).containsExactly(1, 3);
        assertThat(eight.completed()).isEqualTo(2);
        assertThat(eight.trainable()).isEqualTo(200);
        assertThat(eight.compressionRatio()).isEqualTo(6.0);
        // rounding of a sum of two and of a root: a few ulps
        assertThat(eight.testScore()).isCloseTo(0.85, within(1e-15));
        assertThat(eight.testScoreDeviation()).isCloseTo(0.1 / Math.sqrt(2), within(1e-15));
        assertThat(eight.validationScore()).isCloseTo(0.75, within(1e-15));
        assertThat(eight.validationScoreDeviation()).isCloseTo(0.1 / Math.sqrt(2), within(1e-15));
        assertThat(points.get(1).testScoreDeviation()).isNull();
        assertThat(points.get(1).validationScoreDeviation()).isNull();
    }

    @Test
    void theDifferenceIsTheMeanOfThePairs() {
        trials.add(trial("8", 1, "completed", 200, 0.8, -0.02));
        trials.add(trial("8", 2, "completed", 200, 0.9, 0.01));
        trials.add(trial("4", 1, "completed", 100, 0.8, -0.1));
        trials.add(trial("4", 2, "completed", 100, 0.8, null));

        List<PointSummary> points = Points.of(trials).summaries();

        assertThat(points.get(0).difference()).isCloseTo(-0.005, within(1e-15));
        assertThat(points.get(1).difference()).isNull();
    }

    private void completed(String zDim, long seed, long trainable, double testScore) {
        trials.add(trial(zDim, seed, "completed", trainable, testScore, null));
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
        int number = trials.size() + 1;
        return new TrialSummary(
                number,
                number,
                "hash" + number,
                "hypernetwork",
                parameters,
                outcome == null ? "pending" : "ended",
                outcome,
                null,
                LedgerReview.of(new Ledger(THETA, THETA, 0, trainable, 0, 1, 1)),
                1,
                null,
                testScore == null ? null : testScore - 0.1,
                testScore,
                null,
                null,
                difference,
                null,
                null,
                false,
                false,
                null,
                null,
                null,
                null);
    }
}
