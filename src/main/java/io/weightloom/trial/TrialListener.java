package io.weightloom.trial;

import io.weightloom.training.EpochMetrics;
import io.weightloom.training.TrainingListener;

/** Hears of a trial while it runs, on the thread that runs it; returns at once. */
public interface TrialListener extends TrainingListener {

    /** Hears nothing. */
    TrialListener NONE = new TrialListener() {};

    /** @throws StoppedException to have no more of the trial */
    @Override
    default void begins(String what) {}

    @Override
    default void epoch(EpochMetrics metrics) {}

    @Override
    default void steps(long steps, double seconds) {}
}
