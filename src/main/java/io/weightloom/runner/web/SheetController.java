package io.weightloom.runner.web;

import io.weightloom.runner.review.Comparison;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.review.RunView;
import io.weightloom.runner.sheet.CurveRows;
import io.weightloom.runner.sheet.Curves;
import io.weightloom.runner.sheet.Sheet;
import io.weightloom.text.KebabCase;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** What the page looks at while a run goes on: all of it once, then what has changed. */
@RestController
@RequestMapping(path = Links.ROOT + "/runs/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
class SheetController {

    /** Trials whose curves are sent at once. */
    private static final int CURVES = 200;

    private static final int POINTS = 400;

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private final Review review;
    private final CurveRows curves;
    private final ExperimentsEndpoint experiments;
    private final EntityTags tags;

    SheetController(Review review, CurveRows curves, ExperimentsEndpoint experiments, EntityTags tags) {
        this.review = review;
        this.curves = curves;
        this.experiments = experiments;
        this.tags = tags;
    }

    /**
     * Comparisons of a run.
     *
     * @param comparisons each point's hypernetworks with each of their controls
     */
    record ComparisonsAnswer(List<Comparison> comparisons) {}

    /**
     * A run's trials and points as two tables, or what of them has changed.
     *
     * @param id of the run
     * @param since the revision of a sheet of it: rows that have not changed since then are left out, if that is known
     */
    @GetMapping("/sheet")
    @Nullable
    ResponseEntity<Sheet> sheet(
            @PathVariable String id, @RequestParam(required = false) @Nullable String since, WebRequest request) {
        String version = version(id);
        return tags.unlessKnown(request, version, () -> {
            RunView view = review.view(Ids.of("run", id)).orElseThrow();
            return Sheet.of(view, review.summary(view), Optional.ofNullable(since));
        });
    }

    /**
     * Learning curves of some trials.
     *
     * @param id of the run
     * @param trials their numbers, with commas between them; at most 200
     * @param measure validation-score (unless another one is given), validation-loss, train-loss or learning-rate
     * @param points most epochs of a trial, from 2 to 10000; unless given 400. Longer curves are thinned evenly
     */
    @GetMapping("/curves")
    @Nullable
    ResponseEntity<Curves> curves(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String trials,
            @RequestParam(required = false) @Nullable String measure,
            @RequestParam(required = false) @Nullable String points,
            WebRequest request) {
        String version = version(id);
        Set<Integer> numbers = numbers(trials);
        Curves.Measure asked = measure(measure);
        int most = points(points);
        return tags.unlessKnown(request, version, () -> curves.of(Ids.of("run", id), numbers, asked, most));
    }

    /**
     * Each point's hypernetworks beside each of their controls.
     *
     * @param id of the run
     */
    @GetMapping("/comparisons")
    @Nullable
    ResponseEntity<ComparisonsAnswer> comparisons(@PathVariable String id, WebRequest request) {
        return tags.unlessKnown(
                request,
                version(id),
                () -> new ComparisonsAnswer(
                        review.run(Ids.of("run", id)).orElseThrow().comparisons()));
    }

    private String version(String run) {
        return review.versionOfRun(Ids.of("run", run)).orElseThrow(() -> Refusal.notFound(experiments.noRun(run)));
    }

    private static Set<Integer> numbers(@Nullable String text) {
        String[] each = text == null ? new String[0] : text.split(",", -1);
        if (each.length == 0
                || !Arrays.stream(each)
                        .allMatch(number -> NUMBER.matcher(number).matches())) {
            throw Refusal.badRequest("'trials' are numbers of trials with commas between them, such as 1,2,5, not '%s'"
                    .formatted(text == null ? "" : text));
        }
        Set<Integer> numbers = Arrays.stream(each).map(Integer::valueOf).collect(Collectors.toCollection(TreeSet::new));
        if (numbers.size() > CURVES) {
            throw Refusal.badRequest("'trials' are %s at most, not %s".formatted(CURVES, numbers.size()));
        }
        return numbers;
    }

    private static Curves.Measure measure(@Nullable String text) {
        if (text == null) {
            return Curves.Measure.VALIDATION_SCORE;
        }
        return Arrays.stream(Curves.Measure.values())
                .filter(each -> KebabCase.of(each).equals(text))
                .findFirst()
                .orElseThrow(() -> Refusal.badRequest("The measure '%s' is not known; there are %s"
                        .formatted(
                                text,
                                Arrays.stream(Curves.Measure.values())
                                        .map(KebabCase::of)
                                        .collect(Collectors.joining(", ")))));
    }

    private static int points(@Nullable String text) {
        if (text == null) {
            return POINTS;
        }
        int points = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        if (points < 2 || points > 10_000) {
            throw Refusal.badRequest("'points' are from 2 to 10000, not '%s'".formatted(text));
        }
        return points;
    }
}
