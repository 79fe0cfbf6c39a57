package io.weightloom.runner.sheet;

import io.weightloom.runner.database.SqlValues;
import io.weightloom.text.KebabCase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Reads learning curves, of many trials in one statement. Safe for use by many threads. */
@Repository
@Transactional(readOnly = true, propagation = Propagation.REQUIRES_NEW)
public class CurveRows {

    private final JdbcClient jdbc;

    CurveRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Curves of a run's trials.
     *
     * @param trials their numbers; those that the run does not have are left out
     * @param points most epochs of a trial, at least 2; of a longer curve every so many are left out
     */
    public Curves of(long run, Collection<Integer> trials, Curves.Measure measure, int points) {
        Map<Integer, Curves.Curve> curves = new TreeMap<>();
        jdbc.sql("""
                select t.number, m.epoch, m.%s as measured from metric m join trial t on t.id = m.trial_id
                where t.run_id = :run and t.number in (:trials)
                order by t.number, m.epoch
                """.formatted(column(measure)))
                .param("run", run)
                .param("trials", trials)
                .query(row -> {
                    Curves.Curve curve = curves.computeIfAbsent(row.getInt("number"), CurveRows::empty);
                    curve.epochs().add(row.getInt("epoch"));
                    curve.values().add(SqlValues.finite(row, "measured"));
                });
        return new Curves(
                KebabCase.of(measure),
                curves.values().stream().map(curve -> curve.thinned(points)).toList());
    }

    private static Curves.Curve empty(int trial) {
        List<@Nullable Double> values = new ArrayList<>();
        return new Curves.Curve(trial, new ArrayList<>(), values);
    }

    private static String column(Curves.Measure measure) {
        return switch (measure) {
            case VALIDATION_SCORE -> "validation_score";
            case VALIDATION_LOSS -> "validation_loss";
            case TRAIN_LOSS -> "train_loss";
            case LEARNING_RATE -> "learning_rate";
        };
    }
}
