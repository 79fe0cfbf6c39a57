package io.weightloom.runner.worker;

import io.weightloom.runner.checkpoint.CheckpointPosition;
import io.weightloom.runner.store.PlacedWeights;
import io.weightloom.training.EpochMetrics;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.trial.TrialRun;
import java.util.List;
import java.util.Optional;

/** One chunk's work on a trial: the opening of a fresh one, or a segment, and what becomes of the trial with it. */
public sealed interface Piece {

    /** A fresh trial was built and verified. */
    record Opening(TrialRun.Start start) implements Piece {}

    /** A segment with a checkpoint at its end, which stays. */
    sealed interface Kept extends Piece {

        List<EpochMetrics> epochs();

        CheckpointPosition position();
    }

    /** A segment after which the trial goes on. */
    record Segment(List<EpochMetrics> epochs, CheckpointPosition position) implements Kept {}

    /** A segment after which the trial waits until it is decided between two rounds whether it goes on. */
    record Pause(List<EpochMetrics> epochs, CheckpointPosition position) implements Kept {}

    /** A segment after which the trial is left, although it could go on. */
    record Halt(List<EpochMetrics> epochs, CheckpointPosition position, TrialOutcome.Halted outcome) implements Kept {}

    /**
     * The last segment of a trial that has nowhere to go on; with weights if the trial completed and they are to be
     * kept.
     */
    record Ending(List<EpochMetrics> epochs, TrialOutcome outcome, Optional<PlacedWeights> weights, double seconds)
            implements Piece {

        /** Without weights. */
        Ending(List<EpochMetrics> epochs, TrialOutcome outcome, double seconds) {
            this(epochs, outcome, Optional.empty(), seconds);
        }
    }
}
