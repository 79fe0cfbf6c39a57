package io.weightloom.training;

import io.weightloom.data.Minibatches;
import io.weightloom.program.update.State;

/**
 * One step of a training and all that it was made of, for who checks it. Immutable by agreement: nobody writes into the
 * arrays.
 *
 * @param batch what it takes of the training split
 * @param loss before the update
 * @param learningRate of the step
 * @param gradient of all trainables end to end, unclipped
 * @param before all that the update changes, before it
 * @param after the same after it
 */
public record Step(
        Minibatches.Order batch, double loss, double learningRate, double[] gradient, State before, State after) {

    /** Its number, counted from 0. */
    public long number() {
        return before.steps();
    }
}
