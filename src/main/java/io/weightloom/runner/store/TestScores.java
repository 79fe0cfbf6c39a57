package io.weightloom.runner.store;

import io.weightloom.runner.database.SqlValues;
import io.weightloom.training.TaskScore;
import io.weightloom.training.TrainingResult;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * What is known of tests beside score and loss: more measures, how each task did, and how it did before. Safe for use
 * by many threads.
 */
@Repository
@Transactional(readOnly = true)
public class TestScores {

    private final RunRows rows;

    TestScores(JdbcClient jdbc, NamedParameterJdbcOperations many) {
        this.rows = new RunRows(jdbc, many);
    }

    /** Stores those of a trial in place of what was there. */
    @Transactional
    public void save(TrialClaim claim, TrainingResult result) {
        for (String table : List.of("test_measure", "task_score", "forgetting")) {
            rows.writing(claim, "delete from " + table + " where trial_id = :trial")
                    .update();
        }
        List<Map<String, @Nullable Object>> measures = new ArrayList<>();
        result.measures().forEach((name, measure) -> measures.add(Map.of("name", name, "measure", measure)));
        rows.writeAll(
                claim, "insert into test_measure (trial_id, name, measure) values (:trial, :name, :measure)", measures);
        rows.writeAll(claim, """
                insert into task_score (trial_id, task, score, loss, mean_squared_error)
                values (:trial, :task, :score, :loss, :mse)
                """, result.tasks().stream().map(TestScores::row).toList());
        List<Map<String, @Nullable Object>> before = new ArrayList<>();
        result.forgetting()
                .ifPresent(matrix -> matrix.byTask()
                        .forEach((learned, tasks) -> tasks.forEach(task -> {
                            Map<String, @Nullable Object> row = new HashMap<>(row(task));
                            row.put("learned", learned);
                            before.add(row);
                        })));
        rows.writeAll(claim, """
                insert into forgetting (trial_id, learned, task, score, loss, mean_squared_error)
                values (:trial, :learned, :task, :score, :loss, :mse)
                """, before);
    }

    private static Map<String, @Nullable Object> row(TaskScore task) {
        return Map.of(
                "task",
                task.task(),
                "score",
                task.score(),
                "loss",
                task.loss(),
                "mse",
                new SqlParameterValue(Types.DOUBLE, squaredError(task)));
    }

    private static @Nullable Double squaredError(TaskScore task) {
        return Double.isNaN(task.meanSquaredError()) ? null : task.meanSquaredError();
    }

    /** More measures of a trial's test, by name. */
    public SortedMap<String, Double> measures(long trial) {
        SortedMap<String, Double> measures = new TreeMap<>();
        rows.reading("select name, measure from test_measure where trial_id = :trial")
                .param("trial", trial)
                .query(row -> {
                    measures.put(row.getString("name"), row.getDouble("measure"));
                });
        return measures;
    }

    /** How each task of a trial's test did, by number. */
    public List<TaskScore> tasks(long trial) {
        return rows.reading("""
                select task, score, loss, mean_squared_error from task_score where trial_id = :trial order by task
                """)
                .param("trial", trial)
                .query((row, i) -> score(row))
                .list();
    }

    /** How each task of a trial's test did, by number, after each task that was learned, by number. */
    public SortedMap<Integer, List<TaskScore>> forgetting(long trial) {
        SortedMap<Integer, List<TaskScore>> matrix = new TreeMap<>();
        rows.reading("""
                select learned, task, score, loss, mean_squared_error from forgetting
                where trial_id = :trial order by learned, task
                """).param("trial", trial).query(row -> {
            matrix.computeIfAbsent(row.getInt("learned"), learned -> new ArrayList<>())
                    .add(score(row));
        });
        return matrix;
    }

    private static TaskScore score(ResultSet row) throws SQLException {
        return new TaskScore(
                row.getInt("task"),
                row.getDouble("score"),
                row.getDouble("loss"),
                SqlValues.optionalDouble(row, "mean_squared_error").orElse(Double.NaN));
    }

    /** The measures as people are told them: one that is not finite is none. */
    public static Map<String, Double> finite(SortedMap<String, Double> measures) {
        SortedMap<String, Double> finite = new TreeMap<>(measures);
        finite.values().removeIf(measure -> SqlValues.finite(measure) == null);
        return finite;
    }
}
