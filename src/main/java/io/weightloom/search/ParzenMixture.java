package io.weightloom.search;

import io.weightloom.random.RandomStream;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.math3.special.Erf;

/**
 * A density over some axes: a mixture of equal components, one around each of some places and one that is spread over
 * everything, the prior. Because a component is about all axes at once, what goes together stays together: it is a
 * product over the axes of what is near its own place, and of a part {@code o = 1 / (n + 1)} for n places that may be
 * anywhere. Along a line that is {@code (normal + o) / (1 + o)}, where the normal distribution is cut off at 0 and 1
 * and added up over the places that come to the same value; among c options {@code (1 + o) / (1 + c o)} for its own and
 * {@code o / (1 + c o)} for each of the others.
 *
 * <p>The standard deviation is {@code 0.7 s n^(-1/(d + 4))} for d axes, where s is the standard deviation of the places
 * and of one that may be anywhere: axes along which places agree are told from those along which they do not. It is at
 * least 0.03, or a few places that lie close together would leave nothing else to be found. The part that may be
 * anywhere finds what has to change with a choice.
 */
final class ParzenMixture {

    private static final double NARROWING = 0.7;
    private static final double NARROWEST = 0.03;
    /** Standard deviation of the prior. */
    private static final double WIDEST = 1;

    private final List<Axis> axes;
    /** {@code [component][axis]}; the last component is the prior. */
    private final double[][] centres;
    /** Of the components before the prior, {@code [axis]}. */
    private final double[] spreads;
    /** What of the normal distributions lies between 0 and 1, {@code [component][axis]}. */
    private final double[][] masses;
    /** What a component has for the whole of a line, or for each option, in parts of what is near its own place. */
    private final double anywhere;

    /**
     * Creates a mixture.
     *
     * @param places around which there is a component each, {@code [axis]}; perhaps none
     */
    ParzenMixture(List<Axis> axes, List<double[]> places) {
        this.axes = axes;
        int n = places.size();
        centres = places.toArray(new double[n + 1][]);
        centres[n] = axes.stream().mapToDouble(axis -> 0.5).toArray();
        anywhere = 1.0 / (n + 1);
        spreads = new double[axes.size()];
        for (int i = 0; i < spreads.length; i++) {
            double rate = StrictMath.pow(Math.max(n, 1), -1.0 / (axes.size() + 4));
            spreads[i] = Math.max(NARROWEST, NARROWING * deviation(i) * rate);
        }
        masses = new double[n + 1][axes.size()];
        for (int k = 0; k <= n; k++) {
            for (int i = 0; i < spreads.length; i++) {
                masses[k][i] = mass(0, 1, centres[k][i], spread(k, i));
            }
        }
    }

    /** Places drawn from the density. */
    double[] draw(SplittableRandom random) {
        int component = random.nextInt(centres.length);
        double[] places = new double[axes.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = axes.get(i) instanceof Axis.Options options
                    ? option(component, i, options.options().size(), random)
                    : number(component, i, random);
        }
        return places;
    }

    /** The logarithm of the density at places. */
    double log(double[] places) {
        double[] terms = new double[centres.length];
        double greatest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < centres.length; k++) {
            terms[k] = -StrictMath.log(centres.length);
            for (int i = 0; i < places.length; i++) {
                double density = axes.get(i) instanceof Axis.Line line
                        ? density(line, k, i, places[i])
                        : chance(k, i, (int) places[i]);
                terms[k] += StrictMath.log(Math.max(Double.MIN_NORMAL, density));
            }
            greatest = Math.max(greatest, terms[k]);
        }
        double sum = 0;
        for (double term : terms) {
            sum += StrictMath.exp(term - greatest);
        }
        return greatest + StrictMath.log(sum);
    }

    private boolean isPrior(int component) {
        return component == centres.length - 1;
    }

    private double spread(int component, int axis) {
        return isPrior(component) ? WIDEST : spreads[axis];
    }

    /** Of the components' centres, and a place of which nothing is known: its variance is 1 / 12. */
    private double deviation(int axis) {
        double sum = 0;
        double squares = 1.0 / 12;
        for (double[] centre : centres) {
            sum += centre[axis];
            squares += centre[axis] * centre[axis];
        }
        double mean = sum / centres.length;
        return Math.sqrt(Math.max(0, squares / centres.length - mean * mean));
    }

    private double number(int component, int axis, SplittableRandom random) {
        if (!isPrior(component) && random.nextDouble() < anywhere / (1 + anywhere)) {
            return random.nextDouble();
        }
        while (true) {
            double place = centres[component][axis] + spread(component, axis) * RandomStream.gaussian(random);
            if (place >= 0 && place <= 1) {
                return place;
            }
        }
    }

    private double option(int component, int axis, int count, SplittableRandom random) {
        double left = random.nextDouble();
        for (int option = 0; option < count - 1; option++) {
            left -= chance(component, axis, option);
            if (left < 0) {
                return option;
            }
        }
        return count - 1;
    }

    private double chance(int component, int axis, int option) {
        int count = ((Axis.Options) axes.get(axis)).options().size();
        if (isPrior(component)) {
            return 1.0 / count;
        }
        double own = option == (int) centres[component][axis] ? 1 : 0;
        return (own + anywhere) / (1 + count * anywhere);
    }

    private double density(Axis.Line line, int component, int axis, double place) {
        double centre = centres[component][axis];
        double spread = spread(component, axis);
        double from = line.from(place);
        double to = line.to(place);
        double distance = (place - centre) / spread;
        boolean stepped = to > from;
        double normal = stepped
                ? mass(from, to, centre, spread)
                : StrictMath.exp(-distance * distance / 2) / (spread * Math.sqrt(2 * Math.PI));
        double near = normal / masses[component][axis];
        return isPrior(component) ? near : (near + anywhere * (stepped ? to - from : 1)) / (1 + anywhere);
    }

    /** What of a normal distribution lies between two places. */
    private static double mass(double from, double to, double mean, double spread) {
        double unit = spread * Math.sqrt(2);
        return Erf.erf((from - mean) / unit, (to - mean) / unit) / 2;
    }
}
