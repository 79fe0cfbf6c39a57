package io.weightloom.runner.trained;

import io.weightloom.runner.store.Artifacts;
import io.weightloom.runner.store.DamagedWeightsException;
import io.weightloom.runner.store.WeightsRecord;
import io.weightloom.trial.InvalidWeightsException;
import io.weightloom.trial.TrainedWeights;
import org.springframework.stereotype.Component;

/** What was trained, as it is stored. Safe for use by many threads. */
@Component
public class TrainedTrials {

    private final Artifacts artifacts;

    TrainedTrials(Artifacts artifacts) {
        this.artifacts = artifacts;
    }

    /**
     * SHA-256 of a trial's weights, which tells them from any other.
     *
     * @throws UnusableWeightsException if there are none
     */
    String sha256(long trial) {
        WeightsRecord stored = stored(trial);
        return stored.sha256()
                .filter(known -> stored.state() == WeightsRecord.State.KEPT)
                .orElseThrow(() -> new UnusableWeightsException(stored.sentence()));
    }

    private WeightsRecord stored(long trial) {
        return artifacts
                .find(trial)
                .orElseThrow(() -> new UnusableWeightsException("There is no trial with the id " + trial));
    }

    /**
     * The weights of a trial.
     *
     * @throws UnusableWeightsException if there are none, or none that could be used
     */
    public TrainedWeights weights(long trial) {
        WeightsRecord stored = stored(trial);
        try {
            return artifacts
                    .load(trial)
                    .map(TrainedWeights::read)
                    .orElseThrow(() -> new UnusableWeightsException(stored.sentence()));
        } catch (DamagedWeightsException e) {
            throw new UnusableWeightsException(String.valueOf(e.getMessage()), e);
        } catch (InvalidWeightsException e) {
            throw new UnusableWeightsException(
                    "The weights of %s cannot be used: %s".formatted(stored.trial(), e.getMessage()), e);
        }
    }
}
