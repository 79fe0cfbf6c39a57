package io.weightloom.runner.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.weightloom.runner.review.ImportanceReview;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.review.SeedPairs;
import io.weightloom.runner.sheet.ViewCosts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** What is computed from what has been stored when somebody asks for it. */
@RestController
@RequestMapping(path = Links.ROOT, produces = MediaType.APPLICATION_JSON_VALUE)
class AnalysesController {

    private static final double USUAL_SHARE = 0.1;

    private static final int MOST_TRIALS = 200;

    private static final Pattern DECIMAL = Pattern.compile("0?\\.\\d{1,9}");

    private final Review review;
    private final RunsController runs;
    private final EntityTags tags;

    AnalysesController(Review review, RunsController runs, EntityTags tags) {
        this.review = review;
        this.runs = runs;
        this.tags = tags;
    }

    /**
     * The importance of a run's parameters.
     *
     * @param importance parameter by parameter
     * @param links by what is there
     */
    record ImportanceAnswer(@JsonUnwrapped ImportanceReview importance, Map<String, String> links) {}

    /**
     * How much it depends on each swept parameter of a run whether a point is among the best (PED-ANOVA).
     *
     * @param id of the run
     * @param measure by which points are good: validation-score, which it is unless it is given
     * @param share of the points that are the best, in (0, 1); 0.1 unless it is given
     */
    @GetMapping("/runs/{id}/importance")
    @Nullable
    ResponseEntity<ImportanceAnswer> importance(
            @PathVariable String id,
            @RequestParam Optional<String> measure,
            @RequestParam Optional<String> share,
            WebRequest request) {
        long run = Ids.of("run", id);
        measure.filter(name -> !name.equals(ImportanceReview.MEASURE)).ifPresent(name -> {
            throw Refusal.badRequest("measure must be %s, but is '%s'".formatted(ImportanceReview.MEASURE, name));
        });
        double best = share.map(AnalysesController::share).orElse(USUAL_SHARE);
        return tags.unlessKnown(
                request,
                runs.version(id),
                () -> new ImportanceAnswer(review.importance(run, best).orElseThrow(), Links.ofImportance(run)));
    }

    /**
     * The pairs of two sides.
     *
     * @param pairs seed by seed
     * @param links by what is there
     */
    record PairsAnswer(@JsonUnwrapped SeedPairs pairs, Map<String, String> links) {}

    /**
     * The difference of two sides, such as the trials of two points, over the seeds that both have.
     *
     * @param a ids of the trials of one side, with commas between them
     * @param b ids of the trials that they are compared with
     */
    @GetMapping("/pairs")
    @Nullable
    ResponseEntity<PairsAnswer> pairs(
            @RequestParam Optional<String> a, @RequestParam Optional<String> b, WebRequest request) {
        List<Long> one = side("a", a);
        List<Long> other = side("b", b);
        List<Long> all = Stream.concat(one.stream(), other.stream()).distinct().toList();
        Map<Long, Long> known = review.runsOf(all);
        all.stream().filter(trial -> !known.containsKey(trial)).findFirst().ifPresent(trial -> {
            throw Refusal.notFound(Ids.noTrial(String.valueOf(trial)));
        });
        ViewCosts.areOf(request, known.values());
        String version = known.values().stream()
                .distinct()
                .sorted()
                .map(run -> runs.version(String.valueOf(run)))
                .collect(Collectors.joining(" "));
        return tags.unlessKnown(
                request, version, () -> new PairsAnswer(compared(one, other), Links.ofPairs(one, other)));
    }

    private SeedPairs compared(List<Long> a, List<Long> b) {
        try {
            return review.pairs(a, b);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static List<Long> side(String name, Optional<String> given) {
        List<Long> trials = given.stream()
                .flatMap(text -> Stream.of(text.split(",", -1)))
                .map(id -> Ids.of("trial", id))
                .distinct()
                .toList();
        if (trials.isEmpty() || trials.size() > MOST_TRIALS) {
            throw Refusal.badRequest("%s must name 1 to %s trials by their ids, with commas between them, but names %s"
                    .formatted(name, MOST_TRIALS, trials.size()));
        }
        return trials;
    }

    private static double share(String text) {
        double share = DECIMAL.matcher(text).matches() ? Double.parseDouble(text) : 0;
        if (share <= 0) {
            throw Refusal.badRequest("share must be a decimal in (0, 1), but is '%s'".formatted(text));
        }
        return share;
    }
}
