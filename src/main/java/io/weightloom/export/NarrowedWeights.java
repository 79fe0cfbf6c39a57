package io.weightloom.export;

import io.weightloom.data.Dataset;
import io.weightloom.trial.TrainedNetwork;
import io.weightloom.trial.TrainedWeights;

/**
 * What is left of trained weights in some precision: what the model of a hypernetwork holds. Immutable.
 *
 * @param weights with the numbers that are left
 * @param bytes of all numbers and scales, and of what tells which numbers are not zero
 */
public record NarrowedWeights(TrainedWeights weights, long bytes) {

    /** Narrows trained weights. */
    public static NarrowedWeights of(TrainedWeights weights, Precision precision) {
        StoredWeights stored = StoredWeights.of(weights, precision);
        return new NarrowedWeights(
                precision == Precision.FLOAT32 ? weights : weights.with(stored.numbers()), stored.bytes());
    }

    /**
     * The score that is left, of the test split.
     *
     * @param data of the trial
     */
    public double score(Dataset data) {
        try (TrainedNetwork network = TrainedNetwork.of(weights)) {
            return network.test(data).score().score();
        }
    }
}
