package io.weightloom.training;

import io.weightloom.spec.ScheduleSpec;

/**
 * The learning rate at each step: {@code base * warm-up * schedule}. Immutable.
 *
 * <pre>
 * warm-up    (step + 1) / w before step w, then 1     w the warm-up's steps, the first step is 0
 * constant   1
 * cosine     (1 + cos(pi (step - w) / (total - w))) / 2, and 1 during the warm-up
 * step       factor ^ floor(epochs done / every), during the warm-up as well
 * </pre>
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
        double rate = step < warmUp ? base * (step + 1) / warmUp : base;
        if (schedule instanceof ScheduleSpec.Cosine && step >= warmUp) {
            double done = (double) (step - warmUp) / Math.max(1, totalSteps - warmUp);
            return rate * (1 + StrictMath.cos(StrictMath.PI * done)) / 2;
        }
        if (schedule instanceof ScheduleSpec.Step steps) {
            int drops = Math.toIntExact(step / stepsPerEpoch / steps.everyEpochs());
            return rate * StrictMath.pow(steps.factor(), drops);
        }
        return rate;
    }
}
