package io.weightloom.runner.review;

import io.weightloom.layout.Ledger;
import io.weightloom.runner.database.SqlValues;
import io.weightloom.runner.store.NewTrial;
import io.weightloom.runner.store.Plans;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Runs;
import io.weightloom.spec.Control;
import io.weightloom.text.KebabCase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Puts the review of a run together: its trials, its points, its comparisons and its front. What that costs grows with
 * the run; {@link KnownReviews} saves it. Safe for use by many threads.
 */
@Component
@Transactional(readOnly = true)
class RunReviews {

    private final JdbcClient jdbc;
    private final Runs runs;
    private final Plans plans;
    private final TrialCounts counts;

    RunReviews(JdbcClient jdbc, Runs runs, Plans plans, TrialCounts counts) {
        this.jdbc = jdbc;
        this.runs = runs;
        this.plans = plans;
        this.counts = counts;
    }

    /** Computes it from what is stored now. */
    public ExperimentReview of(Run run) {
        List<Row> rows = rows(run.id());
        List<TrialSummary> summaries = rows.stream().map(Row::summary).toList();
        List<PointSummary> points = Points.of(summaries);
        Map<Integer, PointSummary> byTrial = new HashMap<>();
        points.forEach(point -> point.trials().forEach(number -> byTrial.put(number, point)));
        return new ExperimentReview(
                run.key().experiment(),
                run.description(),
                RunSummary.of(run, counts.of(run.id())),
                run.spec(),
                runs.overrides(run.id()),
                parameters(summaries),
                summaries.stream()
                        .map(trial -> trial.at(Objects.requireNonNull(byTrial.get(trial.number()))))
                        .toList(),
                points,
                Comparisons.of(pairs(rows)),
                Front.of(points));
    }

    private static List<String> parameters(Collection<TrialSummary> summaries) {
        Set<String> names = new LinkedHashSet<>();
        summaries.forEach(trial -> names.addAll(trial.parameters().keySet()));
        return List.copyOf(names);
    }

    /**
     * A trial's own row, and what it is compared with.
     *
     * @param twins hashes by kind of control, the plain network's apart
     */
    private record Row(TrialSummary summary, String plainHash, Map<String, String> twins) {

        Row with(TrialSummary other) {
            return new Row(other, plainHash, twins);
        }
    }

    private List<Row> rows(long run) {
        Map<Long, Map<String, String>> swept = plans.swept(run);
        Map<Long, Map<String, String>> twins = plans.twins(run);
        List<Row> rows = jdbc.sql("""
                select t.*, (select max(epoch) from metric m where m.trial_id = t.id) as epochs_so_far
                from trial t
                where run_id = :run
                order by number
                """)
                .param("run", run)
                .query((row, i) -> new Row(
                        summary(row, swept.getOrDefault(row.getLong("id"), Map.of())),
                        row.getString("plain_hash"),
                        twins.getOrDefault(row.getLong("id"), Map.of())))
                .list();
        Map<String, TrialSummary> completed = rows.stream()
                .map(Row::summary)
                .filter(TrialSummary::completed)
                .collect(Collectors.toMap(TrialSummary::hash, trial -> trial, (first, second) -> first));
        return rows.stream()
                .map(row -> row.with(row.summary().withDifference(difference(row, completed.get(row.plainHash())))))
                .toList();
    }

    /** Each hypernetwork beside each control that the run has for it, kind by kind in the order of the controls. */
    private static List<Comparisons.Pair> pairs(List<Row> rows) {
        Map<String, TrialSummary> byHash = rows.stream()
                .map(Row::summary)
                .collect(Collectors.toMap(TrialSummary::hash, trial -> trial, (first, second) -> first));
        return rows.stream()
                .filter(row -> row.summary().role().equals(NewTrial.HYPERNETWORK))
                .flatMap(row -> Arrays.stream(Control.values())
                        .map(KebabCase::of)
                        .flatMap(control -> pair(row, control, byHash).stream()))
                .toList();
    }

    private static Optional<Comparisons.Pair> pair(Row row, String control, Map<String, TrialSummary> byHash) {
        String hash = control.equals(KebabCase.of(Control.PLAIN))
                ? row.plainHash()
                : row.twins().get(control);
        return Optional.ofNullable(hash)
                .flatMap(known -> Optional.ofNullable(byHash.get(known)))
                .map(twin -> new Comparisons.Pair(row.summary(), control, twin));
    }

    private static @Nullable Double difference(Row row, @Nullable TrialSummary plain) {
        Double score = row.summary().testScore();
        if (score == null
                || plain == null
                || plain.testScore() == null
                || row.plainHash().equals(row.summary().hash())) {
            return null;
        }
        return score - plain.testScore();
    }

    private static TrialSummary summary(ResultSet row, Map<String, String> swept) throws SQLException {
        return new TrialSummary(
                row.getLong("id"),
                row.getInt("number"),
                row.getString("hash"),
                row.getString("role"),
                swept,
                row.getString("state"),
                row.getString("outcome"),
                row.getString("detail"),
                LedgerReview.of(new Ledger(
                        row.getLong("theta"),
                        row.getLong("generated"),
                        row.getLong("shared"),
                        row.getLong("generator"),
                        row.getLong("z"),
                        row.getLong("tasks"),
                        row.getLong("largest_layer"),
                        row.getLong("position_bytes"))),
                row.getInt("epochs_so_far"),
                SqlValues.nullableInt(row, "best_epoch"),
                SqlValues.finite(row, "validation_score"),
                SqlValues.finite(row, "test_score"),
                SqlValues.finite(row, "test_loss"),
                null,
                row.getString("gradient_verdict"),
                SqlValues.finite(row, "seconds"),
                false,
                false,
                row.getString("reused_from"));
    }
}
