package io.weightloom.runner.console;

import io.weightloom.training.EpochMetrics;
import java.time.Duration;
import java.util.Optional;

/** Shows a person how far a run has come. Thread-safe; each call returns at once. */
public interface RunProgress extends AutoCloseable {

    /** Shows nothing. */
    RunProgress NONE = new RunProgress() {};

    /**
     * How much there is to do, as far as is known; called again when more trials are planned.
     *
     * @param trials in all, those included that have ended
     * @param ended trials that have ended
     * @param epochs of all trials together, at most
     * @param epochsEnded of the trials that have ended, at most
     */
    default void planned(int trials, int ended, long epochs, long epochsEnded) {}

    /**
     * A trial is at something that is not training, or begins to train.
     *
     * @param what in words, such as "verifying: equivalence"
     */
    default void working(String trial, String what) {}

    /** Called about once in a second: says something if it is long that anything was said. */
    default void tick() {}

    /**
     * An epoch of a trial has ended.
     *
     * @param epochs of the trial, at most
     */
    default void epoch(String trial, int epochs, EpochMetrics metrics) {}

    /**
     * A trial has ended.
     *
     * @param epochs of the trial, at most
     */
    default void ended(String trial, int epochs) {}

    /** How long the run will still take; empty while nothing is known. */
    default Optional<Duration> left() {
        return Optional.empty();
    }

    /** The run is not under way any more. Can be called twice. */
    @Override
    default void close() {}
}
