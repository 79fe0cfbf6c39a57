package io.weightloom.spec;

/** The course of the learning rate over the steps of a training. */
public sealed interface ScheduleSpec {

    /** Steps over which the rate rises linearly from 0, at least 0; a factor beside that of the schedule. */
    int warmUpSteps();

    /** The learning rate at a step, as a share of the base rate, after warm-up. */
    record Constant(int warmUpSteps) implements ScheduleSpec {}

    /** Half a cosine from 1 to 0 over the steps that follow warm-up (Loshchilov and Hutter 2017, without restarts). */
    record Cosine(int warmUpSteps) implements ScheduleSpec {}

    /**
     * Multiplied by {@code factor} after every {@code everyEpochs} epochs, counted from the first one.
     *
     * @param everyEpochs at least 1
     * @param factor in (0, 1)
     */
    record Step(int warmUpSteps, int everyEpochs, double factor) implements ScheduleSpec {}
}
