package io.weightloom.data;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.Scaling;
import io.weightloom.data.raw.Table;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.LabelKind;
import java.util.List;
import java.util.OptionalDouble;

/** Labels as a network predicts them. Immutable. */
sealed interface LabelEncoding {

    /**
     * One-hot rows for classes; numbers to predict, standardised by the training split unless something else is asked
     * for.
     *
     * @param train the examples of the training split, the only ones that the encoding may depend on
     * @throws InvalidDataException if the labels of the training split are all the same number, or those of classes are
     *     to be scaled
     */
    static LabelEncoding of(Labels labels, int[] train, DataSpec.Standardise asked) {
        if (labels.kind() == LabelKind.CLASSIFICATION) {
            if (asked instanceof DataSpec.Standardise.By by && by.scalesLabels()) {
                throw new InvalidDataException(
                        DataFault.DATA,
                        "data.standardise scales numbers to predict (label-mean %s, label-deviation %s), but these data have classes; an ONNX file says so if its outputs are scaled"
                                .formatted(by.labelMeans(), by.labelDeviations()));
            }
        }
        if (labels instanceof Labels.Classes classes) {
            return new OneHot(classes);
        } else if (labels instanceof Labels.None none) {
            return new Absent(none.kind());
        }
        Labels.Numbers numbers = (Labels.Numbers) labels;
        Table table = numbers.table();
        Standardisation standardisation = Standardisation.of(table, train, Scaling.EACH_COLUMN);
        if (asked instanceof DataSpec.Standardise.By by) {
            return new Standardised(Standardisation.by(table, by.labelMeans(), by.labelDeviations()), numbers.names());
        }
        if (asked.equals(DataSpec.Standardise.NONE)) {
            return new Standardised(Standardisation.of(table, train, Scaling.NONE), numbers.names());
        }
        if (!standardisation.varies()) {
            throw new InvalidDataException(
                    DataFault.DATA,
                    table.name(0) + " is the same number in the whole training split, so there is nothing to learn");
        }
        return new Standardised(standardisation, numbers.names());
    }

    /** The labels of these examples, row-major {@code [examples, outputs]}. */
    float[] of(int[] examples);

    /**
     * What they are to a user.
     *
     * @param peak the largest difference between two labels; empty if none is known
     */
    Predicted predicted(OptionalDouble peak);

    /** Rows with one 1 each, at the example's class. */
    record OneHot(Labels.Classes classes) implements LabelEncoding {

        @Override
        public float[] of(int[] examples) {
            int outputs = classes.outputs();
            float[] oneHot = new float[Table.length("one-hot labels", examples.length, outputs)];
            for (int i = 0; i < examples.length; i++) {
                oneHot[i * outputs + classes.indices()[examples[i]]] = 1;
            }
            return oneHot;
        }

        @Override
        public Predicted predicted(OptionalDouble peak) {
            return new Predicted.Classes(classes.names(), classes.ofTasks());
        }
    }

    /** No labels. */
    record Absent(LabelKind kind) implements LabelEncoding {

        @Override
        public float[] of(int[] examples) {
            return new float[0];
        }

        @Override
        public Predicted predicted(OptionalDouble peak) {
            return Predicted.unnamed(kind, 0, DataSpec.Standardise.NONE);
        }
    }

    /** Numbers standardised by the training split. */
    record Standardised(Standardisation standardisation, List<String> names) implements LabelEncoding {

        @Override
        public float[] of(int[] examples) {
            return standardisation.apply(examples);
        }

        @Override
        public Predicted predicted(OptionalDouble peak) {
            return new Predicted.Numbers(names, standardisation.scale(), peak);
        }
    }
}
