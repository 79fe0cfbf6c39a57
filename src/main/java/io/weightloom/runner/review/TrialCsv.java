package io.weightloom.runner.review;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trials of a run as CSV (RFC 4180): a header of names in kebab-case, the swept parameters under their own names,
 * numbers in full precision, nothing where there is no number.
 */
public final class TrialCsv {

    private TrialCsv() {}

    /** A head line and one line per trial. */
    public static String of(ExperimentReview review) {
        List<TrialColumns.Column> columns = TrialColumns.inCsv(review.parameters());
        List<String> header = new ArrayList<>(List.of("experiment", "run"));
        columns.forEach(column -> header.add(column.csv().orElseThrow()));
        return Csv.of(
                header,
                review.trials().stream()
                        .map(trial -> line(review, columns, trial))
                        .toList());
    }

    private static List<@Nullable Object> line(
            ExperimentReview review, List<TrialColumns.Column> columns, TrialSummary trial) {
        List<@Nullable Object> line = new ArrayList<>();
        line.add(review.name());
        line.add(review.run().id());
        columns.forEach(column -> line.add(column.value().apply(trial)));
        return line;
    }
}
