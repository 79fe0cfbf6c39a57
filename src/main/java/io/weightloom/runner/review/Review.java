package io.weightloom.runner.review;

import io.weightloom.layout.Ledger;
import io.weightloom.runner.database.SqlValues;
import io.weightloom.runner.store.Plans;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.Trial;
import io.weightloom.runner.store.Trials;
import io.weightloom.spec.Control;
import io.weightloom.text.KebabCase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What people look at: the read models of experiments, runs and trials. Safe for use by many threads. */
@Repository
@Transactional(readOnly = true)
public class Review {

    private final JdbcClient jdbc;
    private final Runs runs;
    private final Trials trials;
    private final Plans plans;
    private final TrialReviews reviews;

    Review(JdbcClient jdbc, Runs runs, Trials trials, Plans plans, TrialReviews reviews) {
        this.jdbc = jdbc;
        this.runs = runs;
        this.trials = trials;
        this.plans = plans;
        this.reviews = reviews;
    }

    /** All experiments that ever ran, by name. */
    public List<ExperimentSummary> experiments() {
        Map<Long, List<TrialCount>> counts = counts(Optional.empty());
        Map<String, List<Run>> byName = new TreeMap<>();
        runs.all()
                .forEach(run -> byName.computeIfAbsent(run.key().experiment(), name -> new ArrayList<>())
                        .add(run));
        return byName.entrySet().stream()
                .map(entry -> new ExperimentSummary(
                        entry.getKey(),
                        entry.getValue().get(0).description(),
                        entry.getValue().stream()
                                .map(run -> RunSummary.of(run, counts.getOrDefault(run.id(), List.of())))
                                .toList()))
                .toList();
    }

    /** The latest run of an experiment; empty if it never ran. */
    public Optional<ExperimentReview> latest(String experiment) {
        return runs.latest(experiment).map(this::review);
    }

    /** One run; empty if there is none of this id. */
    public Optional<ExperimentReview> run(long id) {
        return runs.find(id).map(this::review);
    }

    /** One trial; empty if there is none of this id. */
    public Optional<TrialReview> trial(long id) {
        return trials.find(id).map(trial -> review(trial, runs.find(trial.run()).orElseThrow()));
    }

    private ExperimentReview review(Run run) {
        List<Row> rows = rows(run.id());
        List<TrialSummary> summaries = rows.stream().map(Row::summary).toList();
        List<Point> points = Points.of(summaries);
        Map<Integer, Point> byTrial = new HashMap<>();
        points.forEach(point -> point.trials().forEach(number -> byTrial.put(number, point)));
        return new ExperimentReview(
                run.key().experiment(),
                run.description(),
                RunSummary.of(run, counts(Optional.of(run.id())).getOrDefault(run.id(), List.of())),
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

    private TrialReview review(Trial trial, Run run) {
        TrialSummary summary = review(run).trials().stream()
                .filter(candidate -> candidate.id() == trial.id())
                .findFirst()
                .orElseThrow();
        return reviews.of(trial, run, summary);
    }

    /** By run; of all runs, or of one. */
    private Map<Long, List<TrialCount>> counts(Optional<Long> run) {
        Map<Long, List<TrialCount>> counts = new HashMap<>();
        // No score is above 1; the comparison keeps NaN out, which both databases take for the greatest number.
        jdbc.sql("""
                select run_id, state, outcome, count(*) as trials,
                    max(case when role = :hypernetwork and test_score <= 1 then test_score end) as best
                from trial
                where run_id = :run or :run is null
                group by run_id, state, outcome
                """)
                .param("hypernetwork", Trials.HYPERNETWORK)
                .param("run", run.orElse(null), Types.BIGINT)
                .query(row -> {
                    counts.computeIfAbsent(row.getLong("run_id"), id -> new ArrayList<>())
                            .add(new TrialCount(
                                    row.getString("state"),
                                    row.getString("outcome"),
                                    row.getInt("trials"),
                                    SqlValues.finite(row, "best")));
                });
        return counts;
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
                .filter(row -> row.summary().role().equals(Trials.HYPERNETWORK))
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
                        row.getLong("largest_layer"))),
                row.getInt("epochs_so_far"),
                SqlValues.nullableInt(row, "best_epoch"),
                SqlValues.finite(row, "validation_score"),
                SqlValues.finite(row, "test_score"),
                SqlValues.finite(row, "test_loss"),
                null,
                row.getString("gradient_verdict"),
                SqlValues.finite(row, "seconds"),
                false,
                false);
    }
}
