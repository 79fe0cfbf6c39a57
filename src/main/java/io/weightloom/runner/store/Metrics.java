package io.weightloom.runner.store;

import io.weightloom.training.EpochMetrics;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What is known of each epoch of each trial, written by who has claimed the trial. Safe for use by many threads. */
@Repository
@Transactional(readOnly = true)
public class Metrics {

    private final RunRows rows;

    Metrics(JdbcClient jdbc, NamedParameterJdbcOperations many) {
        this.rows = new RunRows(jdbc, many);
    }

    /**
     * Stores the epochs of one segment in place of all that was known of epochs after those before it: of a segment
     * that was lost, or of an attempt whose checkpoint was.
     *
     * @param before epochs that had ended when the segment began
     * @param epochs that have ended in it, in order; may be empty
     */
    @Transactional
    public void save(TrialClaim claim, int before, List<EpochMetrics> epochs) {
        rows.writing(claim, "delete from metric where trial_id = :trial and epoch > :before")
                .param("before", before)
                .update();
        rows.writeAll(claim, """
                insert into metric (trial_id, epoch, train_loss, validation_loss, validation_score, learning_rate,
                    steps, seconds)
                values (:trial, :epoch, :trainLoss, :validationLoss, :validationScore, :learningRate, :steps, :seconds)
                """, epochs.stream().map(Metrics::row).toList());
    }

    private static Map<String, @Nullable Object> row(EpochMetrics metrics) {
        return Map.of(
                "epoch", metrics.epoch(),
                "trainLoss", metrics.trainLoss(),
                "validationLoss", metrics.validationLoss(),
                "validationScore", metrics.validationScore(),
                "learningRate", metrics.learningRate(),
                "steps", metrics.steps(),
                "seconds", metrics.seconds());
    }

    /** The epochs of a trial, in order. */
    public List<EpochMetrics> of(long trial) {
        return rows.reading("""
                select epoch, train_loss, validation_loss, validation_score, learning_rate, steps, seconds
                from metric where trial_id = :trial order by epoch
                """)
                .param("trial", trial)
                .query((row, i) -> new EpochMetrics(
                        row.getInt("epoch"),
                        row.getDouble("train_loss"),
                        row.getDouble("validation_loss"),
                        row.getDouble("validation_score"),
                        row.getDouble("learning_rate"),
                        row.getLong("steps"),
                        row.getDouble("seconds")))
                .list();
    }
}
