package io.weightloom.given;

import io.weightloom.layout.Grid;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.network.target.HiddenUnits;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Hidden units in an order in which neighbours are alike, so that what describes a weight by its place has less to
 * tell; the network computes the same. Each group of units is ordered by itself, for how far two units are from each
 * other does not depend on the order of others: it is the squared distance of all their weights, coming in and going
 * out, each tensor measured by its own mean square. Neighbours are those on the {@link Grid} on which generators see
 * units. A greedy path goes to and fro over the grid's rows; then pairs of units change places at random by simulated
 * annealing, at last as long as that brings neighbours nearer together. The same weights give the same order.
 *
 * <p>In the manner of Ashkenazi, Rimon, Vainshtein, Levi, Richardson, Mintz, Treister 2023, "NeRN: learning neural
 * representations for neural networks", ICLR, section 3.2, where orders of kernels serve smoothness, found greedily.
 */
final class SmoothOrder {

    /** Each goes over all pairs; what is left to be won behind so many is little. At least one is gone. */
    private static final int ROUNDS = 40;

    /** Pairs that descent tries at most, so that some thousand units take seconds. */
    private static final long MOST_PAIRS = 4_000_000;

    /** Of these many units the table of distances takes 128 MiB; more stay as they are. */
    private static final int MOST_UNITS = 4096;

    /** Annealing tries so many changes for each unit, at most so many in all, and ends so much colder. */
    private static final int CHANGES = 3000;

    private static final long MOST_CHANGES = 5_000_000;
    private static final double COLD = 0.1;

    private SmoothOrder() {}

    /**
     * The weights of the reordered network.
     *
     * @param hidden the groups of units
     * @param weights by slot, each row by row; not changed
     */
    static Map<String, double[]> of(Layout layout, List<HiddenUnits> hidden, Map<String, double[]> weights) {
        Map<String, double[]> ordered = new LinkedHashMap<>(weights);
        for (HiddenUnits units : hidden) {
            if (units.count() > 2 && units.count() <= MOST_UNITS) {
                int[] order = new Neighbours(units.count(), distances(units, layout, weights)).order();
                for (HiddenUnits.End end : units.ends()) {
                    Slot slot = layout.slot(end.slot());
                    ordered.computeIfPresent(
                            end.slot(), (name, values) -> Axis.of(slot, end).reordered(values, order));
                }
            }
        }
        return ordered;
    }

    /** Of each pair of units, {@code [units, units]}. */
    private static double[][] distances(HiddenUnits units, Layout layout, Map<String, double[]> weights) {
        double[][] distances = new double[units.count()][units.count()];
        for (HiddenUnits.End end : units.ends()) {
            double[] values = weights.getOrDefault(end.slot(), new double[0]);
            double square = Arrays.stream(values).map(w -> w * w).average().orElse(0);
            if (square > 0) {
                double[][] own = Axis.of(layout.slot(end.slot()), end).byUnit(values);
                for (int one = 0; one < units.count(); one++) {
                    for (int other = 0; other < one; other++) {
                        double distance = distance(own[one], own[other]) / square;
                        distances[one][other] += distance;
                        distances[other][one] += distance;
                    }
                }
            }
        }
        return distances;
    }

    private static double distance(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            double difference = one[i] - other[i];
            sum += difference * difference;
        }
        return sum;
    }

    /**
     * A tensor seen as {@code [outer, units, inner]}.
     *
     * @param outer numbers of all axes before that of the units
     * @param units along the axis
     * @param inner numbers of each unit's block and of all axes behind
     */
    private record Axis(int outer, int units, int inner) {

        static Axis of(Slot slot, HiddenUnits.End end) {
            List<Long> extents = slot.shape().extents();
            long outer = extents.subList(0, end.axis()).stream().reduce(1L, (a, b) -> a * b);
            long behind =
                    extents.subList(end.axis() + 1, extents.size()).stream().reduce(1L, (a, b) -> a * b);
            return new Axis(
                    Math.toIntExact(outer),
                    Math.toIntExact(extents.get(end.axis()) / end.block()),
                    Math.toIntExact(end.block() * behind));
        }

        double[] reordered(double[] values, int[] order) {
            double[] reordered = new double[values.length];
            for (int o = 0; o < outer; o++) {
                for (int unit = 0; unit < units; unit++) {
                    System.arraycopy(values, at(o, order[unit]), reordered, at(o, unit), inner);
                }
            }
            return reordered;
        }

        /** {@code [units, outer inner]}: what belongs to a unit lies together. */
        double[][] byUnit(double[] values) {
            double[][] byUnit = new double[units][outer * inner];
            for (int o = 0; o < outer; o++) {
                for (int unit = 0; unit < units; unit++) {
                    System.arraycopy(values, at(o, unit), byUnit[unit], o * inner, inner);
                }
            }
            return byUnit;
        }

        private int at(int o, int unit) {
            return (o * units + unit) * inner;
        }
    }

    /**
     * Units to be laid on a grid, row by row.
     *
     * @param units at least 3
     * @param distances of each pair
     */
    private record Neighbours(int units, double[][] distances) {

        /** The unit of each place. */
        int[] order() {
            int[] path = path();
            int columns = columns();
            int[] order = new int[units];
            for (int place = 0; place < units; place++) {
                int row = place / columns;
                int column = place % columns;
                order[row * columns + (row % 2 == 0 ? column : columns - 1 - column)] = path[place];
            }
            int[] annealed = descended(annealed(order));
            int[] descended = descended(order);
            return total(annealed) < total(descended) ? annealed : descended;
        }

        private int[] descended(int[] start) {
            int[] order = start.clone();
            long most = Math.max(1, Math.min(ROUNDS, 2 * MOST_PAIRS / units / units));
            int rounds = 0;
            while (rounds < most && improve(order)) {
                rounds++;
            }
            return order;
        }

        /** Worse changes are made, too, but ever less often. */
        private int[] annealed(int[] start) {
            int[] order = start.clone();
            SplittableRandom random = new SplittableRandom(units);
            long changes = Math.min(MOST_CHANGES, (long) CHANGES * units);
            double hot = 0.3 * total(order) / units; // about half of what lies between two neighbours
            for (long change = 0; change < changes; change++) {
                int one = random.nextInt(units);
                int other = random.nextInt(units);
                double before = around(order, one) + around(order, other);
                swap(order, one, other);
                double worse = around(order, one) + around(order, other) - before;
                double temperature = hot * StrictMath.pow(COLD, (double) change / changes);
                if (worse > 0 && random.nextDouble() >= StrictMath.exp(-worse / temperature)) {
                    swap(order, one, other);
                }
            }
            return order;
        }

        private double total(int[] order) {
            double total = 0;
            for (int place = 0; place < units; place++) {
                total += around(order, place);
            }
            return total / 2;
        }

        /** From the unit that is farthest from all others, to the nearest that is left each time. */
        private int[] path() {
            boolean[] used = new boolean[units];
            int[] path = new int[units];
            int last = 0;
            for (int unit = 1; unit < units; unit++) {
                last = Arrays.stream(distances[unit]).sum()
                                > Arrays.stream(distances[last]).sum()
                        ? unit
                        : last;
            }
            for (int place = 0; place < units; place++) {
                path[place] = last;
                used[last] = true;
                int nearest = -1;
                for (int unit = 0; unit < units; unit++) {
                    if (!used[unit] && (nearest < 0 || distances[last][unit] < distances[last][nearest])) {
                        nearest = unit;
                    }
                }
                last = nearest;
            }
            return path;
        }

        /** Whether any two units have changed places for the better. */
        private boolean improve(int[] order) {
            boolean improved = false;
            for (int one = 0; one < units; one++) {
                for (int other = one + 1; other < units; other++) {
                    double before = around(order, one) + around(order, other);
                    swap(order, one, other);
                    double after = around(order, one) + around(order, other);
                    if (after < before * (1 - 1e-12)) { // rounding is no improvement, and could go on for ever
                        improved = true;
                    } else {
                        swap(order, one, other);
                    }
                }
            }
            return improved;
        }

        /** How far the unit of a place is from those beside, above and below it. */
        private double around(int[] order, int place) {
            int columns = columns();
            double[] from = distances[order[place]];
            double sum = 0;
            if (place % columns > 0) {
                sum += from[order[place - 1]];
            }
            if (place % columns < columns - 1) {
                sum += from[order[place + 1]];
            }
            if (place >= columns) {
                sum += from[order[place - columns]];
            }
            if (place + columns < units) {
                sum += from[order[place + columns]];
            }
            return sum;
        }

        private int columns() {
            return Math.toIntExact(units / Grid.rows(units));
        }

        private static void swap(int[] order, int one, int other) {
            int unit = order[one];
            order[one] = order[other];
            order[other] = unit;
        }
    }
}
