package io.weightloom.runner.table;

import io.weightloom.runner.review.ExperimentReview;
import io.weightloom.runner.review.TrialSummary;
import java.util.List;

/**
 * Some trials of a run, as tables list them.
 *
 * @param experiment its name
 * @param run id of the run
 * @param parameters names of the swept parameters, in the order of the sweep
 * @param trials in the order of the tables' lines
 */
public record TrialList(String experiment, long run, List<String> parameters, List<TrialSummary> trials) {

    static TrialList of(ExperimentReview run) {
        return new TrialList(run.name(), run.run().id(), run.parameters(), run.trials());
    }

    /** A table for a terminal: a head line and one line per trial. */
    public String text() {
        return TextTable.of(trials, TrialColumns.inTerminal(parameters, trials));
    }
}
