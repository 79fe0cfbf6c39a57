package io.weightloom.search;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Shares points out among brackets. Each bracket is a successive halving that begins at a rung of its own.
 *
 * @param weights of the brackets, the one that begins at the first rung first; each above 0
 */
record Brackets(List<Double> weights) {

    /** One for all points. */
    static final Brackets ONE = new Brackets(List.of(1.0));

    /** The fraction of the golden ratio, whose multiples are spread evenly whatever subset of steps is taken. */
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    /**
     * One for each rung, and one without any, so that some points train to their end whatever their first epochs look
     * like. The weights are such that all brackets train about as many epochs (Li et al. 2018, "Hyperband", algorithm
     * 1): a bracket has as many points as its rungs leave one of, over the stretches of training that it has.
     */
    static Brackets hyperband(Rungs rungs) {
        List<Double> weights = new ArrayList<>();
        int count = rungs.epochs().size();
        for (int skipped = 0; skipped <= count; skipped++) {
            double points = rungs.from(skipped + 1).stream()
                    .map(rungs::factor)
                    .mapToDouble(factor -> (double) factor.to() / factor.of())
                    .reduce(1, (product, factor) -> product * factor);
            weights.add(points / (count - skipped + 1));
        }
        return new Brackets(weights);
    }

    /** How many there are. */
    int count() {
        return weights.size();
    }

    /** The bracket of a point, counted from 1. Points are spread so that any run of them has about its share. */
    int of(int point) {
        double all = weights.stream().mapToDouble(weight -> weight).sum();
        double place = point * GOLDEN % 1 * all;
        return 1
                + Math.toIntExact(IntStream.range(1, count())
                        .filter(before -> weights.stream()
                                        .limit(before)
                                        .mapToDouble(weight -> weight)
                                        .sum()
                                <= place)
                        .count());
    }
}
