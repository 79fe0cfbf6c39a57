package io.weightloom.runner.worker;

import io.weightloom.runner.store.CheckpointPosition;
import io.weightloom.runner.store.PlacedWeights;
import io.weightloom.training.EpochMetrics;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.trial.TrialRun;
import java.util.List;
import java.util.Optional;

/** One chunk's work on a trial: the opening of a fresh one, or a segment. */
public sealed interface Piece {

    /** A fresh trial was built and verified. */
    record Opening(TrialRun.Start start) implements Piece {}

    /** A segment after which the trial goes on. */
    record Segment(List<EpochMetrics> epochs, CheckpointPosition position) implements Piece {}

    /** The last segment; with weights if the trial completed and they are to be kept. */
    record Ending(List<EpochMetrics> epochs, TrialOutcome outcome, Optional<PlacedWeights> weights, double seconds)
            implements Piece {

        /** Without weights. */
        Ending(List<EpochMetrics> epochs, TrialOutcome outcome, double seconds) {
            this(epochs, outcome, Optional.empty(), seconds);
        }
    }
}
