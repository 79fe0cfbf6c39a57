package io.weightloom.training;

import io.weightloom.spec.ScheduleSpec;

/**
 * The learning rate at each step: {@code base * warm-up * schedule}. Immutable.
 *
 * @param base learning rate, above 0
 * @param schedule its course
 * @param stepsPerEpoch at least 1
 * @param totalSteps of the whole training, at least 1
 */
record LearningRate(double base, ScheduleSpec schedule, long stepsPerEpoch, long totalSteps) {

    /**
     * The rate of one step.
     *
     * @param step counted from 0
     */
    double at(long step) {
        int warmUp = schedule.warmUpSteps();
        if (step < warmUp) {
            return base * (step + 1) / warmUp;
        }
        if (schedule instanceof ScheduleSpec.Cosine) {
            double done = (double) (step - warmUp) / Math.max(1, totalSteps - warmUp);
            return base * (1 + StrictMath.cos(StrictMath.PI * done)) / 2;
        }
        if (schedule instanceof ScheduleSpec.Step steps) {
            int drops = Math.toIntExact(step / stepsPerEpoch / steps.everyEpochs());
            return base * StrictMath.pow(steps.factor(), drops);
        }
        return base;
    }
}
