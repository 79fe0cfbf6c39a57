package io.weightloom.search;

import io.weightloom.random.RandomStream;
import io.weightloom.search.Ranking.Rank;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Crosses the points of the front and changes the child a little: NSGA-II (Deb, Pratap, Agarwal and Meyarivan 2002),
 * with a generation for each round and all points as its population, because a sweep has too few trials to forget one.
 * The first points are drawn without regard to others. Of each later one the parents are the winners of two tournaments
 * among the points than which none is better, by their {@link Ranking}; where these are few, among the best.
 *
 * <p>A child has a value for each parameter of either parent; for one that neither has, but that its other values make
 * active, the value is drawn. Points under way are nobody's parents, and neither are those that ended badly.
 *
 * <p>No child is trained beside a point that is known already, with the same choices, the same numbers where these have
 * steps, and others close by: it would find what that one has found. Where all children are such, closer ones will do.
 */
record EvolutionSearch(Space space, Feasibility feasibility, long seed) implements Search {

    /** Points that are drawn before there are children. */
    private static final int FIRST = 16;
    /** Fewest points that may be parents, if there are as many. */
    private static final int FEWEST_PARENTS = 4;

    /** How far a child is from each known point with the same choices and steps, along some axis. */
    private static final double ROOM = 0.1;
    /** Children after which they may be half as far. */
    private static final int PATIENCE = 5;

    private static final double CROSSING = 0.9;
    /** How near children of two numbers are to them; the exponent of simulated binary crossover. */
    private static final double NEARNESS = 10;
    /** How near changed numbers are to what they were; the exponent of polynomial mutation. */
    private static final double STEADINESS = 10;
    /** Children before it is given up that one of them can be proposed. */
    private static final int ATTEMPTS = 200;

    @Override
    public Proposed propose(List<Observed> observed, int wanted) {
        Axes axes = new Axes(space);
        List<double[]> parents = parents(axes, observed);
        List<double[]> known = new ArrayList<>();
        observed.forEach(point -> known.add(axes.places(point.point())));
        Selection selection = new Selection(feasibility, observed, wanted);
        for (int number = observed.size(); !selection.isFull(); number++) {
            SplittableRandom random = RandomStream.SEARCH.generator(seed, number);
            Optional<Map<String, Object>> next = number < FIRST || parents.isEmpty()
                    ? Optional.empty()
                    : child(axes, parents, known, selection, random);
            next = next.or(() -> axes.any(selection, random));
            if (next.isEmpty()) {
                break;
            }
            known.add(axes.places(next.get()));
        }
        return selection.proposed();
    }

    /** The best ones first. */
    private static List<double[]> parents(Axes axes, List<Observed> observed) {
        List<Rank> ranks = Ranking.of(observed).ranks();
        long front = ranks.stream().filter(rank -> rank.front() == 0).count();
        return ranks.stream()
                .limit(Math.max(FEWEST_PARENTS, front))
                .map(rank -> axes.places(observed.get(rank.number()).point()))
                .toList();
    }

    /** Offers children until one is taken. */
    private static Optional<Map<String, Object>> child(
            Axes axes, List<double[]> parents, List<double[]> known, Selection selection, SplittableRandom random) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double[] child = crossed(axes, winner(parents, random), winner(parents, random), random);
            Map<String, Object> point = axes.point(changed(axes, child, random));
            boolean isBeside = isBeside(axes, axes.places(point), known, Math.scalb(1.0, -(attempt / PATIENCE)));
            if (!isBeside && selection.offer(point)) {
                return Optional.of(point);
            }
        }
        return Optional.empty();
    }

    /**
     * Whether a point is beside a known one. Nowhere is more room than half of what evenly spread points would have.
     */
    private static boolean isBeside(Axes axes, double[] places, List<double[]> known, double share) {
        double[] distances = known.stream()
                .mapToDouble(other -> axes.distance(places, other))
                .filter(distance -> distance < Double.POSITIVE_INFINITY)
                .toArray();
        double even = StrictMath.pow(distances.length, -1.0 / Math.max(1, axes.continuous(places)));
        double room = share * Math.min(ROOM, even / 2);
        return Arrays.stream(distances).anyMatch(distance -> distance < room);
    }

    /** The better one of two; the best come first. */
    private static double[] winner(List<double[]> parents, SplittableRandom random) {
        return parents.get(Math.min(random.nextInt(parents.size()), random.nextInt(parents.size())));
    }

    private static double[] crossed(Axes axes, double[] one, double[] other, SplittableRandom random) {
        boolean crosses = random.nextDouble() < CROSSING;
        double[] child = new double[one.length];
        for (int i = 0; i < child.length; i++) {
            boolean swaps = crosses && random.nextBoolean();
            if (Double.isNaN(one[i]) || Double.isNaN(other[i])) {
                double either = Double.isNaN(one[i]) ? other[i] : one[i];
                child[i] = Double.isNaN(either) ? axes.list().get(i).uniform(random) : either;
            } else if (axes.list().get(i) instanceof Axis.Line && swaps) {
                child[i] = between(one[i], other[i], random);
            } else {
                child[i] = swaps ? other[i] : one[i];
            }
        }
        return child;
    }

    /** A child of two numbers by simulated binary crossover (Deb and Agrawal 1995), within [0, 1]. */
    private static double between(double one, double other, SplittableRandom random) {
        double u = random.nextDouble();
        double spread = u < 0.5
                ? StrictMath.pow(2 * u, 1 / (NEARNESS + 1))
                : StrictMath.pow(1 / (2 * (1 - u)), 1 / (NEARNESS + 1));
        double side = random.nextBoolean() ? 1 : -1;
        return within((one + other + side * spread * (one - other)) / 2);
    }

    /** One parameter is changed on average. */
    private static double[] changed(Axes axes, double[] places, SplittableRandom random) {
        double[] changed = places.clone();
        long active = Arrays.stream(axes.places(axes.point(places)))
                .filter(place -> !Double.isNaN(place))
                .count();
        for (int i = 0; i < changed.length; i++) {
            if (random.nextDouble() * active < 1) {
                changed[i] = axes.list().get(i) instanceof Axis.Line
                        ? moved(places[i], random)
                        : axes.list().get(i).uniform(random);
            }
        }
        return changed;
    }

    /** A number near another by polynomial mutation (Deb and Goyal 1996), within [0, 1]. */
    private static double moved(double place, SplittableRandom random) {
        double u = random.nextDouble();
        double step = u < 0.5
                ? StrictMath.pow(2 * u, 1 / (STEADINESS + 1)) - 1
                : 1 - StrictMath.pow(2 * (1 - u), 1 / (STEADINESS + 1));
        return within(place + step);
    }

    private static double within(double place) {
        return Math.min(1, Math.max(0, place));
    }
}
