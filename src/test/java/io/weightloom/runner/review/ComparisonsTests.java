package io.weightloom.runner.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.layout.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ComparisonsTests {

    private final List<Comparisons.Pair> pairs = new ArrayList<>();

    /** The 97.5 % quantile of Student's t with 2 degrees of freedom is 0.95 sqrt(2 / (1 - 0.95^2)), 4.3027. */
    @Test
    void theIntervalIsThatOfThePairedTTest() {
        pair("8", 1, "pruned", 0.90, 0.91);
        pair("8", 2, "pruned", 0.92, 0.95);
        pair("8", 3, "pruned", 0.91, 0.93);

        Comparison comparison = only();

        double half = 0.95 * Math.sqrt(2 / (1 - 0.95 * 0.95)) * 0.01 / Math.sqrt(3);
        assertThat(comparison.parameters()).isEqualTo(Map.of("hypernet.z-dim", "8"));
        assertThat(comparison.control()).isEqualTo("pruned");
        assertThat(comparison.pairs()).isEqualTo(3);
        assertThat(comparison.trainable()).isEqualTo(100);
        assertThat(comparison.controlTrainable()).isEqualTo(99);
        assertThat(comparison.testScore()).isCloseTo(0.91, within(1e-15));
        assertThat(comparison.controlTestScore()).isCloseTo(0.93, within(1e-15));
        assertThat(comparison.difference()).isCloseTo(-0.02, within(1e-15));
        // the quantile is found by iteration to 1e-9
        assertThat(comparison.low()).isCloseTo(-0.02 - half, within(1e-9));
        assertThat(comparison.high()).isCloseTo(-0.02 + half, within(1e-9));
        assertThat(comparison.verdict()).isEqualTo("undecided");
    }

    @Test
    void anIntervalThatLiesOnOneSideOfZeroDecides() {
        pair("8", 1, "matched", 0.95, 0.90);
        pair("8", 2, "matched", 0.96, 0.90);
        pair("8", 3, "matched", 0.94, 0.90);
        assertThat(only().verdict()).isEqualTo("beat");

        pairs.clear();
        pair("8", 1, "matched", 0.85, 0.90);
        pair("8", 2, "matched", 0.86, 0.90);
        pair("8", 3, "matched", 0.84, 0.90);
        assertThat(only().verdict()).isEqualTo("lost");
    }

    @Test
    void oneSeedDecidesNothing() {
        pair("8", 1, "plain", 0.99, 0.1);

        Comparison comparison = only();

        assertThat(comparison.difference()).isCloseTo(0.89, within(1e-15));
        assertThat(comparison.low()).isNull();
        assertThat(comparison.high()).isNull();
        assertThat(comparison.verdict()).isEqualTo("undecided");
    }

    @Test
    void differencesThatAreAllTheSameHaveNoInterval() {
        pair("8", 1, "plain", 0.92, 0.91);
        pair("8", 2, "plain", 0.83, 0.82);

        assertThat(only().low()).isNull();
        assertThat(only().verdict()).isEqualTo("undecided");
    }

    @Test
    void aSeedThatHasNotEndedIsLeftOut() {
        pair("8", 1, "plain", 0.95, 0.90);
        pair("8", 2, "plain", 0.96, 0.90);
        pairs.add(new Comparisons.Pair(hypernetwork("8", 3, "completed", 0.1), "plain", twin("plain", null, null)));

        assertThat(only().pairs()).isEqualTo(2);
        assertThat(only().difference()).isCloseTo(0.055, within(1e-15));
        assertThat(only().low()).isNotNull();
    }

    @Test
    void aPointAllOfWhoseSeedsWereHaltedIsNotCompared() {
        pairs.add(new Comparisons.Pair(hypernetwork("8", 1, "halted", null), "plain", twin("plain", "completed", 0.9)));

        assertThat(Comparisons.of(pairs, number -> number)).isEmpty();
    }

    @Test
    void aSeedThatDidNotCompleteLeavesItUndecided() {
        for (String outcome : List.of("diverged", "rejected", "halted", "failed")) {
            pairs.clear();
            pair("8", 1, "plain", 0.95, 0.90);
            pair("8", 2, "plain", 0.96, 0.90);
            pairs.add(new Comparisons.Pair(
                    hypernetwork("8", 3, outcome, null), "plain", twin("plain", "completed", 0.9)));

            assertThat(only().pairs()).isEqualTo(2);
            assertThat(only().low()).isNull();
            assertThat(only().verdict()).isEqualTo("undecided");
        }
    }

    @Test
    void everyPointIsComparedWithEveryControl() {
        pair("8", 1, "plain", 0.95, 0.90);
        pair("8", 1, "pruned", 0.95, 0.90);
        pair("4", 1, "plain", 0.95, 0.90);
        pair("4", 1, "pruned", 0.95, 0.90);

        assertThat(Comparisons.of(pairs, number -> number))
                .extracting(comparison -> comparison.parameters().get("hypernet.z-dim") + " " + comparison.control())
                .containsExactly("8 plain", "8 pruned", "4 plain", "4 pruned");
    }

    private Comparison only() {
        List<Comparison> comparisons = Comparisons.of(pairs, number -> number);
        assertThat(comparisons).hasSize(1);
        return comparisons.get(0);
    }

    private void pair(String zDim, long seed, String control, double score, double controlScore) {
        pairs.add(new Comparisons.Pair(
                hypernetwork(zDim, seed, "completed", score), control, twin(control, "completed", controlScore)));
    }

    private TrialSummary hypernetwork(String zDim, long seed, String outcome, @Nullable Double score) {
        return summary(
                "hypernetwork",
                Map.of("hypernet.z-dim", zDim, "seed", String.valueOf(seed)),
                outcome,
                new Ledger(1200, 1200, 0, 100, 0, 1, 1),
                score);
    }

    private TrialSummary twin(String control, @Nullable String outcome, @Nullable Double score) {
        return summary(control, Map.of(), outcome, new Ledger(1200, 0, 99, 0, 0, 1, 1), score);
    }

    private TrialSummary summary(
            String role,
            Map<String, String> parameters,
            @Nullable String outcome,
            Ledger ledger,
            @Nullable Double score) {
        return new TrialSummary(
                1,
                1,
                "hash",
                role,
                parameters,
                outcome == null ? "pending" : "ended",
                outcome,
                null,
                LedgerReview.of(ledger),
                1,
                null,
                score,
                score,
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
                null);
    }
}
