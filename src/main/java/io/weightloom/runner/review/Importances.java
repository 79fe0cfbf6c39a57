package io.weightloom.runner.review;

import io.weightloom.runner.review.ImportanceReview.ParameterImportance;
import io.weightloom.runner.store.NewTrial;
import io.weightloom.search.Importance;
import io.weightloom.text.Decimals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The {@link Importance} of a run's parameters for the mean validation score of its points. Points that did not
 * complete are never among the best, but count as some that there are. Scores of different data cannot be compared, so
 * that the best share is taken of each setting of the data, and settings of the data have no importance.
 */
final class Importances {

    /** Fewer agree by chance too often. */
    private static final int FEWEST = 3;

    /** As many numbers of a range are told apart. */
    private static final int CELLS = 50;

    /** What a share of a whole number may lack of one, because of rounding. */
    private static final double ROUNDING = 1e-9;

    private final String spec;
    private final double share;
    /** Of which all trials have ended. */
    private final List<PointSummary> whole;
    /** In contests of which one is among the best at least. */
    private final List<PointSummary> points = new ArrayList<>();
    /** Places of the best among these. */
    private final Set<Integer> best = new HashSet<>();

    private Importances(ExperimentReview run, double share) {
        spec = run.spec();
        this.share = share;
        Map<Integer, TrialSummary> trials = new HashMap<>();
        run.trials().forEach(trial -> trials.put(trial.number(), trial));
        whole = run.points().stream()
                .filter(point -> point.role().equals(NewTrial.HYPERNETWORK))
                .filter(point -> point.trials().stream()
                        .allMatch(number ->
                                Objects.requireNonNull(trials.get(number)).outcome() != null))
                .toList();
        contests().forEach(this::take);
    }

    /**
     * The importances.
     *
     * @param share of the points that are the best, in (0, 1)
     */
    static ImportanceReview of(ExperimentReview run, double share) {
        return new Importances(run, share).review();
    }

    private Collection<List<PointSummary>> contests() {
        Map<Map<String, String>, List<PointSummary>> byData = new LinkedHashMap<>();
        whole.forEach(point -> byData.computeIfAbsent(Front.data(point), data -> new ArrayList<>())
                .add(point));
        return byData.values();
    }

    private void take(List<PointSummary> contest) {
        double wanted = contest.size() * share + ROUNDING;
        List<Double> scores = contest.stream()
                .map(Importances::score)
                .sorted(Comparator.reverseOrder())
                .toList();
        double last = wanted < 1 ? Double.NaN : scores.get((int) Math.ceil(wanted - 2 * ROUNDING) - 1);
        for (PointSummary point : wanted < 1 ? List.<PointSummary>of() : contest) {
            if (score(point) > Double.NEGATIVE_INFINITY && score(point) >= last - MeanInterval.SAME) {
                best.add(points.size());
            }
            points.add(point);
        }
    }

    /** What its trials have come to, if all have completed; else the worst that there is. */
    private static double score(PointSummary point) {
        Double score = point.validationScore();
        return score == null || point.completed() < point.trials().size() ? Double.NEGATIVE_INFINITY : score;
    }

    private ImportanceReview review() {
        if (best.size() < FEWEST) {
            return missing("%s hypernetworks have ended with all of their seeds, and the best %s %% of them%s are %s;"
                            .formatted(
                                    whole.size(),
                                    Decimals.significant(4, 100 * share),
                                    contests().size() > 1 ? ", taken of each setting of the data by itself," : "",
                                    best.size())
                    + " fewer than %s agree by chance".formatted(FEWEST));
        } else if (best.size() == points.size()) {
            return missing("All %s hypernetworks are as good as the best".formatted(best.size()));
        }
        Map<SweptParameter, Importance.Parameter> varying = new LinkedHashMap<>();
        for (SweptParameter parameter : SweptParameter.of(spec, names())) {
            Importance.Parameter cells = cells(parameter);
            if (!Front.isOfData(parameter.settings().get(0)) && !cells.isConstant()) {
                varying.put(parameter, cells);
            }
        }
        return varying.isEmpty() ? missing("No parameter differs between hypernetworks") : review(varying);
    }

    private ImportanceReview missing(String why) {
        return new ImportanceReview(ImportanceReview.MEASURE, share, points.size(), best.size(), List.of(), why);
    }

    private ImportanceReview review(Map<SweptParameter, Importance.Parameter> varying) {
        List<Double> values = Importance.of(List.copyOf(varying.values()), best);
        List<ParameterImportance> importances = new ArrayList<>();
        for (SweptParameter parameter : varying.keySet()) {
            List<String> settings = parameter.settings();
            importances.add(new ParameterImportance(
                    settings.get(0), settings.subList(1, settings.size()), values.get(importances.size())));
        }
        importances.sort(
                Comparator.comparingDouble(ParameterImportance::importance).reversed());
        return new ImportanceReview(ImportanceReview.MEASURE, share, points.size(), best.size(), importances, null);
    }

    private List<String> names() {
        Set<String> names = new LinkedHashSet<>();
        points.forEach(point -> names.addAll(point.parameters().keySet()));
        return List.copyOf(names);
    }

    private Importance.Parameter cells(SweptParameter parameter) {
        List<List<String>> values =
                points.stream().map(point -> values(parameter, point)).toList();
        return parameter.range().map(range -> line(range, values)).orElseGet(() -> {
            List<List<String>> options =
                    values.stream().filter(value -> !value.isEmpty()).distinct().toList();
            return new Importance.Parameter(
                    Importance.Kind.OPTIONS,
                    values.stream().map(options::indexOf).toList(),
                    Math.max(1, options.size()));
        });
    }

    /** None if the point does not have it. */
    private static List<String> values(SweptParameter parameter, PointSummary point) {
        return parameter.settings().stream()
                .filter(point.parameters()::containsKey)
                .map(setting -> Objects.requireNonNull(point.parameters().get(setting)))
                .toList();
    }

    private static Importance.Parameter line(SweptParameter.Range range, List<List<String>> values) {
        int cells = (int) Math.min(CELLS, range.values());
        return new Importance.Parameter(
                Importance.Kind.LINE,
                values.stream()
                        .map(value -> value.isEmpty()
                                ? -1
                                : (int) Math.round(range.place(Double.parseDouble(value.get(0))) * (cells - 1)))
                        .toList(),
                cells);
    }
}
