package io.weightloom.training;

import io.weightloom.program.Work;

/** Hears of a training while it runs, on the thread that runs it; returns at once. */
public interface TrainingListener extends Work {

    /** What is being done while nothing trains: the network of the next phase is built, or the last one judged. */
    @Override
    default void begins(String what) {}

    /** An epoch has ended. */
    void epoch(EpochMetrics metrics);

    /** Steps that have been trained since the last call, and the seconds they took. */
    void steps(long steps, double seconds);
}
