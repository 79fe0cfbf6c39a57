package io.weightloom.data;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One split of a data set, in memory, task by task. Immutable by agreement: nobody writes into the arrays.
 *
 * @param features row-major {@code [rows, inputs]}: a row for each example; of sequences one for each place of the long
 *     sequence that they lie in, or for each code
 * @param labels row-major {@code [rows, outputs]}: one-hot rows for classes, numbers for regression
 * @param size examples
 * @param inputs features of one example, or of one step of a sequence
 * @param outputs classes, or numbers to predict, of one step of a sequence; 0 without labels
 * @param starts the examples of task {@code t} are those from {@code starts[t]} up to, without, {@code starts[t + 1]};
 *     a task may have none
 * @param windows where sequences lie, of which there are rows for each place or code; empty if each example is a row
 */
public record Examples(
        float[] features, float[] labels, int size, int inputs, int outputs, int[] starts, Optional<Windows> windows) {

    /** Takes rows of a table to where they are read, as programs do that have an input of such rows. */
    @FunctionalInterface
    public interface Destination {
        void load(float[] table, int width, int[] rows, int from, int count);
    }

    /** Checks that the arrays have the promised lengths. */
    public Examples {
        if (windows.isPresent() && windows.get().size() != size) {
            throw new IllegalArgumentException(
                    "%s windows are not %s examples".formatted(windows.get().size(), size));
        }
        if (windows.isPresent()) {
            requireRows("features", features, inputs);
            requireRows("labels", labels, outputs);
        } else if (features.length != Math.multiplyExact(size, inputs)
                || labels.length != Math.multiplyExact(size, outputs)) {
            throw new IllegalArgumentException("%s examples of %s features and %s labels do not fit arrays of %s and %s"
                    .formatted(size, inputs, outputs, features.length, labels.length));
        }
        if (starts.length < 2 || starts[0] != 0 || starts[starts.length - 1] != size) {
            throw new IllegalArgumentException("The tasks do not make up the %s examples".formatted(size));
        }
    }

    private static void requireRows(String what, float[] table, int width) {
        if (table.length % width != 0) {
            throw new IllegalArgumentException(
                    "An array of %s %s has no rows of %s".formatted(table.length, what, width));
        }
    }

    /** Examples of which each is a row. */
    public Examples(float[] features, float[] labels, int size, int inputs, int outputs, int[] starts) {
        this(features, labels, size, inputs, outputs, starts, Optional.empty());
    }

    /** Sequences. */
    static Examples of(float[] features, float[] labels, int inputs, int outputs, Windows windows) {
        return new Examples(
                features, labels, windows.size(), inputs, outputs, new int[] {0, windows.size()}, Optional.of(windows));
    }

    /**
     * One sequence of which nothing is known but what is read, cut into windows that follow each other as those that
     * are trained on, so that something is predicted at each place behind the first unscored ones. Behind its end are
     * zeros, which no prediction for a place of its own can tell.
     *
     * @param features row-major {@code [places, inputs]}, of more places than are unscored
     * @param outputs that are predicted at each scored step
     */
    public static Examples ofSequence(float[] features, int inputs, int outputs, int unscored, int steps) {
        int places = features.length / inputs;
        int count = (places - unscored + steps - 1) / steps;
        int[] begins = IntStream.range(0, count).map(i -> i * steps).toArray();
        float[] whole = Arrays.copyOf(features, Math.multiplyExact(unscored + count * steps, inputs));
        return of(whole, new float[0], inputs, outputs, new Windows(Optional.empty(), begins, unscored, steps, 1));
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
        if (windows.isPresent()) {
            throw new IllegalStateException("Sequences have labels of their own");
        }
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
     * Hands over what a network reads of some examples: a row for each; of sequences one for each step, the first steps
     * of all of them, then the second ones, and so on.
     *
     * @param examples numbers of examples
     * @param from first position in {@code examples}
     * @param count of them
     */
    public void readFeatures(int[] examples, int from, int count, Destination destination) {
        if (windows.isPresent()) {
            int[] rows = windows.get().read(examples, from, count);
            destination.load(features, inputs, rows, 0, rows.length);
        } else {
            destination.load(features, inputs, examples, from, count);
        }
    }

    /** The same of what it is to predict: of sequences, at their scored steps. */
    public void readLabels(int[] examples, int from, int count, Destination destination) {
        if (windows.isPresent()) {
            int[] rows = windows.get().predicted(examples, from, count);
            destination.load(labels, outputs, rows, 0, rows.length);
        } else {
            destination.load(labels, outputs, examples, from, count);
        }
    }

    /** What a network reads of all examples, in the order of {@link #readFeatures}. */
    public float[] allFeatures() {
        return windows.isPresent() ? all(this::readFeatures) : features;
    }

    /** What it is to predict of all examples, in the order of {@link #readLabels}. */
    public float[] allLabels() {
        return windows.isPresent() ? all(this::readLabels) : labels;
    }

    private interface Reading {
        void read(int[] examples, int from, int count, Destination destination);
    }

    private float[] all(Reading reading) {
        float[][] read = new float[1][];
        reading.read(IntStream.range(0, size).toArray(), 0, size, (table, width, rows, from, count) -> {
            float[] values = new float[Math.multiplyExact(count, width)];
            for (int i = 0; i < count; i++) {
                System.arraycopy(table, rows[from + i] * width, values, i * width, width);
            }
            read[0] = values;
        });
        return read[0];
    }

    /** How often something is predicted: for each example once, of sequences at each scored step. */
    public int predictions() {
        return Math.multiplyExact(size, windows.map(Windows::steps).orElse(1));
    }

    /**
     * Where in {@link #labels} that begins which is to be predicted.
     *
     * @param prediction number of the example; of sequences of the scored step, one example after the other
     */
    public int label(int prediction) {
        return outputs * (windows.isPresent() ? windows.get().predicted(prediction) : prediction);
    }

    /**
     * The same sequences, of which fewer steps are read.
     *
     * @param unscored first steps that are read alone, at least 0
     * @param steps behind these, at least 1; no more than there are in all
     */
    public Examples over(int unscored, int steps) {
        Windows all = windows.orElseThrow(() -> new IllegalStateException("These examples are no sequences"));
        Windows fewer = new Windows(all.codes(), all.begins(), unscored, steps, all.ahead());
        return new Examples(features, labels, size, inputs, outputs, starts, Optional.of(fewer));
    }

    /**
     * Some of the examples as those of one task, copied.
     *
     * @param rows numbers of examples, in any order
     */
    public Examples mixed(int... rows) {
        return copied(rows, new int[] {0, rows.length});
    }

    /**
     * Some of the examples, copied.
     *
     * @param rows numbers of examples, in the order of the tasks that they belong to
     */
    public Examples some(int... rows) {
        int[] begins = new int[starts.length];
        for (int row : rows) {
            for (int t = 1; t < starts.length; t++) {
                begins[t] += row < starts[t] ? 1 : 0;
            }
        }
        return copied(rows, begins);
    }

    private Examples copied(int[] rows, int[] begins) {
        if (windows.isPresent()) {
            Windows some = windows.get().some(rows);
            return new Examples(features, labels, rows.length, inputs, outputs, begins, Optional.of(some));
        }
        float[] x = new float[Math.multiplyExact(rows.length, inputs)];
        float[] y = new float[Math.multiplyExact(rows.length, outputs)];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(features, rows[i] * inputs, x, i * inputs, inputs);
            System.arraycopy(labels, rows[i] * outputs, y, i * outputs, outputs);
        }
        return new Examples(x, y, rows.length, inputs, outputs, begins);
    }
}
