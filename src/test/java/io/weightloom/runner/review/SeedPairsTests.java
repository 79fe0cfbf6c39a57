package io.weightloom.runner.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.layout.Ledger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SeedPairsTests {

    private static final Map<String, String> DATA = Map.of("source", "moons");

    @Test
    void seedsThatBothSidesHaveArePaired() {
        SeedPairs pairs = SeedPairs.of(
                List.of(completed(1, 9, 0.93), completed(2, 7, 0.90), completed(3, 8, 0.5)),
                List.of(completed(4, 7, 0.88), completed(5, 9, 0.90), completed(6, 10, 0.1)));

        assertThat(pairs.pairs()).extracting(SeedPairs.Pair::seed).containsExactly(7L, 9L);
        assertThat(pairs.pairs()).extracting(SeedPairs.Pair::a).containsExactly(0.90, 0.93);
        assertThat(pairs.pairs()).extracting(SeedPairs.Pair::b).containsExactly(0.88, 0.90);
        // two of three decimals: a few ulps; half the interval is 12.706 times half of what they differ by
        assertThat(pairs.mean()).isCloseTo(0.025, within(1e-15));
        assertThat(pairs.low()).isCloseTo(0.025 - 12.7062 * 0.005, within(1e-6));
        assertThat(pairs.high()).isCloseTo(0.025 + 12.7062 * 0.005, within(1e-6));
        assertThat(pairs.intervalMissing()).isNull();
        assertThat(pairs.sameData()).isTrue();
    }

    @Test
    void whyThereIsNoIntervalIsSaid() {
        SeedPairs.Member one = completed(1, 7, 0.9);
        SeedPairs.Member other = completed(2, 8, 0.8);

        assertThat(missing(List.of(one), List.of(other))).isEqualTo("no-pair");
        assertThat(missing(List.of(one), List.of(completed(3, 7, 0.5)))).isEqualTo("one-seed");
        assertThat(missing(List.of(one, other), List.of(completed(3, 7, 0.8), completed(4, 8, 0.7))))
                .isEqualTo("identical");
        assertThat(missing(List.of(one, other), List.of(completed(3, 7, 0.8), member(4, 8, null, null, DATA))))
                .isEqualTo("not-ended");
        assertThat(missing(List.of(one, other), List.of(completed(3, 7, 0.8), member(4, 8, "diverged", null, DATA))))
                .isEqualTo("not-completed");
    }

    @Test
    void aTrialThatDidNotCompleteHasNoScoreAndTheMeanIsOverTheOthers() {
        SeedPairs pairs = SeedPairs.of(
                List.of(completed(1, 7, 0.9), member(2, 8, "halted", 0.7, DATA)),
                List.of(completed(3, 7, 0.8), completed(4, 8, 0.8)));

        assertThat(pairs.pairs().get(1).a()).isNull();
        assertThat(pairs.pairs().get(1).difference()).isNull();
        assertThat(pairs.mean()).isCloseTo(0.1, within(1e-15));
        assertThat(pairs.low()).isNull();
    }

    @Test
    void otherDataAreSaid() {
        SeedPairs pairs = SeedPairs.of(
                List.of(completed(1, 7, 0.9)), List.of(member(2, 7, "completed", 0.8, Map.of("source", "spirals"))));

        assertThat(pairs.sameData()).isFalse();
    }

    @Test
    void aSideHasEachSeedOnce() {
        List<SeedPairs.Member> twice = List.of(completed(1, 7, 0.9), completed(2, 7, 0.8));

        assertThatThrownBy(() -> SeedPairs.of(List.of(completed(3, 7, 0.5)), twice))
                .hasMessage("Two trials of b have the seed 7: 1 and 2");
    }

    private static @Nullable String missing(List<SeedPairs.Member> a, List<SeedPairs.Member> b) {
        return SeedPairs.of(a, b).intervalMissing();
    }

    private static SeedPairs.Member completed(int id, long seed, double score) {
        return member(id, seed, "completed", score, DATA);
    }

    private static SeedPairs.Member member(
            int id, long seed, @Nullable String outcome, @Nullable Double score, Object data) {
        return new SeedPairs.Member(
                seed,
                data,
                new TrialSummary(
                        id,
                        id,
                        "h" + id,
                        "hypernetwork",
                        Map.of(),
                        outcome == null ? "running" : "ended",
                        outcome,
                        null,
                        LedgerReview.of(new Ledger(1200, 1200, 0, 300, 4, 1, 100)),
                        3,
                        3,
                        score,
                        score,
                        0.1,
                        null,
                        null,
                        null,
                        1.0,
                        false,
                        false,
                        null,
                        null,
                        null,
                        null));
    }
}
