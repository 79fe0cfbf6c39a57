package io.weightloom.runner.worker;

import io.weightloom.runner.store.CheckpointPosition;
import io.weightloom.training.EpochMetrics;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.trial.TrialRun;
import java.util.List;

/** One chunk's work on a trial: the opening of a fresh one, or a segment. */
public sealed interface Piece {

    /** A fresh trial was built and verified. */
    record Opening(TrialRun.Start start) implements Piece {}

    /** A segment after which the trial goes on. */
    record Segment(List<EpochMetrics> epochs, CheckpointPosition position) implements Piece {}

    /** The last segment. */
    record Ending(List<EpochMetrics> epochs, TrialOutcome outcome, double seconds) implements Piece {}
}
