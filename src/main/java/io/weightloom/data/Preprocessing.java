package io.weightloom.data;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Table;
import io.weightloom.spec.LabelKind;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What lies between a user's numbers and a network's: learned from the training split, and needed wherever the network
 * is used. Immutable by agreement: nobody writes into the array.
 *
 * @param features what an example is
 * @param fills what stands in for gaps, one for each number of an example
 * @param inputs what the numbers of an example are standardised by, once gaps are filled
 * @param predicted what the outputs are
 * @param tasks how many there are, and what describes them
 */
public record Preprocessing(Features features, double[] fills, Scale inputs, Predicted predicted, Tasks tasks) {

    /** Checks that all are of as many numbers. */
    public Preprocessing {
        if (fills.length != features.width() || inputs.columns() != features.width()) {
            throw new IllegalArgumentException("%s numbers of an example, %s fills and %s means do not belong together"
                    .formatted(features.width(), fills.length, inputs.columns()));
        }
    }

    /** The same with other outputs. */
    Preprocessing with(Predicted others) {
        return new Preprocessing(features, fills, inputs, others, tasks);
    }

    /** Of numbers that are taken as they are, as of a network that nobody has trained. */
    public static Preprocessing none(int inputs, LabelKind kind, int outputs, Tasks tasks) {
        List<String> names =
                IntStream.range(0, outputs).mapToObj(Integer::toString).toList();
        return new Preprocessing(
                Features.Columns.unnamed(inputs),
                new double[inputs],
                Scale.none(inputs),
                kind == LabelKind.CLASSIFICATION
                        ? new Predicted.Classes(names)
                        : new Predicted.Numbers(names, Scale.none(outputs), OptionalDouble.empty()),
                tasks);
    }

    /**
     * Examples as a network takes them.
     *
     * @param raw the user's numbers; a gap is not a number
     * @return row-major {@code [rows, inputs]}, all finite
     * @throws InvalidDataException if a number lies too far from those that were trained on
     */
    public float[] inputs(Table raw) {
        int width = inputs.columns();
        float[] standardised = new float[Table.length("input", raw.rows(), width)];
        double[] row = new double[width];
        for (int i = 0; i < raw.rows(); i++) {
            raw.read(i, row);
            for (int j = 0; j < width; j++) {
                float value = inputs.standardised(Double.isNaN(row[j]) ? fills[j] : row[j], j);
                if (!Float.isFinite(value)) {
                    throw new InvalidDataException(
                            DataFault.INPUT,
                            "%s is %s in example %s (counted from 0), too far from the mean %s and standard deviation %s of the training split"
                                    .formatted(raw.name(j), row[j], i, inputs.means()[j], inputs.deviations()[j]));
                }
                standardised[i * width + j] = value;
            }
        }
        return standardised;
    }
}
