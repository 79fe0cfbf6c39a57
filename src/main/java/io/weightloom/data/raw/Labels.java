package io.weightloom.data.raw;

import io.weightloom.spec.LabelKind;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;

/** The raw labels of all examples. Immutable by agreement: nobody writes into the arrays. */
public sealed interface Labels {

    /** What a network has to predict. */
    LabelKind kind();

    /** Examples. */
    int size();

    /** Classes, or numbers to predict for each example. */
    int outputs();

    /** Bytes in memory. */
    long bytes();

    /** Adds the labels to a fingerprint. */
    void digest(MessageDigest digest);

    /**
     * Each example belongs to one class.
     *
     * @param indices the class of each example, in {@code [0, names.size())}
     * @param names what messages call the classes; a class may have no example
     * @param ofTasks what the classes are in each task; empty if they are the same in all
     */
    record Classes(int[] indices, List<String> names, List<List<String>> ofTasks) implements Labels {

        public Classes {
            names = List.copyOf(names);
            ofTasks = ofTasks.stream().map(List::copyOf).toList();
        }

        /** The same in all tasks. */
        public Classes(int[] indices, List<String> names) {
            this(indices, names, List.of());
        }

        /** The number of examples in each class. */
        public int[] counts() {
            int[] counts = new int[names.size()];
            for (int index : indices) {
                counts[index]++;
            }
            return counts;
        }

        @Override
        public LabelKind kind() {
            return LabelKind.CLASSIFICATION;
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

        @Override
        public void digest(MessageDigest digest) {
            ByteBuffer bytes = ByteBuffer.allocate((1 + indices.length) * Integer.BYTES);
            bytes.asIntBuffer().put(names.size()).put(indices);
            digest.update(bytes.array());
        }
    }

    /**
     * There are none.
     *
     * @param kind of those that another network gives in their place
     * @param size examples
     */
    record None(LabelKind kind, int size) implements Labels {

        @Override
        public int outputs() {
            return 0;
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public void digest(MessageDigest digest) {
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0).array());
        }
    }

    /**
     * Each example has numbers to predict.
     *
     * @param table {@code [size, outputs]}
     * @param names what each of the numbers is
     */
    record Numbers(Table table, List<String> names) implements Labels {

        public Numbers {
            names = List.copyOf(names);
        }

        @Override
        public LabelKind kind() {
            return LabelKind.REGRESSION;
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

        @Override
        public void digest(MessageDigest digest) {
            table.digest(digest);
        }
    }
}
