package io.weightloom.runner.sheet;

import io.weightloom.runner.review.RunSummary;
import io.weightloom.runner.review.RunView;
import io.weightloom.runner.table.TrialColumns;
import java.util.List;
import java.util.Optional;

/**
 * All that is shown of a run's trials and points in two tables, or what of them has changed.
 *
 * @param experiment its name
 * @param description of the experiment; may be empty
 * @param run as in the list of experiments
 * @param revision to be given as {@code since} by whoever has this sheet
 * @param whole whether all rows are here; else those that are new or have changed since the revision that was given
 * @param parameters the swept parameters, in the order of the sweep
 * @param columns what the table of trials shows, in its order
 * @param trials by number
 * @param points in the order of their first trials
 */
public record Sheet(
        String experiment,
        String description,
        RunSummary run,
        String revision,
        boolean whole,
        List<SheetParameter> parameters,
        List<TrialColumns.PageColumn> columns,
        SheetRows trials,
        SheetRows points) {

    /**
     * The sheet of a run.
     *
     * @param run the same run as in the list of experiments
     * @param since revision that whoever asks has; all rows are there if that is none or not known any more
     */
    public static Sheet of(RunView view, RunSummary run, Optional<String> since) {
        List<ParameterValues> parameters = ParameterValues.of(view);
        Optional<RunView.Changes> changes = view.since(since);
        return new Sheet(
                view.experiment(),
                view.description(),
                run,
                view.revision(),
                changes.isEmpty(),
                parameters.stream().map(ParameterValues::shown).toList(),
                TrialColumns.onPage(view.parameters(), view.trials()),
                SheetColumns.ofTrials(view, parameters)
                        .rows(changes.map(RunView.Changes::trials).orElseGet(view::trials)),
                SheetColumns.ofPoints(parameters)
                        .rows(changes.map(RunView.Changes::points).orElseGet(view::points)));
    }
}
