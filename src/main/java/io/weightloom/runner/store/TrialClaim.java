package io.weightloom.runner.store;

/**
 * The right of one worker to write to a trial, until another worker claims the trial.
 *
 * @param run id of the trial's run
 * @param trial its id
 * @param number grows with every claim on the trial, at least 1
 */
public record TrialClaim(long run, long trial, long number) {}
