package io.weightloom.runner.table;

import io.weightloom.runner.review.ExperimentReview;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The tables of runs, as CSV of any length. Safe for use by many threads. */
@Repository
@Transactional(readOnly = true, propagation = Propagation.REQUIRES_NEW)
public class RunTables {

    private final MetricRows metricRows;

    RunTables(JdbcClient jdbc) {
        this.metricRows = new MetricRows(jdbc);
    }

    /** What was measured of a run's trials, epoch by epoch, the test last. */
    public List<MetricRow> metrics(ExperimentReview run) {
        List<MetricRow> metrics = new ArrayList<>();
        metricRows.each(run, metrics::add);
        return metrics;
    }

    /**
     * Writes a table of runs as CSV, one after the other.
     *
     * @throws IOException if it cannot be written
     */
    public void write(RunTable table, List<ExperimentReview> all, Appendable to) throws IOException {
        switch (table) {
            case TRIALS ->
                TrialCsv.write(
                        RunTable.parameters(all),
                        all.stream().map(TrialList::of).toList(),
                        to);
            case COMPARISONS -> ComparisonCsv.write(all, to);
            case METRICS -> MetricCsv.write(all, metricRows::each, to);
        }
    }
}
