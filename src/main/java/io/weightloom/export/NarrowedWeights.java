package io.weightloom.export;

import io.weightloom.data.Dataset;
import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.given.GivenException;
import io.weightloom.given.GivenFiles;
import io.weightloom.spec.TrialSpec;
import io.weightloom.training.GivenLabels;
import io.weightloom.trial.TrainedNetwork;
import io.weightloom.trial.TrainedWeights;
import java.nio.file.Path;

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
     * @param root folder against which the path of a given network is resolved, whose answers stand for labels where
     *     the data have none
     * @throws InvalidDataException if that network is not there any more
     */
    public double score(Dataset data, Path root) {
        try (TrainedNetwork network = TrainedNetwork.of(weights)) {
            return network.test(data.isLabelled() ? data : labelled(data, root))
                    .score()
                    .score();
        }
    }

    private Dataset labelled(Dataset data, Path root) {
        TrialSpec spec = weights.spec();
        try {
            return GivenLabels.of(
                    spec.withGiven(spec.given().map(asked -> new GivenFiles(root).read(asked, spec.target()))), data);
        } catch (GivenException e) {
            throw new InvalidDataException(DataFault.DATA, "target.weights names " + e.getMessage());
        }
    }
}
