package io.weightloom.search;

import io.weightloom.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Looks where better points are dense and worse ones are not: a tree of Parzen estimators (Bergstra, Bardenet, Bengio
 * and Kégl 2011). Of what is known a tenth is better, by its {@link Ranking}; of candidates that are drawn from the
 * density of the better ones, that one is proposed for which it is highest in relation to the density of the worse.
 *
 * <p>Parameters with the same conditions have one density for all of them, from the points in which they are active,
 * because good values of one may depend on another's. The first points are drawn without regard to others. Points under
 * way, those of the same round too, and those that ended badly count as worse: a liar that keeps a round from proposing
 * the same place eight times.
 */
record TpeSearch(Space space, Feasibility feasibility, long seed) implements Search {

    /** Points that are drawn before anything is learned. */
    private static final int FIRST = 10;

    private static final double BETTER = 0.1;
    private static final int MOST_BETTER = 25;
    private static final int CANDIDATES = 24;
    /** How often candidates are drawn before it is given up that one of them can be proposed. */
    private static final int ATTEMPTS = 10;

    /**
     * What is known of a group of axes. Immutable by agreement: nobody writes into the array.
     *
     * @param numbers of the axes
     */
    private record Known(int[] numbers, ParzenMixture better, ParzenMixture worse) {

        double advantage(double[] places) {
            return better.log(places) - worse.log(places);
        }

        /** Candidates, the one of greatest advantage first. */
        List<double[]> candidates(SplittableRandom random) {
            List<double[]> candidates = new ArrayList<>();
            for (int i = 0; i < CANDIDATES; i++) {
                candidates.add(better.draw(random));
            }
            return candidates.stream()
                    .sorted(Comparator.comparingDouble(this::advantage).reversed())
                    .toList();
        }
    }

    @Override
    public Proposed propose(List<Observed> observed, int wanted) {
        Axes axes = new Axes(space);
        List<double[]> ranked = Ranking.of(observed).ranks().stream()
                .map(rank -> axes.places(observed.get(rank.number()).point()))
                .toList();
        List<double[]> liars = new ArrayList<>();
        for (Observed known : observed) {
            if (known.state() == Observed.State.UNDER_WAY || known.state() == Observed.State.BAD) {
                liars.add(axes.places(known.point()));
            }
        }
        Selection selection = new Selection(feasibility, observed, wanted);
        for (int number = observed.size(); !selection.isFull(); number++) {
            SplittableRandom random = RandomStream.SEARCH.generator(seed, number);
            Optional<Map<String, Object>> next =
                    number < FIRST ? Optional.empty() : learned(axes, known(axes, ranked, liars), selection, random);
            next = next.or(() -> axes.any(selection, random));
            if (next.isEmpty()) {
                break;
            }
            liars.add(axes.places(next.get()));
        }
        return selection.proposed();
    }

    private static List<Known> known(Axes axes, List<double[]> ranked, List<double[]> liars) {
        double[] nowhere = new double[axes.list().size()];
        Arrays.fill(nowhere, Double.NaN);
        return axes.groups().stream()
                .dropWhile(group -> !axes.active(group[0], nowhere))
                .map(group -> {
                    List<double[]> all = in(group, ranked);
                    int better = Math.min(MOST_BETTER, (int) Math.ceil(BETTER * all.size()));
                    List<double[]> worse = new ArrayList<>(all.subList(better, all.size()));
                    worse.addAll(in(group, liars));
                    List<Axis> own =
                            Arrays.stream(group).mapToObj(axes.list()::get).toList();
                    return new Known(
                            group, new ParzenMixture(own, all.subList(0, better)), new ParzenMixture(own, worse));
                })
                .toList();
    }

    /** Of the points in which a group of axes is active, their places on these. */
    private static List<double[]> in(int[] group, List<double[]> points) {
        return points.stream()
                .filter(places -> !Double.isNaN(places[group[0]]))
                .map(places ->
                        Arrays.stream(group).mapToDouble(axis -> places[axis]).toArray())
                .toList();
    }

    /** Offers points until one is taken. */
    private static Optional<Map<String, Object>> learned(
            Axes axes, List<Known> known, Selection selection, SplittableRandom random) {
        for (int attempt = 0; attempt < ATTEMPTS && !known.isEmpty(); attempt++) {
            for (double[] candidate : known.get(0).candidates(random)) {
                Map<String, Object> point = axes.point(completed(axes, known, candidate, random));
                if (selection.offer(point)) {
                    return Optional.of(point);
                }
            }
        }
        return Optional.empty();
    }

    /** Places that begin with those of the first group; of the others each has its best candidate. */
    private static double[] completed(Axes axes, List<Known> known, double[] first, SplittableRandom random) {
        double[] places = new double[axes.list().size()];
        Arrays.fill(places, Double.NaN);
        put(places, known.get(0), first);
        for (Known group : known.subList(1, known.size())) {
            if (axes.active(group.numbers()[0], places)) {
                put(places, group, group.candidates(random).get(0));
            }
        }
        return places;
    }

    private static void put(double[] places, Known group, double[] own) {
        for (int i = 0; i < own.length; i++) {
            places[group.numbers()[i]] = own[i];
        }
    }
}
