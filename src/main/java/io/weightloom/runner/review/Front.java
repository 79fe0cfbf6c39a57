package io.weightloom.runner.review;

import io.weightloom.spec.Keys;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The Pareto fronts of a run: how few numbers need to be trained, or bytes be kept, and what that costs.
 *
 * <p>A point is on the front if no other one trains at most as many numbers and has at least its mean validation score,
 * and is better in one of the two. Only points of which each trial has completed take part: while a run goes on, the
 * mean over the seeds that came first would flatter or harm. Targets, plain networks and controls are all in one
 * contest, because a smaller plain network is also an answer. The test split takes no part: what it chose, it could not
 * judge. Scores of different data cannot be compared, so that each setting of the data has a front of its own.
 *
 * <p>A point off the front is tied if its mean difference to the front, seed by seed, is not larger than half of the
 * difference's 95 % interval ({@link MeanInterval}). The front is there the best point that trains as few numbers or
 * fewer. With one seed there is no interval, and so nothing is tied.
 *
 * <p>The same holds for bytes in place of numbers, and for ratios within each target ({@link PointReview.Axis}).
 */
final class Front {

    private static final String DATA = "data.";

    /** Below this, means differ by rounding only. */
    private static final int SAME_DIGITS = 12;

    private Front() {}

    /**
     * A point that takes part.
     *
     * @param data what was swept of the data
     * @param score its mean validation score, rounded so that the order in which it was summed does not count
     * @param scores the validation scores by seed
     */
    record Entrant(
            Map<String, String> data,
            long theta,
            long trainable,
            long bytes,
            BigDecimal score,
            Map<String, Double> scores) {

        private double score(String seed) {
            return scores.getOrDefault(seed, Double.NaN);
        }

        private long cost(PointReview.Axis axis) {
            return axis == PointReview.Axis.BYTES ? bytes : trainable;
        }

        private boolean takesPart(PointReview.Axis axis) {
            return axis != PointReview.Axis.RATIO || trainable > 0;
        }

        /** Scores of one contest can be compared; within one target, the fewer numbers, the larger the ratio. */
        private List<Object> contest(PointReview.Axis axis) {
            return axis == PointReview.Axis.RATIO ? List.of(data, theta) : List.of(data);
        }

        /** Whether the seeds leave it open that this one, which is behind, is as good as the other. */
        private boolean tiedWith(Entrant front) {
            double[] differences = front.scores.keySet().stream()
                    .filter(scores::containsKey)
                    .mapToDouble(seed -> front.score(seed) - score(seed))
                    .toArray();
            if (differences.length < 2) {
                return false;
            }
            Optional<MeanInterval> interval = MeanInterval.of(differences);
            return interval.map(MeanInterval::holdsZero).orElse(Math.abs(differences[0]) < MeanInterval.SAME);
        }
    }

    /** A point in the contest; none unless each of its trials has completed, and its mean score is finite. */
    static Optional<Entrant> entrant(PointReview point, List<TrialSummary> trials) {
        if (!point.isSound()) {
            return Optional.empty();
        }
        Map<String, Double> scores = new TreeMap<>();
        trials.forEach(trial -> scores.putIfAbsent(
                trial.parameters().getOrDefault(Keys.SEED, ""), Objects.requireNonNull(trial.validationScore())));
        return Optional.of(new Entrant(
                data(point.summary()),
                point.ledger().theta(),
                point.summary().trainable(),
                point.ledger().bytes(),
                BigDecimal.valueOf(point.score()).setScale(SAME_DIGITS, RoundingMode.HALF_EVEN),
                scores));
    }

    /** Where each is on the front over an axis; none for those that take no part. */
    static IdentityHashMap<Entrant, PointReview.Place> places(Collection<Entrant> entrants, PointReview.Axis axis) {
        Map<List<Object>, List<Entrant>> contests = new LinkedHashMap<>();
        entrants.stream()
                .filter(entrant -> entrant.takesPart(axis))
                .forEach(entrant -> contests.computeIfAbsent(entrant.contest(axis), contest -> new ArrayList<>())
                        .add(entrant));
        IdentityHashMap<Entrant, PointReview.Place> places = new IdentityHashMap<>();
        contests.values().forEach(contest -> place(contest, axis, places));
        return places;
    }

    /** Goes from the least cost to the highest; whoever is better than all before is on the front. */
    private static void place(
            List<Entrant> entrants, PointReview.Axis axis, IdentityHashMap<Entrant, PointReview.Place> places) {
        List<Entrant> sorted = entrants.stream()
                .sorted(Comparator.<Entrant>comparingLong(entrant -> entrant.cost(axis))
                        .thenComparing(Entrant::score, Comparator.reverseOrder()))
                .toList();
        Entrant front = sorted.get(0);
        for (Entrant entrant : sorted) {
            int better = entrant.score.compareTo(front.score);
            if (better > 0) {
                front = entrant;
            }
            boolean onFront = better > 0 || (better == 0 && entrant.cost(axis) == front.cost(axis));
            places.put(
                    entrant,
                    onFront
                            ? PointReview.Place.ON
                            : entrant.tiedWith(front) ? PointReview.Place.TIED : PointReview.Place.OFF);
        }
    }

    /** The points on the front, data by data, those with the fewest numbers first. */
    static List<PointSummary> of(List<PointSummary> marked) {
        Map<Map<String, String>, List<PointSummary>> byData = new LinkedHashMap<>();
        marked.stream()
                .filter(PointSummary::onFront)
                .forEach(point -> byData.computeIfAbsent(data(point), data -> new ArrayList<>())
                        .add(point));
        return byData.values().stream()
                .flatMap(front -> front.stream().sorted(Comparator.comparingLong(PointSummary::trainable)))
                .toList();
    }

    /** The points off the front of their data; none of data without a front. */
    static List<PointSummary> off(List<PointSummary> marked) {
        Set<Map<String, String>> withFront =
                marked.stream().filter(PointSummary::onFront).map(Front::data).collect(Collectors.toSet());
        return marked.stream()
                .filter(point -> !point.onFront() && withFront.contains(data(point)))
                .toList();
    }

    /** Whether what a parameter sets is a setting of the data. */
    static boolean isOfData(String parameter) {
        return parameter.startsWith(DATA);
    }

    /** What was swept of the data. */
    static Map<String, String> data(PointSummary point) {
        Map<String, String> data = new TreeMap<>(point.parameters());
        data.keySet().removeIf(name -> !isOfData(name));
        return data;
    }
}
