package io.weightloom.spec;

/** The course of the learning rate over the steps of a training. */
public sealed interface ScheduleSpec {

    /** Steps over which the rate rises linearly from 0, at least 0; a factor beside that of the schedule. */
    int warmUpSteps();

    /** What it is in a training of so many epochs, where it may never fall. */
    default ScheduleSpec within(int epochs) {
        return this instanceof Step step && step.everyEpochs() >= epochs ? new Constant(step.warmUpSteps()) : this;
    }

    /** The learning rate at a step, as a share of the base rate, after warm-up. */
    record Constant(int warmUpSteps) implements ScheduleSpec {

        /** A single step of warm-up is at the full rate. */
        public Constant {
            warmUpSteps = warmUpSteps == 1 ? 0 : warmUpSteps;
        }
    }

    /** Half a cosine from 1 to 0 over the steps that follow warm-up (Loshchilov and Hutter 2017, without restarts). */
    record Cosine(int warmUpSteps) implements ScheduleSpec {}

    /**
     * Multiplied by {@code factor} after every {@code everyEpochs} epochs, counted from the first one.
     *
     * @param everyEpochs at least 1
     * @param factor in (0, 1)
     */
    record Step(int warmUpSteps, int everyEpochs, double factor) implements ScheduleSpec {

        /** A single step of warm-up is at the full rate. */
        public Step {
            warmUpSteps = warmUpSteps == 1 ? 0 : warmUpSteps;
        }
    }
}
