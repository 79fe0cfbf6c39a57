package io.weightloom.runner.review;

import java.util.List;

/**
 * One experiment in a list.
 *
 * @param name of the experiment
 * @param description of its latest run; may be empty
 * @param runs latest first, at least one
 */
public record ExperimentSummary(String name, String description, List<RunSummary> runs) {}
