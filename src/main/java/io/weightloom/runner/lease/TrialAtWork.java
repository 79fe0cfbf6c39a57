package io.weightloom.runner.lease;

/**
 * A trial that a worker has taken and not let go of.
 *
 * @param id of the trial
 * @param number in its run
 * @param run id of the run
 * @param experiment the run's
 */
public record TrialAtWork(long id, int number, long run, String experiment) {}
