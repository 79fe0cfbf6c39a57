package io.weightloom.runner.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.weightloom.runner.review.Comparison;
import io.weightloom.runner.review.ExperimentHistory;
import io.weightloom.runner.review.ExperimentReview;
import io.weightloom.runner.review.ExperimentSummary;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.review.RunSummary;
import io.weightloom.runner.review.UpcomingFires;
import io.weightloom.runner.table.ExperimentsTable;
import io.weightloom.runner.table.HistoryTable;
import io.weightloom.runner.table.MetricRow;
import io.weightloom.runner.table.MetricTable;
import io.weightloom.runner.table.RunTable;
import io.weightloom.runner.table.RunTables;
import io.weightloom.runner.table.TrialTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.stereotype.Component;

/**
 * {@code GET /actuator/experiments}: every experiment with its runs and next fire times, or as CSV or plain text a line
 * for each; {@code GET /actuator/experiments/NAME}: its latest run, or with {@code ?run=ID} that one, as JSON, CSV or
 * plain text; {@code GET /actuator/experiments/NAME/comparisons} and {@code /metrics}: the same of its comparisons with
 * controls alone, and of what was measured after each epoch; {@code GET /actuator/experiments/NAME/history}: the same
 * of what came out of each of its runs.
 */
@Component
@WebEndpoint(id = "experiments")
class ExperimentsEndpoint {

    private static final int FIRE_TIMES = 3;

    private static final String COMPARISONS = "comparisons";
    private static final String METRICS = "metrics";
    private static final String HISTORY = "history";

    private final Review review;
    private final RunTables tables;
    private final UpcomingFires fires;

    ExperimentsEndpoint(Review review, RunTables tables, ObjectProvider<UpcomingFires> fires) {
        this.review = review;
        this.tables = tables;
        this.fires = fires.getIfAvailable(() -> UpcomingFires.NONE);
    }

    /**
     * All experiments.
     *
     * @param experiments by name
     */
    record Experiments(List<Experiment> experiments) implements OperationResponseBody {}

    /**
     * One experiment in the list.
     *
     * @param name of the experiment
     * @param description of its latest run
     * @param nextFireTimes soonest first; none without a schedule
     * @param runs latest first; none for a schedule that has not fired yet
     * @param schedule that this process keeps; null if it keeps none
     */
    @JsonInclude(content = JsonInclude.Include.ALWAYS)
    record Experiment(
            String name,
            String description,
            List<Instant> nextFireTimes,
            List<RunSummary> runs,
            UpcomingFires.@Nullable Schedule schedule) {}

    @ReadOperation(producesFrom = ReviewFormat.class)
    WebEndpointResponse<?> list(ReviewFormat format) {
        Experiments all = experiments();
        Object body = switch (format) {
            case JSON -> all;
            case CSV -> ExperimentsTable.csv(lines(all));
            case TEXT -> ExperimentsTable.text(lines(all)) + "\n";
        };
        return new WebEndpointResponse<>(body, format);
    }

    private static List<ExperimentsTable.Line> lines(Experiments all) {
        return all.experiments().stream()
                .map(experiment -> new ExperimentsTable.Line(
                        experiment.name(),
                        experiment.runs().stream().findFirst(),
                        experiment.nextFireTimes().stream().findFirst(),
                        Optional.ofNullable(experiment.schedule()).map(UpcomingFires.Schedule::zone)))
                .toList();
    }

    /** What this process knows of, by name. */
    Experiments experiments() {
        Map<String, UpcomingFires.Fires> next = fires.next(FIRE_TIMES);
        Map<String, Experiment> experiments = new TreeMap<>();
        next.forEach(
                (name, of) -> experiments.put(name, new Experiment(name, "", of.times(), List.of(), of.schedule())));
        for (ExperimentSummary ran : review.experiments()) {
            UpcomingFires.Fires of = next.get(ran.name());
            experiments.put(
                    ran.name(),
                    new Experiment(
                            ran.name(),
                            ran.description(),
                            of == null ? List.of() : of.times(),
                            ran.runs(),
                            of == null ? null : of.schedule()));
        }
        return new Experiments(List.copyOf(experiments.values()));
    }

    /**
     * A run's comparisons.
     *
     * @param experiment its name
     * @param run when it was
     * @param comparisons each point's hypernetworks with each of their controls
     */
    record ComparisonsOfRun(String experiment, RunSummary run, List<Comparison> comparisons)
            implements OperationResponseBody {}

    /**
     * What was measured of a run's trials.
     *
     * @param experiment its name
     * @param run when it was
     * @param metrics one for each number, epoch by epoch
     */
    record MetricsOfRun(String experiment, RunSummary run, List<MetricRow> metrics) implements OperationResponseBody {}

    @ReadOperation(producesFrom = ReviewFormat.class)
    WebEndpointResponse<?> experiment(@Selector String name, @Nullable String run, ReviewFormat format) {
        return found(name, run, review -> shown(review, format));
    }

    @ReadOperation(producesFrom = ReviewFormat.class)
    WebEndpointResponse<?> part(
            @Selector String name, @Selector String part, @Nullable String run, ReviewFormat format) {
        return switch (part) {
            case COMPARISONS -> found(name, run, review -> comparisons(review, format));
            case METRICS -> found(name, run, review -> metrics(review, format));
            case HISTORY ->
                review.history(name)
                        .<WebEndpointResponse<?>>map(history -> history(history, format))
                        .orElseGet(() -> Problem.notFound(missing(name, null)));
            default ->
                Problem.notFound("An experiment has no '%s', only '%s', '%s' and '%s'"
                        .formatted(part, COMPARISONS, METRICS, HISTORY));
        };
    }

    private static WebEndpointResponse<?> history(ExperimentHistory history, ReviewFormat format) {
        Object body = switch (format) {
            case JSON -> history;
            case CSV -> HistoryTable.csv(history);
            case TEXT -> HistoryTable.text(history) + "\n";
        };
        return new WebEndpointResponse<>(body, format);
    }

    private WebEndpointResponse<?> found(
            String name, @Nullable String run, Function<ExperimentReview, WebEndpointResponse<?>> shown) {
        if (run != null && !Ids.valid(run)) {
            return Problem.badRequest("A run's id is a whole number, not '%s'".formatted(run));
        }
        Optional<ExperimentReview> found = run == null
                ? review.latest(name)
                : review.run(Long.parseLong(run))
                        .filter(candidate -> candidate.name().equals(name));
        return found.isPresent() ? shown.apply(found.get()) : Problem.notFound(missing(name, run));
    }

    private WebEndpointResponse<?> comparisons(ExperimentReview experiment, ReviewFormat format) {
        Object body = switch (format) {
            case JSON -> new ComparisonsOfRun(experiment.name(), experiment.run(), experiment.comparisons());
            case CSV -> csv(RunTable.COMPARISONS, experiment);
            case TEXT -> TrialTable.comparisons(experiment) + "\n";
        };
        return new WebEndpointResponse<>(body, format);
    }

    private WebEndpointResponse<?> metrics(ExperimentReview experiment, ReviewFormat format) {
        Object body = switch (format) {
            case JSON -> new MetricsOfRun(experiment.name(), experiment.run(), tables.metrics(experiment));
            case CSV -> csv(RunTable.METRICS, experiment);
            case TEXT -> MetricTable.of(experiment.parameters(), tables.metrics(experiment)) + "\n";
        };
        return new WebEndpointResponse<>(body, format);
    }

    private String csv(RunTable table, ExperimentReview experiment) {
        StringBuilder text = new StringBuilder();
        try {
            tables.write(table, List.of(experiment), text);
        } catch (IOException e) {
            throw new UncheckedIOException("A string builder takes all text", e);
        }
        return text.toString();
    }

    private WebEndpointResponse<?> shown(ExperimentReview experiment, ReviewFormat format) {
        Object body = switch (format) {
            case JSON -> experiment;
            case CSV -> csv(RunTable.TRIALS, experiment);
            case TEXT -> TrialTable.of(experiment) + "\n";
        };
        return new WebEndpointResponse<>(body, format);
    }

    /** That there is no such experiment, or no such run of it. */
    String missing(String name, @Nullable String run) {
        List<Experiment> known = experiments().experiments();
        Optional<Experiment> experiment = known.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst();
        if (experiment.isEmpty()) {
            return "No experiment '%s' in %s"
                    .formatted(name, known.stream().map(Experiment::name).toList());
        } else if (run != null) {
            return "No run %s of the experiment '%s' in %s"
                    .formatted(
                            run,
                            name,
                            experiment.get().runs().stream().map(RunSummary::id).toList());
        }
        return "The experiment '%s' has not run yet; %s"
                .formatted(
                        name,
                        experiment.get().nextFireTimes().stream()
                                .findFirst()
                                .map("it fires next at %s"::formatted)
                                .orElse("it never fires"));
    }

    /** That there is no run of an id. */
    String noRun(String id) {
        List<Long> known = experiments().experiments().stream()
                .flatMap(experiment -> experiment.runs().stream())
                .map(RunSummary::id)
                .sorted()
                .toList();
        return known.isEmpty()
                ? "No run %s: nothing was ever run in this database".formatted(id)
                : "No run %s; there are %s, the latest is %s".formatted(id, known.size(), known.get(known.size() - 1));
    }
}
