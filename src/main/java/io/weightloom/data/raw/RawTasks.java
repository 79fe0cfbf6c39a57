package io.weightloom.data.raw;

import java.util.Optional;

/**
 * Which task each raw example belongs to. Immutable by agreement: nobody writes into the array.
 *
 * @param of the task of each example, counted from 0; each task has some
 * @param trained tasks that are trained on; those from this number on are held out
 * @param all tasks
 * @param descriptors one row per task
 */
public record RawTasks(int[] of, int trained, int all, Optional<Table> descriptors) {

    /** All in one. */
    static RawTasks one(int examples) {
        return new RawTasks(new int[examples], 1, 1, Optional.empty());
    }

    /** Tasks that are all trained on, each as long as any other, one after the other. */
    public static RawTasks equal(int tasks, int samplesPerTask) {
        return described(tasks, tasks, samplesPerTask, Optional.empty());
    }

    /** Tasks, each as long as any other, one after the other. */
    public static RawTasks described(int trained, int all, int samplesPerTask, Optional<Table> descriptors) {
        int[] of = new int[Table.length("tasks", all, samplesPerTask)];
        for (int i = 0; i < of.length; i++) {
            of[i] = i / samplesPerTask;
        }
        return new RawTasks(of, trained, all, descriptors);
    }
}
