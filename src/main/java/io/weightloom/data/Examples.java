package io.weightloom.data;

import java.util.stream.IntStream;

/**
 * One split of a data set, in memory, task by task. Immutable by agreement: nobody writes into the arrays.
 *
 * @param features row-major {@code [size, inputs]}
 * @param labels row-major {@code [size, outputs]}: one-hot rows for classes, numbers for regression
 * @param size examples
 * @param inputs features of one example
 * @param outputs classes, or numbers to predict; 0 without labels
 * @param starts the examples of task {@code t} are those from {@code starts[t]} up to, without, {@code starts[t + 1]};
 *     a task may have none
 */
public record Examples(float[] features, float[] labels, int size, int inputs, int outputs, int[] starts) {

    /** Checks that the arrays have the promised lengths. */
    public Examples {
        if (features.length != Math.multiplyExact(size, inputs) || labels.length != Math.multiplyExact(size, outputs)) {
            throw new IllegalArgumentException("%s examples of %s features and %s labels do not fit arrays of %s and %s"
                    .formatted(size, inputs, outputs, features.length, labels.length));
        }
        if (starts.length < 2 || starts[0] != 0 || starts[starts.length - 1] != size) {
            throw new IllegalArgumentException("The tasks do not make up the %s examples".formatted(size));
        }
    }

    /** Examples of one task. */
    public Examples(float[] features, float[] labels, int size, int inputs, int outputs) {
        this(features, labels, size, inputs, outputs, new int[] {0, size});
    }

    /**
     * The same with other labels.
     *
     * @param others row-major {@code [size, width]}
     */
    public Examples labelled(float[] others, int width) {
        return new Examples(features, others, size, inputs, width, starts);
    }

    /** Numbers of the tasks that have examples here, ascending. */
    public int[] tasks() {
        return IntStream.range(0, starts.length - 1).filter(t -> size(t) > 0).toArray();
    }

    /** Examples of one task. */
    public int size(int task) {
        return starts[task + 1] - starts[task];
    }

    /** Row numbers of one task's examples. */
    public int[] rows(int task) {
        return IntStream.range(starts[task], starts[task + 1]).toArray();
    }

    /**
     * Some of the examples, copied.
     *
     * @param rows row numbers, in the order of the tasks that they belong to
     */
    public Examples some(int... rows) {
        float[] x = new float[Math.multiplyExact(rows.length, inputs)];
        float[] y = new float[Math.multiplyExact(rows.length, outputs)];
        int[] begins = new int[starts.length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(features, rows[i] * inputs, x, i * inputs, inputs);
            System.arraycopy(labels, rows[i] * outputs, y, i * outputs, outputs);
            for (int t = 1; t < starts.length; t++) {
                begins[t] += rows[i] < starts[t] ? 1 : 0;
            }
        }
        return new Examples(x, y, rows.length, inputs, outputs, begins);
    }
}
