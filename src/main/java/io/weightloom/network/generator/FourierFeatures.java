package io.weightloom.network.generator;

import io.weightloom.layout.Grid;

/**
 * Sees each coordinate {@code c} of {@link Grid} through waves beside itself, so that a small network can make of it
 * what varies faster than the coordinate does:
 *
 * <pre>
 * c, sqrt(2) sin(k pi c / (2 edge)), sqrt(2) cos(k pi c / (2 edge))   for k = 1, ..., frequencies
 * </pre>
 *
 * <p>The factor gives waves the unit second moment of the coordinates. Fourier features as in Tancik et al. 2020,
 * "Fourier features let networks learn high frequency functions in low dimensional domains", arXiv 2006.10739, with
 * frequencies in a row instead of random ones: the lowest ones of a cosine transform, which is how pictures are smooth.
 *
 * @param frequencies at least 0
 */
public record FourierFeatures(int frequencies) {

    /** What a sine or cosine is multiplied by, so that its second moment is about 1. */
    public static final double POWER = StrictMath.sqrt(2);

    /** The angle that a coordinate of 1 is at a frequency, 1 being the lowest. */
    public static double angle(int frequency) {
        return frequency * StrictMath.PI / (2 * Grid.EDGE);
    }

    /** Numbers that some coordinates become. */
    public int width(int coordinates) {
        return coordinates * (1 + 2 * frequencies);
    }

    /**
     * Encodes a table.
     *
     * @param table row-major, {@code [rows, coordinates]}
     * @return {@code [rows, width(coordinates)]}, the coordinates themselves first
     */
    public double[] of(double[] table, int coordinates) {
        int rows = table.length / coordinates;
        int width = width(coordinates);
        double[] encoded = new double[Math.multiplyExact(rows, width)];
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < coordinates; j++) {
                double c = table[row * coordinates + j];
                encoded[row * width + j] = c;
                for (int k = 1; k <= frequencies; k++) {
                    int at = row * width + coordinates * (2 * k - 1) + j;
                    double angle = k * StrictMath.PI * c / (2 * Grid.EDGE);
                    encoded[at] = POWER * StrictMath.sin(angle);
                    encoded[at + coordinates] = POWER * StrictMath.cos(angle);
                }
            }
        }
        return encoded;
    }
}
