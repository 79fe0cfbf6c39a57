package io.weightloom.spec;

import java.util.Optional;

/** The generator's input, z. */
public sealed interface ConditionSpec {

    /** Width of z, at least 1; 0 if there is none. */
    int zDim();

    /** Target networks that are described: one for each task of the training, or 1 for all tasks together. */
    default int tasks() {
        return 1;
    }

    /** Whether each task has a z of its own. */
    default boolean perTask() {
        return false;
    }

    /** What is done to it for comparison. */
    default Damage damage() {
        return Damage.NONE;
    }

    /** The same with this damage; empty if it does not tell tasks apart, so that nothing can be damaged. */
    default Optional<ConditionSpec> with(Damage damage) {
        return Optional.empty();
    }

    /** Drawn from N(0, 1) and trained. */
    record Learned(int zDim) implements ConditionSpec {}

    /** Drawn from N(0, 1) and never changed; it can be drawn again from the seed, so it counts as no trainable. */
    record Fixed(int zDim) implements ConditionSpec {}

    /**
     * One for each task, drawn from N(0, 1) and trained.
     *
     * @param zDim width of z, at least 1
     * @param tasks of the data, at least 1
     * @param damage of a control
     */
    record PerTask(int zDim, int tasks, Damage damage) implements ConditionSpec {

        /** Without damage. */
        public PerTask(int zDim, int tasks) {
            this(zDim, tasks, Damage.NONE);
        }

        @Override
        public boolean perTask() {
            return true;
        }

        @Override
        public Optional<ConditionSpec> with(Damage other) {
            return Optional.of(new PerTask(zDim, tasks, other));
        }
    }

    /**
     * What describes the task, so that weights can be made for tasks that were never trained on; nothing of it is
     * trained.
     *
     * @param width numbers that describe a task, at least 1
     * @param encoding what is made of them
     * @param tasks of the data, at least 1
     * @param damage of a control
     */
    record Descriptor(int width, Encoding encoding, int tasks, Damage damage) implements ConditionSpec {

        /** Without damage. */
        public Descriptor(int width, Encoding encoding, int tasks) {
            this(width, encoding, tasks, Damage.NONE);
        }

        @Override
        public int zDim() {
            return encoding == Encoding.MIP ? 2 * width : width;
        }

        @Override
        public boolean perTask() {
            return true;
        }

        @Override
        public Optional<ConditionSpec> with(Damage other) {
            return Optional.of(new Descriptor(width, encoding, tasks, other));
        }
    }

    /**
     * Drawn anew from N(0, 1) at each step, so that the generator learns a distribution of weights.
     *
     * @param zDim width of z, at least 1
     * @param samples draws at an evaluation, at least 1
     */
    record Noise(int zDim, int samples) implements ConditionSpec {}

    /**
     * The output of a smaller cell, which reads what a recurrent target reads and its state at each step, and so is
     * another one at each step.
     *
     * @param zDim width of z, at least 1
     * @param units of the cell, at least 1
     * @param norm of the cell
     * @param scatter of what scales rows at the start, as a share of it, at least 0
     */
    record Recurrent(int zDim, int units, RecurrentSpec.Norm norm, double scatter) implements ConditionSpec {}

    /** What is made of a task's description g. */
    enum Encoding {
        /** Shifted and scaled so that each number has mean 0 and variance 1 over the tasks that are trained on. */
        NONE,
        /**
         * {@code [cos(pi g / 2), sin(pi g / 2)]}, each number of g scaled to [0, 1] over the tasks that are trained on:
         * the norm is the same for all tasks, and so is the scale of the weights that a generator with homogeneous
         * layers makes (Ortiz, Guttag, Dalca 2023, arXiv 2304.07645, section 4.1).
         */
        MIP
    }

    /** How a condition that tells tasks apart is kept from doing so. */
    enum Damage {
        /** It is as it should be. */
        NONE,
        /** All tasks have one z, in training and at evaluations: that of the first task, or a constant description. */
        FROZEN,
        /**
         * Trained as it should be, then tested with each task's z taken from another task. Tasks that are trained with
         * each other's z would learn as well as with their own, because which vector is whose is a matter of names.
         */
        SHUFFLED
    }

    /** There is no z: what generates has inputs of its own. */
    record None() implements ConditionSpec {

        @Override
        public int zDim() {
            return 0;
        }
    }
}
