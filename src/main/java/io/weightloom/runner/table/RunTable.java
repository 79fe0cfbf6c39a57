package io.weightloom.runner.table;

import io.weightloom.runner.review.ExperimentReview;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What can be written of runs as one table, CSV. */
public enum RunTable {
    /** A line for each trial. */
    TRIALS,
    /** A line for each point of the sweep against each control. */
    COMPARISONS,
    /** A line for each number that was measured of an epoch. */
    METRICS;

    /** The swept parameters of these runs, each once; a run that does not sweep one has no value of it. */
    static List<String> parameters(List<ExperimentReview> runs) {
        Set<String> parameters = new LinkedHashSet<>();
        runs.forEach(run -> parameters.addAll(run.parameters()));
        return List.copyOf(parameters);
    }
}
