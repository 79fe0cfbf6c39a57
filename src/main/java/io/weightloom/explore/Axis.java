package io.weightloom.explore;

import io.weightloom.data.Scale;

/**
 * The values of one input at which a network is asked, all as far from each other.
 *
 * @param name of the input
 * @param from the first, in the user's own units
 * @param to the last
 * @param points how many, at least 1
 */
public record Axis(String name, double from, double to, int points) {

    /** How many standard deviations an axis reaches to both sides of the mean of what was trained on. */
    private static final double REACH = 2;

    /** Around what was trained on. */
    static Axis around(String name, Scale scale, int column, int points) {
        double mean = scale.means()[column];
        double reach = REACH * (scale.deviations()[column] > 0 ? scale.deviations()[column] : 1);
        return new Axis(name, mean - reach, mean + reach, points);
    }

    /**
     * Along a side of a picture: the centres of pixels.
     *
     * @param reach how far the side lies from the middle on both sides of it, 1 for the longer one
     */
    static Axis ofPixels(String name, double reach, int points) {
        return new Axis(name, reach * (1.0 / points - 1), reach * (1 - 1.0 / points), points);
    }

    /** One of the values. */
    public double at(int point) {
        return points == 1 ? from : from + (to - from) * point / (points - 1);
    }
}
