package io.weightloom.search;

import io.weightloom.search.Pruner.Curve;
import io.weightloom.search.Pruner.Rung;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the points that have come to a rung stand there, by the scores of the rung's epoch, as means over the trials of a
 * point that have come to it. Of equals the one that was proposed first is better; a score that is no number is worse
 * than all. Immutable.
 */
final class Standing {

    private final Rung rung;
    private final List<Double> scores = new ArrayList<>();
    private final Map<Integer, Integer> ranks = new HashMap<>();

    private Standing(Rung rung) {
        this.rung = rung;
    }

    /** A point with its score. */
    private record Entrant(int point, double score) {}

    /** The standing at a rung of those of the trials that have come to it. */
    static Standing at(Rung rung, Rungs rungs, List<Curve> curves) {
        Map<Integer, List<Double>> byPoint = new TreeMap<>();
        curves.stream()
                .filter(curve -> !curve.scores().isEmpty() && rungs.hasReached(rung, curve))
                .forEach(curve -> byPoint.computeIfAbsent(curve.point(), point -> new ArrayList<>())
                        .add(curve.scores()
                                .get(Math.min(rung.epoch(), curve.scores().size()) - 1)));
        Standing standing = new Standing(rung);
        byPoint.entrySet().stream()
                .map(entry -> new Entrant(entry.getKey(), mean(entry.getValue())))
                .sorted(Comparator.comparingDouble(Entrant::score).reversed())
                .forEach(entrant -> {
                    standing.scores.add(entrant.score);
                    standing.ranks.put(entrant.point, standing.scores.size());
                });
        return standing;
    }

    private static double mean(List<Double> scores) {
        double mean = scores.stream().mapToDouble(score -> score).sum() / scores.size();
        return Double.isNaN(mean) ? Double.NEGATIVE_INFINITY : mean;
    }

    int size() {
        return scores.size();
    }

    /** The place of a point that has come here, counted from 1, the best. */
    int rank(int point) {
        Integer rank = ranks.get(point);
        if (rank == null) {
            throw new IllegalArgumentException("Point %s has not come to epoch %s".formatted(point, rung.epoch()));
        }
        return rank;
    }

    /** How many are at least as good as the one in the middle, or as the mean of the two in the middle. */
    int betterHalf() {
        double median = (scores.get((size() - 1) / 2) + scores.get(size() / 2)) / 2;
        return Math.toIntExact(scores.stream().filter(score -> score >= median).count());
    }

    /** Where a point stands, and how many go on, such as "rung 2, epoch 9: 17th of 24 by validation score; 8 go on". */
    String sentence(int point, int goOn) {
        return String.format(
                Locale.ROOT,
                "rung %d, epoch %d: %s of %d by validation score; %s on",
                rung.number(),
                rung.epoch(),
                ordinal(rank(point)),
                size(),
                goOn == 1 ? "1 goes" : goOn == 0 ? "none goes" : goOn + " go");
    }

    private static String ordinal(int number) {
        boolean teen = number / 10 % 10 == 1;
        return number
                + switch (teen ? 0 : number % 10) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
    }
}
