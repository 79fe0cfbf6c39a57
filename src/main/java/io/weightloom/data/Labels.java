package io.weightloom.data;

import io.weightloom.spec.Task;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;

/** The raw labels of all examples. Immutable by agreement: nobody writes into the arrays. */
sealed interface Labels {

    /** What a network has to predict. */
    Task task();

    /** Examples. */
    int size();

    /** Classes, or numbers to predict for each example. */
    int outputs();

    /** Bytes in memory. */
    long bytes();

    /**
     * The labels as a network predicts them.
     *
     * @param train the examples of the training split, the only ones that the encoding may depend on
     * @throws InvalidDataException if the labels of the training split are all the same number
     */
    Encoding encoding(int[] train);

    /** Adds the labels to a fingerprint. */
    void digest(MessageDigest digest);

    /** Labels as a network predicts them. */
    interface Encoding {

        /** The labels of these examples, row-major {@code [examples, outputs]}. */
        float[] of(int[] examples);

        /** For each output what a label of 1 stands for. */
        double[] deviations();
    }

    /**
     * Each example belongs to one class.
     *
     * @param indices the class of each example, in {@code [0, names.size())}
     * @param names what messages call the classes; a class may have no example
     */
    record Classes(int[] indices, List<String> names) implements Labels {

        public Classes {
            names = List.copyOf(names);
        }

        /** The number of examples in each class. */
        int[] counts() {
            int[] counts = new int[names.size()];
            for (int index : indices) {
                counts[index]++;
            }
            return counts;
        }

        @Override
        public Task task() {
            return Task.CLASSIFICATION;
        }

        @Override
        public int size() {
            return indices.length;
        }

        @Override
        public int outputs() {
            return names.size();
        }

        @Override
        public long bytes() {
            return (long) indices.length * Integer.BYTES;
        }

        /** One-hot rows. */
        @Override
        public Encoding encoding(int[] train) {
            return new OneHot(indices, names.size());
        }

        @Override
        public void digest(MessageDigest digest) {
            ByteBuffer bytes = ByteBuffer.allocate((1 + indices.length) * Integer.BYTES);
            bytes.asIntBuffer().put(names.size()).put(indices);
            digest.update(bytes.array());
        }
    }

    /**
     * Each example has numbers to predict.
     *
     * @param table {@code [size, outputs]}
     */
    record Numbers(Table table) implements Labels {

        @Override
        public Task task() {
            return Task.REGRESSION;
        }

        @Override
        public int size() {
            return table.rows();
        }

        @Override
        public int outputs() {
            return table.columns();
        }

        @Override
        public long bytes() {
            return table.bytes();
        }

        /** Standardised by the training split. */
        @Override
        public Encoding encoding(int[] train) {
            Standardisation standardisation = Standardisation.of(table, train, Scaling.EACH_COLUMN);
            if (!standardisation.varies()) {
                throw new InvalidDataException(
                        DataFault.DATA,
                        table.name(0)
                                + " is the same number in the whole training split, so there is nothing to learn");
            }
            return new Standardised(standardisation);
        }

        @Override
        public void digest(MessageDigest digest) {
            table.digest(digest);
        }
    }

    /** Rows with one 1 each, at the example's class. */
    record OneHot(int[] indices, int outputs) implements Encoding {

        @Override
        public float[] of(int[] examples) {
            float[] oneHot = new float[Table.length("one-hot labels", examples.length, outputs)];
            for (int i = 0; i < examples.length; i++) {
                oneHot[i * outputs + indices[examples[i]]] = 1;
            }
            return oneHot;
        }

        @Override
        public double[] deviations() {
            return LabelUnits.same(outputs).deviations();
        }
    }

    /** Numbers standardised by the training split. */
    record Standardised(Standardisation standardisation) implements Encoding {

        @Override
        public float[] of(int[] examples) {
            return standardisation.apply(examples);
        }

        @Override
        public double[] deviations() {
            return standardisation.deviations();
        }
    }
}
