package io.weightloom.runner.worker;

import io.weightloom.data.Dataset;
import io.weightloom.spec.TrialSpec;
import io.weightloom.training.Checkpoint;
import io.weightloom.training.PausePoint;
import io.weightloom.trial.Provenance;
import io.weightloom.trial.SegmentResult;
import io.weightloom.trial.TrialListener;
import io.weightloom.trial.TrialRun;
import java.util.Optional;

/** Opens trials: what the job needs to know of training, and no more. */
public interface TrialRuns {

    /** Returns when trials can be opened; called once there is something to train. */
    default void prepare() {}

    /**
     * What makes the numbers of trials that are trained here; empty if nobody can say whether another one made its
     * numbers likewise.
     */
    default Optional<Provenance.Maker> maker() {
        return Optional.empty();
    }

    /**
     * What the numbers of trials that are trained here depend on besides the runner's source, in at most 100
     * characters: the same where the same ones are made, bit for bit. Asked once; may train for a second.
     */
    default String numbers() {
        return "any";
    }

    /** Numbers and source in one, in at most 200 characters: what a run that is worked by workers elsewhere keeps. */
    default String computeKey() {
        return Provenance.build() + ", " + numbers();
    }

    /** Builds and verifies a trial, or takes it up at a checkpoint. */
    Opened open(TrialSpec spec, Dataset data, Optional<Checkpoint> from, TrialListener listener);

    /** A trial under way. Not thread-safe. Close it: it owns native memory. */
    interface Opened extends AutoCloseable {

        /** What is known before the first step; absent if the trial has failed before that. */
        Optional<TrialRun.Start> start();

        /** Trains to a point where it has to pause, or to the trial's end. */
        SegmentResult segment(PausePoint until);

        @Override
        void close();
    }
}
