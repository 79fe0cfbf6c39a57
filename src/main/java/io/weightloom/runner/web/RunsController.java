package io.weightloom.runner.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.weightloom.runner.review.ExperimentHistory;
import io.weightloom.runner.review.ExperimentReview;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.review.RunSummary;
import io.weightloom.runner.review.TrialReview;
import io.weightloom.runner.sheet.ViewCosts;
import io.weightloom.runner.table.RunTable;
import io.weightloom.runner.web.ExperimentsEndpoint.Experiment;
import io.weightloom.text.KebabCase;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/**
 * What has been stored of experiments, runs and trials: as the endpoints of actuator show it, with links, and with a
 * tag by which whoever has seen it need not be sent it again.
 */
@RestController
@RequestMapping(path = Links.ROOT, produces = MediaType.APPLICATION_JSON_VALUE)
class RunsController {

    private static final String CSV = "text/csv;charset=UTF-8";

    private final Review review;
    private final ExperimentsEndpoint experiments;
    private final EntityTags tags;
    private final boolean operations;

    RunsController(
            Review review,
            ExperimentsEndpoint experiments,
            EntityTags tags,
            @Value("${runner.operations}") boolean operations) {
        this.review = review;
        this.operations = operations;
        this.experiments = experiments;
        this.tags = tags;
    }

    /**
     * All experiments.
     *
     * @param experiments by name
     * @param user who asks; null where no password is asked for
     * @param links by what is there, {name} stands for that of an experiment and {id} for that of a run; those that
     *     change a run are there where runner.operations allows it
     */
    record ExperimentsAnswer(
            List<Experiment> experiments, @Nullable String user, Map<String, String> links) {}

    /**
     * The history of an experiment.
     *
     * @param history its runs, latest first
     * @param links by what is there; {id} stands for that of a run
     */
    record HistoryAnswer(@JsonUnwrapped ExperimentHistory history, Map<String, String> links) {}

    /**
     * One run.
     *
     * @param run its trials, points, comparisons and front
     * @param links by what is there; {id} stands for that of a trial
     */
    record RunAnswer(@JsonUnwrapped ExperimentReview run, Map<String, String> links) {}

    /**
     * One trial.
     *
     * @param trial all that is known of it
     * @param links by what is there
     */
    record TrialAnswer(@JsonUnwrapped TrialReview trial, Map<String, String> links) {}

    /**
     * A table of one run, which is written while it is read.
     *
     * @param table which one
     * @param run whose
     */
    record RunTableAnswer(RunTable table, ExperimentReview run) {}

    /** Every experiment with its runs and next fire times. */
    @GetMapping("/experiments")
    @Nullable
    ResponseEntity<ExperimentsAnswer> experiments(WebRequest request) {
        List<Experiment> all = experiments.experiments().experiments();
        ViewCosts.areOf(request, atWork(all));
        String user = request.getRemoteUser();
        return tags.unlessKnown(
                request, all + " " + user, () -> new ExperimentsAnswer(all, user, Links.ofExperiments(operations)));
    }

    /**
     * What came out of each run of an experiment, and whether it is worse than what came out before.
     *
     * @param name of the experiment
     */
    @GetMapping("/experiments/{name}/history")
    @Nullable
    ResponseEntity<HistoryAnswer> history(@PathVariable String name, WebRequest request) {
        String version =
                review.versionOfHistory(name).orElseThrow(() -> Refusal.notFound(experiments.missing(name, null)));
        return tags.unlessKnown(
                request, version, () -> new HistoryAnswer(review.history(name).orElseThrow(), Links.ofHistory(name)));
    }

    /**
     * One run of an experiment: its trials, points, comparisons and front.
     *
     * @param id of the run
     */
    @GetMapping("/runs/{id}")
    @Nullable
    ResponseEntity<RunAnswer> run(@PathVariable String id, WebRequest request) {
        long run = Ids.of("run", id);
        return tags.unlessKnown(
                request, version(id), () -> new RunAnswer(review.run(run).orElseThrow(), Links.ofRun(run)));
    }

    /**
     * One table of a run as CSV, at an address that ends so: who reads a table from an address asks for no type.
     *
     * @param id of the run
     * @param table trials, comparisons, or metrics: a line for each number that was measured after an epoch
     */
    @GetMapping(path = "/runs/{id}/{table}.csv", produces = CSV)
    @Nullable
    ResponseEntity<RunTableAnswer> table(@PathVariable String id, @PathVariable String table, WebRequest request) {
        long run = Ids.of("run", id);
        RunTable asked = Arrays.stream(RunTable.values())
                .filter(each -> KebabCase.of(each).equals(table))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("A run has no %s.csv, but %s"
                        .formatted(
                                table,
                                Arrays.stream(RunTable.values())
                                        .map(each -> KebabCase.of(each) + ".csv")
                                        .collect(Collectors.joining(", ")))));
        return tags.unlessKnown(
                request,
                version(id),
                () -> new RunTableAnswer(asked, review.run(run).orElseThrow()));
    }

    /**
     * All that is known of one trial.
     *
     * @param id of the trial
     */
    @GetMapping("/trials/{id}")
    @Nullable
    ResponseEntity<TrialAnswer> trial(@PathVariable String id, WebRequest request) {
        long trial = Ids.of("trial", id);
        Long run = review.runsOf(List.of(trial)).get(trial);
        if (run == null) {
            throw Refusal.notFound(Ids.noTrial(id));
        }
        ViewCosts.areOf(request, List.of(run));
        String version = version(String.valueOf(run));
        return tags.unlessKnown(request, version, () -> {
            TrialReview found = review.trial(trial).orElseThrow();
            return new TrialAnswer(
                    found, Links.ofTrial(trial, found.run(), found.weights().where() != null));
        });
    }

    /** Those that a list of all is read for while it is watched. */
    private static List<Long> atWork(List<Experiment> all) {
        return all.stream()
                .flatMap(experiment -> experiment.runs().stream())
                .filter(run -> run.endedAt() == null)
                .map(RunSummary::id)
                .toList();
    }

    /**
     * Changes whenever what is shown of a run may.
     *
     * @param run its id, as it came
     */
    String version(String run) {
        return review.versionOfRun(Ids.of("run", run)).orElseThrow(() -> Refusal.notFound(experiments.noRun(run)));
    }
}
