package io.weightloom.trial;

import io.weightloom.training.Checkpoint;
import io.weightloom.training.EpochMetrics;
import java.util.List;
import java.util.Optional;

/**
 * What one segment brought.
 *
 * @param epochs the epochs that ended in it, in order
 * @param checkpoint where the next segment goes on; absent if the trial has ended
 * @param outcome present if the trial has ended
 */
public record SegmentResult(
        List<EpochMetrics> epochs, Optional<Checkpoint> checkpoint, Optional<TrialOutcome> outcome) {

    /** Copies the list. */
    public SegmentResult {
        epochs = List.copyOf(epochs);
    }
}
