package io.weightloom.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.math3.special.Erf;

/**
 * How much it depends on each parameter alone whether a point is among the best (PED-ANOVA; Watanabe, Bansal and Hutter
 * 2023, "PED-ANOVA: Efficiently Quantifying Hyperparameter Importance in Arbitrary Subspaces", arXiv:2304.10255): how
 * far the density of the best along the parameter is from the density of all points.
 *
 * <pre>
 * a^2 / b * sum over cells of p (q / p - 1)^2
 * p the share of all points that lies in a cell   b the share of all points in which the parameter is active
 * q the share of the best that lies in it         a the share of the best in which it is
 * </pre>
 *
 * <p>That is the variance, over all points, of the chance to be among the best as the parameter alone tells it, in
 * units of the square of the share of the best; where a parameter is not active it tells nothing. Because only ranks
 * count, points that are bad beyond measure do not mislead it, which they do with the variance of the score itself.
 *
 * <p>Densities are smooth, so that few points do not tell more than they can: along a line, each point is a normal
 * distribution that is cut off at the ends, as wide as Scott's rule says (1992, "Multivariate Density Estimation", with
 * 1.06 and the quartiles of Silverman), and one more point is anywhere; among options, one more is spread over all.
 */
public final class Importance {

    private static final double SCOTT = 1.06;
    /** Quartiles of the normal distribution lie so many standard deviations apart. */
    private static final double QUARTILES = 1.34;
    /** In cells; values within one are not told apart. */
    private static final double NARROWEST = 0.5;

    private Importance() {}

    /** How the cells of a parameter lie. */
    public enum Kind {
        /** Side by side, as numbers do. */
        LINE,
        /** Apart from each other. */
        OPTIONS
    }

    /**
     * One parameter: where each point lies.
     *
     * @param kind how its cells lie
     * @param cells of each point, counted from 0; negative of a point in which the parameter is not active
     * @param count how many there are, at least 1
     */
    public record Parameter(Kind kind, List<Integer> cells, int count) {

        /** Copies the list. */
        public Parameter {
            cells = List.copyOf(cells);
        }

        /** Whether all points that have it have the same of it. */
        public boolean isConstant() {
            return cells.stream().filter(cell -> cell >= 0).distinct().count() < 2;
        }
    }

    /**
     * The importance of each parameter, in parts of them all.
     *
     * @param parameters each of as many points
     * @param best places of the best points in the lists of the parameters, at least one
     * @return in the order of the parameters, not negative, with the sum 1; all 0 if none matters
     */
    public static List<Double> of(List<Parameter> parameters, Set<Integer> best) {
        List<Double> values =
                parameters.stream().map(parameter -> value(parameter, best)).toList();
        double sum = values.stream().mapToDouble(Double::doubleValue).sum();
        return values.stream().map(value -> sum > 0 ? value / sum : 0).toList();
    }

    private static double value(Parameter parameter, Set<Integer> best) {
        int[] all = new int[parameter.count];
        int[] ofBest = new int[parameter.count];
        for (int point = 0; point < parameter.cells.size(); point++) {
            int cell = parameter.cells.get(point);
            if (cell >= 0) {
                all[cell]++;
                ofBest[cell] += best.contains(point) ? 1 : 0;
            }
        }
        if (parameter.isConstant()) {
            return 0;
        }
        double[] p = density(parameter.kind, all);
        double[] q = density(parameter.kind, ofBest);
        double divergence = 0;
        for (int cell = 0; cell < p.length; cell++) {
            divergence += p[cell] * (q[cell] / p[cell] - 1) * (q[cell] / p[cell] - 1);
        }
        double a = IntStream.of(ofBest).sum() / (double) best.size();
        double b = IntStream.of(all).sum() / (double) parameter.cells.size();
        return a * a / b * divergence;
    }

    /** What lies in each cell, if so many points do. */
    private static double[] density(Kind kind, int[] counts) {
        double each = 1.0 / (IntStream.of(counts).sum() + 1);
        double[] density = new double[counts.length];
        double spread = kind == Kind.LINE ? spread(counts) : 0;
        for (int cell = 0; cell < counts.length; cell++) {
            density[cell] += each / counts.length;
            if (kind == Kind.OPTIONS) {
                density[cell] += each * counts[cell];
            } else if (counts[cell] > 0) {
                double inside = mass(-0.5 - cell, counts.length - 0.5 - cell, spread);
                for (int other = 0; other < counts.length; other++) {
                    double there = mass(other - 0.5 - cell, other + 0.5 - cell, spread);
                    density[other] += each * counts[cell] * there / inside;
                }
            }
        }
        return density;
    }

    /** How wide the distribution around each point is, in cells. */
    private static double spread(int[] counts) {
        List<Integer> sorted = new ArrayList<>();
        double sum = 0;
        double squares = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            for (int i = 0; i < counts[cell]; i++) {
                sorted.add(cell);
                sum += cell;
                squares += (double) cell * cell;
            }
        }
        int n = sorted.size();
        if (n < 2) {
            return NARROWEST;
        }
        double deviation = Math.sqrt(Math.max(0, squares - sum * sum / n) / (n - 1));
        int quartiles = sorted.get(n - 1 - n / 4) - sorted.get(n / 4);
        return Math.max(NARROWEST, SCOTT * Math.min(deviation, quartiles / QUARTILES) * StrictMath.pow(n, -0.2));
    }

    /** What of a normal distribution around 0 lies between two places. */
    private static double mass(double from, double to, double deviation) {
        double unit = deviation * Math.sqrt(2);
        return Erf.erf(from / unit, to / unit) / 2;
    }
}
