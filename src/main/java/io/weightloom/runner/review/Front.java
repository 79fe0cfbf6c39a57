package io.weightloom.runner.review;

import io.weightloom.spec.Keys;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
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
 * The Pareto front of a run: how few numbers need to be trained, and what that costs.
 *
 * <p>A point is on the front if no other one trains at most as many numbers and has at least its mean validation score,
 * and is better in one of the two. Targets, plain networks and controls are all in one contest, because a smaller plain
 * network is also an answer. The test split takes no part: what it chose, it could not judge. Scores of different data
 * cannot be compared, so that each setting of the data has a front of its own.
 *
 * <p>A point off the front is tied if its mean difference to the front, seed by seed, is not larger than half of the
 * difference's 95 % interval ({@link MeanInterval}). The front is there the best point that trains as few numbers or
 * fewer. With one seed there is no interval, and so nothing is tied.
 */
final class Front {

    private static final String DATA = "data.";

    /** Below this, means differ by rounding only. */
    private static final int SAME_DIGITS = 12;

    private static final Comparator<Entrant> FEWEST_THEN_BEST = Comparator.<Entrant>comparingLong(
                    entrant -> entrant.point.trainable())
            .thenComparing(entrant -> entrant.score, Comparator.reverseOrder());

    private Front() {}

    /**
     * A point that takes part.
     *
     * @param point a finite mean validation score, and no trial that ended without completing
     * @param score its mean, rounded so that the order in which it was summed does not count
     * @param scores the validation scores by seed
     */
    private record Entrant(PointSummary point, BigDecimal score, Map<String, Double> scores) {

        private double score(String seed) {
            return scores.getOrDefault(seed, Double.NaN);
        }

        /** Whether the seeds leave it open that this one, which is behind, is as good as the other. */
        boolean tiedWith(Entrant front) {
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

    /**
     * The same points in the same order, with their places.
     *
     * @param trials by number
     */
    static List<PointSummary> mark(List<PointSummary> points, Map<Integer, TrialSummary> trials) {
        Map<Map<String, String>, List<Entrant>> byData = new LinkedHashMap<>();
        for (PointSummary point : points) {
            entrant(point, trials)
                    .ifPresent(entrant -> byData.computeIfAbsent(data(point), data -> new ArrayList<>())
                            .add(entrant));
        }
        IdentityHashMap<PointSummary, FrontPlace> places = new IdentityHashMap<>();
        byData.values().forEach(entrants -> place(entrants, places));
        return points.stream()
                .map(point -> point.with(places.getOrDefault(point, FrontPlace.OFF)))
                .toList();
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

    private static Optional<Entrant> entrant(PointSummary point, Map<Integer, TrialSummary> trials) {
        List<TrialSummary> own = point.trials().stream()
                .map(trials::get)
                .filter(Objects::nonNull)
                .toList();
        boolean sound = own.stream().allMatch(trial -> trial.outcome() == null || trial.completed());
        if (!sound || point.validationScore() == null) {
            return Optional.empty();
        }
        Map<String, Double> scores = new TreeMap<>();
        own.stream()
                .filter(TrialSummary::completed)
                .forEach(trial -> scores.putIfAbsent(
                        trial.parameters().getOrDefault(Keys.SEED, ""),
                        Objects.requireNonNull(trial.validationScore())));
        BigDecimal score = BigDecimal.valueOf(point.validationScore()).setScale(SAME_DIGITS, RoundingMode.HALF_EVEN);
        return Optional.of(new Entrant(point, score, scores));
    }

    /** Goes from the fewest numbers to the most; whoever is better than all before is on the front. */
    private static void place(List<Entrant> entrants, IdentityHashMap<PointSummary, FrontPlace> places) {
        List<Entrant> sorted = entrants.stream().sorted(FEWEST_THEN_BEST).toList();
        Entrant front = sorted.get(0);
        for (Entrant entrant : sorted) {
            int better = entrant.score.compareTo(front.score);
            if (better > 0) {
                front = entrant;
            }
            boolean onFront = better > 0 || (better == 0 && entrant.point.trainable() == front.point.trainable());
            places.put(
                    entrant.point,
                    onFront ? FrontPlace.ON_FRONT : entrant.tiedWith(front) ? FrontPlace.TIED : FrontPlace.OFF);
        }
    }
}
