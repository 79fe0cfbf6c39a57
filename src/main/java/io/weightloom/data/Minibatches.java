package io.weightloom.data;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.TrainingSpec;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * In which order the examples of the training split are seen. Each epoch has an order of its own, a pure function of
 * seed and epoch, so that a checkpoint needs to save no more than the position. Only whole batches are trained: the
 * examples that are left over at the end of an epoch's order wait for the next shuffle. Immutable.
 *
 * <p>A step takes {@code batchSize} examples of each of {@code tasksPerStep} tasks. An epoch is a number of rounds, in
 * each of which each task is met once, or not at all if it is left over at the end of the round's order of tasks; there
 * are as many rounds as there are whole batches in the smallest task. Data of one task thus have as many steps in an
 * epoch as there are whole batches.
 *
 * @param seed the trial's
 * @param examples the training split
 * @param batchSize examples per step of each task, in [1, examples of the smallest task]
 * @param tasksPerStep tasks per step, in [1, tasks]
 */
public record Minibatches(long seed, Examples examples, int batchSize, int tasksPerStep) {

    /**
     * Checks that at least one whole batch fits.
     *
     * @throws InvalidDataException if the batch is larger than the training split of a task, or there are too few tasks
     * @throws IllegalArgumentException if the batch is smaller than 1
     */
    public Minibatches {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batch-size must be at least 1 but is " + batchSize);
        }
        TrainingSpec.batchMisfit(batchSize, smallest(examples), examples.tasks().length)
                .ifPresent(misfit -> {
                    throw new InvalidDataException(misfit.setting(), misfit.setting() + " " + misfit.message());
                });
        if (tasksPerStep < 1 || tasksPerStep > examples.tasks().length) {
            throw new InvalidDataException(
                    DataFault.TASKS_PER_STEP,
                    "tasks-per-step is %s, but there are %s tasks".formatted(tasksPerStep, examples.tasks().length));
        }
    }

    /**
     * The steps of one epoch.
     *
     * @param rows row numbers of the examples, row-major {@code [steps, tasksPerStep, batchSize]}
     * @param tasks numbers of the tasks, row-major {@code [steps, tasksPerStep]}
     * @param epoch its number
     */
    public record Order(int[] rows, int[] tasks, int epoch) {

        /** Of no steps. */
        public static final Order NONE = new Order(new int[0], new int[0], 0);

        /** One of the steps, counted from 0, as an order of its own. */
        public Order of(int step, Minibatches batches) {
            int rows = batches.perStep();
            int tasks = batches.tasksPerStep();
            return new Order(
                    Arrays.copyOfRange(this.rows, step * rows, (step + 1) * rows),
                    Arrays.copyOfRange(this.tasks, step * tasks, (step + 1) * tasks),
                    epoch);
        }
    }

    /** Steps in one epoch, at least 1. */
    public int perEpoch() {
        return rounds() * stepsPerRound();
    }

    /** Examples in one step, all tasks together. */
    public int perStep() {
        return tasksPerStep * batchSize;
    }

    /**
     * What is trained on in one epoch: of each task a permutation of its examples, each equally likely, and for each
     * round a permutation of the tasks.
     *
     * @param epoch counted from 1, as everywhere; any number has its own order
     * @return new arrays that the caller owns
     */
    public Order order(int epoch) {
        SplittableRandom random = RandomStream.SHUFFLING.generator(seed, epoch);
        int[] all = examples.tasks();
        int[][] shuffled = new int[all.length][];
        for (int i = 0; i < all.length; i++) {
            shuffled[i] = RandomStream.permutation(examples.size(all[i]), random);
        }
        int[] rows = new int[perEpoch() * perStep()];
        int[] tasks = new int[perEpoch() * tasksPerStep];
        int at = 0;
        for (int round = 0; round < rounds(); round++) {
            int[] order = RandomStream.permutation(all.length, random);
            for (int i = 0; i < stepsPerRound() * tasksPerStep; i++) {
                int task = all[order[i]];
                tasks[at] = task;
                for (int b = 0; b < batchSize; b++) {
                    rows[at * batchSize + b] = examples.starts()[task] + shuffled[order[i]][round * batchSize + b];
                }
                at++;
            }
        }
        return new Order(rows, tasks, epoch);
    }

    /** Rounds in one epoch, at least 1: how often a task is met. */
    public int rounds() {
        return smallest(examples) / batchSize;
    }

    private int stepsPerRound() {
        return examples.tasks().length / tasksPerStep;
    }

    private static int smallest(Examples examples) {
        return Arrays.stream(examples.tasks()).map(examples::size).min().orElse(0);
    }
}
