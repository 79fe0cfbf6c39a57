package io.weightloom.runner.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.weightloom.spec.Keys;
import io.weightloom.spec.PlainValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Two sides, each of trials with different seeds, compared seed by seed.
 *
 * @param measure what is compared: test-score
 * @param pairs one for each seed that both sides have, by seed
 * @param mean of the differences, a minus b, over the pairs that have one; null if there are none
 * @param low lower end of its 95 % interval; null if there is none
 * @param high upper end of the same
 * @param intervalMissing why there is none: no-pair, not-completed, not-ended, one-seed or identical; else null
 * @param sameData whether all of these trials learned from the same data; scores of different data cannot be compared
 */
@JsonInclude(content = JsonInclude.Include.ALWAYS)
public record SeedPairs(
        String measure,
        List<Pair> pairs,
        @Nullable Double mean,
        @Nullable Double low,
        @Nullable Double high,
        @Nullable String intervalMissing,
        boolean sameData) {

    /**
     * Two trials of one seed.
     *
     * @param seed of both
     * @param a score of the one; null unless it has completed with a finite one
     * @param b score of the other, as a
     * @param difference a minus b; null unless both have one
     */
    @JsonInclude(content = JsonInclude.Include.ALWAYS)
    public record Pair(
            long seed,
            @Nullable Double a,
            @Nullable Double b,
            @Nullable Double difference) {

        private static Pair of(Member a, Member b) {
            Double one = a.score();
            Double other = b.score();
            return new Pair(a.seed, one, other, one == null || other == null ? null : one - other);
        }
    }

    /** A trial of a side. */
    record Member(long seed, @Nullable Object data, TrialSummary trial) {

        /** @param json the trial's spec */
        static Member of(String json, TrialSummary summary) {
            Map<?, ?> spec = (Map<?, ?>) PlainValues.ofJson(json);
            return new Member(
                    ((Number) Objects.requireNonNull(spec.get(Keys.SEED))).longValue(), spec.get(Keys.DATA), summary);
        }

        private @Nullable Double score() {
            return trial.completed() ? trial.testScore() : null;
        }
    }

    /**
     * The pairs of two sides.
     *
     * @throws IllegalArgumentException if two trials of a side have the same seed; the message is for people
     */
    static SeedPairs of(List<Member> a, List<Member> b) {
        Map<Long, Member> others = bySeed("b", b);
        List<Pair> pairs = new ArrayList<>();
        List<TrialSummary> paired = new ArrayList<>();
        bySeed("a", a).forEach((seed, one) -> {
            Member other = others.get(seed);
            if (other != null) {
                pairs.add(Pair.of(one, other));
                paired.add(one.trial);
                paired.add(other.trial);
            }
        });
        double[] differences = pairs.stream()
                .map(Pair::difference)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
        Optional<MeanInterval> interval =
                differences.length < pairs.size() ? Optional.empty() : MeanInterval.of(differences);
        double sum = 0;
        for (double difference : differences) {
            sum += difference;
        }
        return new SeedPairs(
                "test-score",
                pairs,
                differences.length == 0 ? null : sum / differences.length,
                interval.map(MeanInterval::low).orElse(null),
                interval.map(MeanInterval::high).orElse(null),
                interval.isPresent() ? null : missing(pairs, paired),
                isOne(a, b));
    }

    private static Map<Long, Member> bySeed(String side, List<Member> members) {
        Map<Long, Member> bySeed = new TreeMap<>();
        for (Member member : members) {
            Member before = bySeed.putIfAbsent(member.seed, member);
            if (before != null) {
                throw new IllegalArgumentException("Two trials of %s have the seed %s: %s and %s"
                        .formatted(side, member.seed, before.trial.id(), member.trial.id()));
            }
        }
        return bySeed;
    }

    private static String missing(List<Pair> pairs, List<TrialSummary> paired) {
        if (pairs.isEmpty()) {
            return "no-pair";
        } else if (paired.stream()
                .anyMatch(trial -> trial.outcome() != null && (!trial.completed() || trial.testScore() == null))) {
            return "not-completed";
        } else if (paired.stream().anyMatch(trial -> trial.outcome() == null)) {
            return "not-ended";
        }
        return pairs.size() == 1 ? "one-seed" : "identical";
    }

    private static boolean isOne(List<Member> a, List<Member> b) {
        List<Member> all = new ArrayList<>(a);
        all.addAll(b);
        return all.stream().map(Member::data).distinct().count() <= 1;
    }
}
