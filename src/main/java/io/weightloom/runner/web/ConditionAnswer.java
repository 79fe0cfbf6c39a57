package io.weightloom.runner.web;

import io.weightloom.trial.ConditionSpace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be moved of a trained hypernetwork, so that it makes another network.
 *
 * @param trial id of its trial
 * @param condition as a spec calls it; none where weights are trained directly too
 * @param zDim numbers of a z that it takes in place of its own; 0 if it takes none
 * @param tasks of which it knows weights by their numbers; 1 if all have the same
 * @param z those that it was trained with, one for each task; none if each is drawn anew, or if it takes none
 * @param descriptor what describes tasks; null if it does not take that
 */
record ConditionAnswer(
        long trial,
        String condition,
        int zDim,
        int tasks,
        List<List<Float>> z,
        @Nullable DescriptorAnswer descriptor) {

    /**
     * What describes tasks, in the user's own units.
     *
     * @param width how many numbers
     * @param from the least of each over the tasks that the network was trained on
     * @param to the greatest
     */
    record DescriptorAnswer(int width, List<Double> from, List<Double> to) {}

    static ConditionAnswer of(long trial, ConditionSpace space) {
        return new ConditionAnswer(
                trial,
                space.condition(),
                space.zDim(),
                space.tasks(),
                space.z(),
                space.descriptor()
                        .map(found -> new DescriptorAnswer(found.from().size(), found.from(), found.to()))
                        .orElse(null));
    }
}
