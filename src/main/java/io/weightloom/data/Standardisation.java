package io.weightloom.data;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Scaling;
import io.weightloom.data.raw.Table;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Shifts and scales columns so that over the rows it was made from they have mean 0 and variance 1, {@code x' = (x -
 * mean) / sqrt(variance)}, the variance being the one that divides by the number of rows (as scikit-learn's
 * {@code StandardScaler}). Columns that do not vary there become 0 everywhere. Immutable.
 *
 * <p>Moments are taken of {@code u = (x - min) / (max - min)}, which is in [0, 1], so that neither large offsets
 * (years, time stamps) nor large or tiny units lose digits, and a column that does not vary is known exactly.
 */
final class Standardisation {

    private final Table table;
    private final Scale scale;

    private Standardisation(Table table, Scale scale) {
        this.table = table;
        this.scale = scale;
    }

    /**
     * Made from some rows of a table; no other row is looked at.
     *
     * @param rows at least one
     * @throws InvalidDataException if numbers lie so far apart that their difference is no finite number
     */
    static Standardisation of(Table table, int[] rows, Scaling scaling) {
        if (scaling == Scaling.NONE) {
            return new Standardisation(table, Scale.none(table.columns()));
        }
        int columns = table.columns();
        double[] min = new double[columns];
        double[] max = new double[columns];
        Arrays.fill(min, Double.POSITIVE_INFINITY);
        Arrays.fill(max, Double.NEGATIVE_INFINITY);
        each(table, rows, x -> {
            for (int j = 0; j < columns; j++) {
                min[j] = Math.min(min[j], x[j]);
                max[j] = Math.max(max[j], x[j]);
            }
        });
        if (scaling == Scaling.ALL_COLUMNS) {
            Arrays.fill(min, Arrays.stream(min).min().orElseThrow());
            Arrays.fill(max, Arrays.stream(max).max().orElseThrow());
        }
        double[] range = range(table, min, max);

        double[] mean = new double[columns]; // of u
        each(table, rows, x -> {
            for (int j = 0; j < columns; j++) {
                mean[j] += (x[j] - min[j]) / range[j];
            }
        });
        average(mean, rows.length, scaling);

        double[] variance = new double[columns]; // of u
        each(table, rows, x -> {
            for (int j = 0; j < columns; j++) {
                double difference = (x[j] - min[j]) / range[j] - mean[j];
                variance[j] += difference * difference;
            }
        });
        average(variance, rows.length, scaling);

        double[] deviation = new double[columns];
        for (int j = 0; j < columns; j++) {
            mean[j] = min[j] + range[j] * mean[j];
            deviation[j] = range[j] * Math.sqrt(variance[j]);
        }
        return new Standardisation(table, new Scale(mean, deviation));
    }

    /**
     * By numbers that are given.
     *
     * @param means one for each column, or fewer, each of which stands for as many columns in a row
     * @param deviations the same
     * @throws InvalidDataException if there are not as many columns
     */
    static Standardisation by(Table table, List<Double> means, List<Double> deviations) {
        int columns = table.columns();
        return new Standardisation(
                table, new Scale(spread("means", means, columns), spread("deviations", deviations, columns)));
    }

    private static double[] spread(String what, List<Double> given, int columns) {
        if (columns % given.size() != 0) {
            throw new InvalidDataException(
                    DataFault.DATA,
                    "data.standardise has %s %s for %s columns; it may have one for all, or one for each, or one for each of as many parts of equal length"
                            .formatted(given.size(), what, columns));
        }
        double[] all = new double[columns];
        Arrays.setAll(all, j -> given.get(j / (columns / given.size())));
        return all;
    }

    /** What the columns are standardised by. */
    Scale scale() {
        return scale;
    }

    /** Whether any column varies. */
    boolean varies() {
        return scale.varies();
    }

    /**
     * The standardised numbers of some rows of the same table.
     *
     * @return row-major {@code [rows, columns]}, all finite
     * @throws InvalidDataException if a number lies so far from what the standardisation was made from that the result
     *     is no finite number in single precision
     */
    float[] apply(int[] rows) {
        int columns = table.columns();
        float[] standardised = new float[Math.multiplyExact(rows.length, columns)];
        double[] x = new double[columns];
        for (int i = 0; i < rows.length; i++) {
            table.read(rows[i], x);
            for (int j = 0; j < columns; j++) {
                float value = scale.standardised(x[j], j);
                if (!Float.isFinite(value)) {
                    throw new InvalidDataException(
                            DataFault.DATA,
                            "%s is %s in example %s (counted from 0), too far from the mean %s and standard deviation %s of the training split"
                                    .formatted(table.name(j), x[j], rows[i], scale.means()[j], scale.deviations()[j]));
                }
                standardised[i * columns + j] = value;
            }
        }
        return standardised;
    }

    /** {@code max - min}, or 1 for a column that does not vary, where any divisor serves. */
    private static double[] range(Table table, double[] min, double[] max) {
        double[] range = new double[min.length];
        for (int j = 0; j < range.length; j++) {
            double difference = max[j] - min[j];
            if (Double.isInfinite(difference)) {
                throw new InvalidDataException(
                        DataFault.DATA,
                        "%s reaches from %s to %s, too far to be standardised"
                                .formatted(table.name(j), min[j], max[j]));
            }
            range[j] = difference == 0 ? 1 : difference;
        }
        return range;
    }

    /** Turns sums over rows into means, over rows and, where all columns share theirs, over columns. */
    private static void average(double[] sums, int rows, Scaling scaling) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] /= rows;
        }
        if (scaling == Scaling.ALL_COLUMNS) {
            double sum = 0; // not DoubleStream.sum, which need not be the same on every JDK
            for (double value : sums) {
                sum += value;
            }
            Arrays.fill(sums, sum / sums.length);
        }
    }

    private static void each(Table table, int[] rows, Consumer<double[]> visitor) {
        double[] x = new double[table.columns()];
        for (int row : rows) {
            table.read(row, x);
            visitor.accept(x);
        }
    }
}
