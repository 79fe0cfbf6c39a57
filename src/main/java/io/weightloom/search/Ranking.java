package io.weightloom.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which of the points observed are better, the best ones first: by fronts, within one those that have fewer others near
 * them (Deb, Pratap, Agarwal and Meyarivan 2002, sections III-A and III-B). With one objective that is by its value.
 * Halted points come after all that have completed, those that were trained for longer first.
 *
 * @param ranks of completed and halted points; the others have none
 */
record Ranking(List<Rank> ranks) {

    /**
     * The place of a point.
     *
     * @param number of the point among those observed, from 0
     * @param front how many points it takes, each better than the one before, to get from the point to the best ones
     * @param crowding how far its neighbours on the front are from each other, infinite for the ends of the front
     */
    record Rank(int number, int front, double crowding) {

        private static final Comparator<Rank> BEST_FIRST = Comparator.comparingInt(Rank::front)
                .thenComparing(Comparator.comparingDouble(Rank::crowding).reversed())
                .thenComparingInt(Rank::number);
    }

    /** Copies the list. */
    Ranking {
        ranks = List.copyOf(ranks);
    }

    static Ranking of(List<Observed> observed) {
        List<Rank> ranks = new ArrayList<>();
        rank(numbers(observed, Observed.State.COMPLETED), observed, ranks);
        numbers(observed, Observed.State.HALTED).stream()
                .map(number -> observed.get(number).epochs())
                .distinct()
                .sorted(Comparator.reverseOrder())
                .forEach(epochs -> rank(
                        numbers(observed, Observed.State.HALTED).stream()
                                .filter(number -> observed.get(number).epochs() == epochs)
                                .toList(),
                        observed,
                        ranks));
        ranks.sort(Rank.BEST_FIRST);
        return new Ranking(ranks);
    }

    /** Whether one is no worse in any objective, and better in one. */
    static boolean dominates(List<Double> one, List<Double> other) {
        boolean better = false;
        for (int i = 0; i < one.size(); i++) {
            int difference = one.get(i).compareTo(other.get(i));
            if (difference > 0) {
                return false;
            }
            better |= difference < 0;
        }
        return better;
    }

    private static List<Integer> numbers(List<Observed> observed, Observed.State state) {
        return IntStream.range(0, observed.size())
                .filter(number -> observed.get(number).state() == state)
                .boxed()
                .toList();
    }

    /** Adds the ranks of some points after those that there are. */
    private static void rank(List<Integer> numbers, List<Observed> observed, List<Rank> ranks) {
        int before = ranks.stream().mapToInt(rank -> rank.front() + 1).max().orElse(0);
        List<List<Integer>> fronts = fronts(numbers, observed);
        for (int front = 0; front < fronts.size(); front++) {
            double[] crowding = crowding(fronts.get(front), observed);
            for (int i = 0; i < crowding.length; i++) {
                ranks.add(new Rank(fronts.get(front).get(i), before + front, crowding[i]));
            }
        }
    }

    /** By the first objective in which they differ. */
    private static int compared(List<Double> one, List<Double> other) {
        for (int i = 0; i < one.size(); i++) {
            int order = one.get(i).compareTo(other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /**
     * Points are taken in the order of their objectives, so that none is better than one before it; each belongs to the
     * first front where none is better than it. Where one is on some front, one is on all before: halving finds it.
     */
    private static List<List<Integer>> fronts(List<Integer> numbers, List<Observed> observed) {
        Comparator<Integer> order = (one, other) ->
                compared(observed.get(one).objectives(), observed.get(other).objectives());
        List<List<Integer>> fronts = new ArrayList<>();
        for (int number : numbers.stream().sorted(order).toList()) {
            int low = 0;
            int high = fronts.size();
            while (low < high) {
                int middle = (low + high) / 2;
                boolean worse = fronts.get(middle).stream()
                        .anyMatch(other -> dominates(
                                observed.get(other).objectives(),
                                observed.get(number).objectives()));
                low = worse ? middle + 1 : low;
                high = worse ? high : middle;
            }
            if (low == fronts.size()) {
                fronts.add(new ArrayList<>());
            }
            fronts.get(low).add(number);
        }
        return fronts;
    }

    private static double[] crowding(List<Integer> front, List<Observed> observed) {
        double[] crowding = new double[front.size()];
        for (int i = 0; i < objectives(front, observed); i++) {
            int objective = i;
            double[] values = front.stream()
                    .mapToDouble(number -> observed.get(number).objectives().get(objective))
                    .toArray();
            int[] order = IntStream.range(0, values.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(place -> values[place]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            double range = values[order[order.length - 1]] - values[order[0]];
            crowding[order[0]] = Double.POSITIVE_INFINITY;
            crowding[order[order.length - 1]] = Double.POSITIVE_INFINITY;
            for (int k = 1; k < order.length - 1 && range > 0; k++) {
                crowding[order[k]] += (values[order[k + 1]] - values[order[k - 1]]) / range;
            }
        }
        return crowding;
    }

    private static int objectives(List<Integer> numbers, List<Observed> observed) {
        return numbers.isEmpty() ? 0 : observed.get(numbers.get(0)).objectives().size();
    }
}
