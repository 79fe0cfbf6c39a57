package io.weightloom.runner.review;

import io.weightloom.layout.Ledger;
import io.weightloom.runner.database.SqlValues;
import io.weightloom.runner.store.NewTrial;
import io.weightloom.spec.Keys;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The best point of each run of an experiment, in as many statements for many runs as for one. Safe for many threads.
 */
@Component
@Transactional(readOnly = true)
class BestPoints {

    private static final String OF_EXPERIMENT =
            " join run r on r.id = t.run_id where r.experiment = :owner and t.role = :hypernetwork ";

    private static final String OF_RUN = " where t.run_id = :owner and t.role = :hypernetwork ";

    private final JdbcClient jdbc;

    BestPoints(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What counts of a trial here. */
    private record Row(
            long run,
            long id,
            int number,
            @Nullable String outcome,
            @Nullable Double validationScore,
            @Nullable Double testScore,
            Ledger ledger) {

        boolean completed() {
            return "completed".equals(outcome);
        }

        /** Whether it may still complete, or has done so with a score. */
        boolean sound() {
            return outcome == null || (completed() && validationScore != null);
        }

        double score() {
            return Objects.requireNonNull(validationScore);
        }
    }

    private record Key(Map<String, String> parameters, long trainable) {}

    /** By the run's id; none for a run of which no point has completed. */
    public Map<Long, BestPoint> of(String experiment) {
        return of(OF_EXPERIMENT, experiment);
    }

    /** That of one run; empty if no point of it has completed. */
    public Optional<BestPoint> ofRun(long run) {
        return Optional.ofNullable(of(OF_RUN, run).get(run));
    }

    /** @param which hypernetworks, those of an owner */
    private Map<Long, BestPoint> of(String which, Object owner) {
        Map<Long, Map<String, String>> swept = swept(which, owner);
        Map<Long, Map<Key, List<Row>>> points = new HashMap<>();
        for (Row row : rows(which, owner)) {
            Map<String, String> parameters = new LinkedHashMap<>(swept.getOrDefault(row.id, Map.of()));
            parameters.remove(Keys.SEED);
            points.computeIfAbsent(row.run, run -> new LinkedHashMap<>())
                    .computeIfAbsent(new Key(parameters, row.ledger.trainable()), key -> new ArrayList<>())
                    .add(row);
        }
        Map<Long, BestPoint> best = new HashMap<>();
        points.forEach((run, ofRun) -> best(ofRun).ifPresent(point -> best.put(run, point)));
        return best;
    }

    private static Optional<BestPoint> best(Map<Key, List<Row>> points) {
        return points.entrySet().stream()
                .flatMap(point -> point(point.getKey().parameters, point.getValue()).stream())
                .max(Comparator.comparingDouble(BestPoint::score)
                        .thenComparing(BestPoint::trial, Comparator.reverseOrder()));
    }

    private static Optional<BestPoint> point(Map<String, String> parameters, List<Row> trials) {
        List<Row> completed = trials.stream().filter(Row::completed).toList();
        if (completed.isEmpty() || !trials.stream().allMatch(Row::sound)) {
            return Optional.empty();
        }
        List<@Nullable Double> scores =
                completed.stream().map(Row::validationScore).toList();
        Row first = completed.stream()
                .max(Comparator.comparingDouble(Row::score).thenComparing(Row::number, Comparator.reverseOrder()))
                .orElseThrow();
        return Optional.of(new BestPoint(
                first.number,
                parameters,
                completed.size(),
                Objects.requireNonNull(Points.mean(scores)),
                Points.deviation(scores),
                Points.mean(completed.stream().map(Row::testScore).toList()),
                SqlValues.finite(first.ledger.compressionRatio())));
    }

    private List<Row> rows(String which, Object owner) {
        return jdbc.sql("""
                select t.run_id, t.id, t.number, t.outcome, t.validation_score, t.test_score, t.theta, t.generated,
                    t.shared, t.generator, t.z, t.tasks, t.largest_layer, t.position_bytes
                from trial t
                """ + which + "order by t.run_id, t.number")
                .param("owner", owner)
                .param("hypernetwork", NewTrial.HYPERNETWORK)
                .query((row, i) -> row(row))
                .list();
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getLong("run_id"),
                row.getLong("id"),
                row.getInt("number"),
                row.getString("outcome"),
                SqlValues.finite(row, "validation_score"),
                SqlValues.finite(row, "test_score"),
                new Ledger(
                        row.getLong("theta"),
                        row.getLong("generated"),
                        row.getLong("shared"),
                        row.getLong("generator"),
                        row.getLong("z"),
                        row.getLong("tasks"),
                        row.getLong("largest_layer"),
                        row.getLong("position_bytes")));
    }

    private Map<Long, Map<String, String>> swept(String which, Object owner) {
        Map<Long, Map<String, String>> swept = new HashMap<>();
        jdbc.sql("select p.trial_id, p.name, p.setting from swept_parameter p join trial t on t.id = p.trial_id" + which
                        + "order by p.trial_id, p.position")
                .param("owner", owner)
                .param("hypernetwork", NewTrial.HYPERNETWORK)
                .query(row -> {
                    swept.computeIfAbsent(row.getLong("trial_id"), id -> new LinkedHashMap<>())
                            .put(row.getString("name"), row.getString("setting"));
                });
        return swept;
    }
}
