package io.weightloom.runner.table;

import io.weightloom.runner.review.TrialSummary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trials of runs as CSV (RFC 4180): a header of names in kebab-case, the swept parameters under their own names,
 * numbers in full precision, nothing where there is no number.
 */
public final class TrialCsv {

    private TrialCsv() {}

    /**
     * Writes a head line and one line per trial.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(TrialList trials, Appendable to) throws IOException {
        write(trials.parameters(), List.of(trials), to);
    }

    /**
     * Writes a head line and one line per trial.
     *
     * @param parameters names of the swept parameters that have columns
     */
    static void write(List<String> parameters, List<TrialList> runs, Appendable to) throws IOException {
        List<TrialColumns.Column> columns =
                TrialColumns.inCsv(parameters, runs.stream().flatMap(run -> run.trials().stream()));
        List<String> header = new ArrayList<>(List.of("experiment", "run"));
        columns.forEach(column -> header.add(column.csv().orElseThrow()));
        Csv csv = new Csv(to, header);
        for (TrialList run : runs) {
            for (TrialSummary trial : run.trials()) {
                csv.line(line(run, columns, trial));
            }
        }
    }

    private static List<@Nullable Object> line(TrialList run, List<TrialColumns.Column> columns, TrialSummary trial) {
        List<@Nullable Object> line = new ArrayList<>();
        line.add(run.experiment());
        line.add(run.run());
        columns.forEach(column -> line.add(column.value().apply(trial)));
        return line;
    }
}
