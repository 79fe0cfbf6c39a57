package io.weightloom.results;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * The points of a run and their Pareto front: how small a description gets, and what that costs.
 *
 * <p>A point is on the front if no other point has at least its compression ratio and at least its mean test score, and
 * more of one of them. Points of controls take part: a plain network is a description of ratio 1. A point with a trial
 * that ended in any other way than completed takes no part, because the mean over its lucky seeds would flatter it;
 * seeds that have not ended yet are left out of the mean.
 */
final class Points {

    /** The swept parameter that tells the trials of one point apart. */
    static final String SEED = "seed";

    /** Controls of one kind whose swept parameters are the same may still differ in size. */
    private record Key(String role, Map<String, String> parameters, long trainable) {}

    private Points() {}

    /** The points of these trials, in the order of their first trials, with those on the front marked. */
    static List<Point> of(List<TrialSummary> trials) {
        Map<Key, List<TrialSummary>> groups = new LinkedHashMap<>();
        for (TrialSummary trial : trials) {
            groups.computeIfAbsent(key(trial), key -> new ArrayList<>()).add(trial);
        }
        List<Candidate> candidates = new ArrayList<>();
        groups.forEach((key, group) -> candidates.add(candidate(key, group)));
        return candidates.stream()
                .map(candidate -> candidate.onFront(candidates) ? candidate.point.onTheFront() : candidate.point)
                .toList();
    }

    private static Key key(TrialSummary trial) {
        return new Key(trial.role(), parameters(trial), trial.ledger().trainable());
    }

    /** The swept parameters without the seed. */
    static Map<String, String> parameters(TrialSummary trial) {
        Map<String, String> parameters = new LinkedHashMap<>(trial.parameters());
        parameters.remove(SEED);
        return parameters;
    }

    /** A point, and whether all of its trials that have ended completed. */
    private record Candidate(Point point, boolean sound) {

        private boolean takesPart() {
            return sound && point.compressionRatio() != null && point.testScore() != null;
        }

        boolean onFront(Collection<Candidate> all) {
            return takesPart() && all.stream().filter(Candidate::takesPart).noneMatch(other -> other.dominates(this));
        }

        private boolean dominates(Candidate other) {
            double ratio = Objects.requireNonNull(point.compressionRatio());
            double score = Objects.requireNonNull(point.testScore());
            double otherRatio = Objects.requireNonNull(other.point.compressionRatio());
            double otherScore = Objects.requireNonNull(other.point.testScore());
            return ratio >= otherRatio && score >= otherScore && (ratio > otherRatio || score > otherScore);
        }
    }

    private static Candidate candidate(Key key, List<TrialSummary> trials) {
        List<TrialSummary> completed =
                trials.stream().filter(TrialSummary::completed).toList();
        boolean sound = trials.stream().allMatch(trial -> trial.outcome() == null || trial.completed());
        List<@Nullable Double> scores =
                completed.stream().map(TrialSummary::testScore).toList();
        List<@Nullable Double> differences =
                completed.stream().map(TrialSummary::difference).toList();
        Point point = new Point(
                key.role(),
                key.parameters(),
                trials.stream().map(TrialSummary::number).toList(),
                completed.size(),
                trials.get(0).ledger().compressionRatio(),
                mean(scores),
                deviation(scores),
                mean(differences),
                false);
        return new Candidate(point, sound);
    }

    private static @Nullable Double mean(List<@Nullable Double> values) {
        if (values.stream().anyMatch(Objects::isNull)) {
            return null;
        }
        OptionalDouble mean = numbers(values).average();
        return mean.isPresent() ? mean.getAsDouble() : null;
    }

    private static @Nullable Double deviation(List<@Nullable Double> values) {
        Double mean = mean(values);
        if (mean == null || values.size() < 2) {
            return null;
        }
        double squares =
                numbers(values).map(value -> value - mean).map(d -> d * d).sum();
        return Math.sqrt(squares / (values.size() - 1));
    }

    private static DoubleStream numbers(List<@Nullable Double> values) {
        return values.stream().filter(Objects::nonNull).mapToDouble(Double::doubleValue);
    }
}
