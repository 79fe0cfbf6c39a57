package io.weightloom.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What a condition knows tasks by: a description, or a one-hot row. Immutable by agreement: nobody writes into the
 * array.
 *
 * @param values row-major {@code [tasks, width]}
 * @param tasks rows
 * @param width numbers of a row
 */
public record TaskMatrix(float[] values, int tasks, int width) {

    /** Checks that the array has the promised length. */
    public TaskMatrix {
        if (values.length != Math.multiplyExact(tasks, width)) {
            throw new IllegalArgumentException(
                    "%s tasks of %s numbers do not fit an array of %s".formatted(tasks, width, values.length));
        }
    }

    /** One task alone. */
    public TaskMatrix row(int task) {
        return new TaskMatrix(Arrays.copyOfRange(values, task * width, (task + 1) * width), 1, width);
    }

    /**
     * Each task with the row of another one, all in a circle: no task keeps its own (Sattolo 1986, "An algorithm to
     * generate a random cyclic permutation", Information Processing Letters 22).
     */
    TaskMatrix deranged(SplittableRandom random) {
        int[] from = IntStream.range(0, tasks).toArray();
        for (int i = tasks - 1; i > 0; i--) {
            int j = random.nextInt(i);
            int swapped = from[i];
            from[i] = from[j];
            from[j] = swapped;
        }
        return rows(from);
    }

    /** All tasks with the row of the first one. */
    TaskMatrix frozen() {
        return rows(new int[tasks]);
    }

    /** @param from whose row each task gets */
    private TaskMatrix rows(int[] from) {
        float[] chosen = new float[values.length];
        for (int task = 0; task < tasks; task++) {
            System.arraycopy(values, from[task] * width, chosen, task * width, width);
        }
        return new TaskMatrix(chosen, tasks, width);
    }
}
