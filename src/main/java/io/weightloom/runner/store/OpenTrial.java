package io.weightloom.runner.store;

/**
 * A trial that has to be trained, or trained on.
 *
 * @param id in the database
 * @param number in its run, counted from 1
 */
public record OpenTrial(long id, int number) {}
