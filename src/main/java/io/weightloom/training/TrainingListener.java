package io.weightloom.training;

/** Hears of a training while it runs, on the thread that runs it; returns at once. */
public interface TrainingListener {

    /** An epoch has ended. */
    void epoch(EpochMetrics metrics);

    /** Steps that have been trained since the last call, and the seconds they took. */
    void steps(long steps, double seconds);
}
