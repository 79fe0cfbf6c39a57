package io.weightloom.runner.table;

import io.weightloom.runner.database.SqlValues;
import io.weightloom.runner.review.ExperimentReview;
import io.weightloom.runner.review.TrialSummary;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was measured of the trials of a run, number by number: there may be more than memory holds. Thread-safe. */
final class MetricRows {

    /** Rows that are fetched at a time. */
    private static final int PAGE = 2000;

    /**
     * What one column of the rows of epochs, or of trials, measures.
     *
     * @param column its name in the database
     */
    private record Measure(String split, String name, String column) {}

    private static final List<Measure> OF_EPOCHS = List.of(
            new Measure("train", "loss", "train_loss"),
            new Measure("train", "learning-rate", "learning_rate"),
            new Measure("train", "steps", "steps"),
            new Measure("train", "seconds", "seconds"),
            new Measure("validation", "loss", "validation_loss"),
            new Measure("validation", "score", "validation_score"));

    private static final List<Measure> OF_TESTS =
            List.of(new Measure("test", "loss", "test_loss"), new Measure("test", "score", "test_score"));

    private final JdbcClient jdbc;

    MetricRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Gives all of a run, trial by trial in the order of their numbers, epoch by epoch, the test last. */
    void each(ExperimentReview run, Consumer<MetricRow> to) {
        Map<Integer, Map<String, String>> parameters =
                run.trials().stream().collect(Collectors.toMap(TrialSummary::number, TrialSummary::parameters));
        Map<Integer, List<MetricRow>> tests = tests(run.run().id(), parameters);
        Gathering gathering = new Gathering(parameters, tests, to);
        jdbc.sql("""
                select t.number, m.epoch, m.train_loss, m.learning_rate, m.steps, m.seconds, m.validation_loss,
                    m.validation_score
                from metric m join trial t on t.id = m.trial_id
                where t.run_id = :run
                order by t.number, m.epoch
                """).withFetchSize(PAGE).param("run", run.run().id()).query(gathering::epoch);
        gathering.end();
    }

    private Map<Integer, List<MetricRow>> tests(long run, Map<Integer, Map<String, String>> parameters) {
        Map<Integer, List<MetricRow>> tests = new HashMap<>();
        jdbc.sql("""
                select number, best_epoch as epoch, test_loss, test_score from trial
                where run_id = :run and best_epoch is not null
                """).param("run", run).query(row -> {
            int trial = row.getInt("number");
            tests.put(trial, rows(row, parameters.getOrDefault(trial, Map.of()), OF_TESTS));
        });
        return tests;
    }

    private static List<MetricRow> rows(ResultSet row, Map<String, String> parameters, List<Measure> measures)
            throws SQLException {
        int trial = row.getInt("number");
        int epoch = row.getInt("epoch");
        MetricRow[] rows = new MetricRow[measures.size()];
        for (int i = 0; i < rows.length; i++) {
            Measure measure = measures.get(i);
            rows[i] = new MetricRow(
                    trial, parameters, epoch, measure.split, measure.name, SqlValues.finite(row, measure.column));
        }
        return List.of(rows);
    }

    /** Puts each trial's test behind its last epoch. */
    private static final class Gathering {

        private final Map<Integer, Map<String, String>> parameters;
        private final Map<Integer, List<MetricRow>> tests;
        private final Consumer<MetricRow> to;
        private @Nullable Integer trial;

        private Gathering(
                Map<Integer, Map<String, String>> parameters,
                Map<Integer, List<MetricRow>> tests,
                Consumer<MetricRow> to) {
            this.parameters = parameters;
            this.tests = tests;
            this.to = to;
        }

        private void epoch(ResultSet row) throws SQLException {
            Integer next = row.getInt("number");
            if (!next.equals(trial)) {
                end();
                trial = next;
            }
            rows(row, parameters.getOrDefault(next, Map.of()), OF_EPOCHS).forEach(to);
        }

        private void end() {
            if (trial != null) {
                tests.getOrDefault(trial, List.of()).forEach(to);
            }
        }
    }
}
