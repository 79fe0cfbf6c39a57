package io.weightloom.runner.page;

import io.weightloom.runner.review.Comparison;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.review.RunSummary;
import io.weightloom.runner.review.RunView;
import io.weightloom.runner.review.TrialSummary;
import io.weightloom.runner.sheet.CurveRows;
import io.weightloom.runner.sheet.Sheet;
import io.weightloom.text.Decimals;
import io.weightloom.text.Sha256;
import java.io.IOException;
import java.io.Writer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the page with all that it shows of some runs as one file, which any browser opens without a server and which
 * loads nothing. Safe for use by many threads.
 */
@Component
public class PageFile {

    /** Characters that a file may have, if what it must hold has not more of them. */
    static final long MOST = 4_800_000;

    /** What the page lets one choose. */
    private static final List<Double> SHARES = List.of(0.05, 0.1, 0.2, 0.5);

    private static final String POLICY = "default-src 'none'; script-src 'sha256-%s' blob:; style-src 'unsafe-inline';"
            + " img-src data:; base-uri 'none'; form-action 'none'";

    private static final JsonMapper JSON = new JsonMapper();

    private final Review review;
    private final CurveRows curves;
    private final Clock clock;

    PageFile(Review review, CurveRows curves, Clock clock) {
        this.review = review;
        this.curves = curves;
        this.clock = clock;
    }

    private record Experiments(List<Experiment> experiments) {}

    /** As the API has it; a file has no fire times. */
    private record Experiment(
            String name,
            String description,
            List<Instant> nextFireTimes,
            List<RunSummary> runs,
            @Nullable String schedule) {}

    private record Comparisons(List<Comparison> comparisons) {}

    /**
     * Writes the page of these runs, of each experiment the latest first. A run that is gone is left out.
     *
     * @throws IOException if it cannot be written
     */
    public void write(List<Long> runs, Writer to) throws IOException {
        List<RunView> views =
                runs.stream().flatMap(run -> review.view(run).stream()).toList();
        String begin = PageParts.begin();
        String head = PageParts.frame()
                .replace(
                        "<meta charset=\"utf-8\">",
                        "<meta charset=\"utf-8\">\n    <meta http-equiv=\"Content-Security-Policy\" content=\"%s\">"
                                .formatted(POLICY.formatted(sha256(begin))));
        int end = head.indexOf("</body>");
        String modules = data(
                "modules",
                PageParts.modules().entrySet().stream()
                        .map(module -> List.of(module.getKey(), module.getValue()))
                        .toList());
        String plots = data("plots", PageParts.plots());
        to.write(head.substring(0, end));
        to.write(modules);
        to.write(plots);
        to.write(data("stored", answers(views, MOST - head.length() - modules.length() - plots.length())));
        to.write("<script>" + begin + "</script>\n");
        to.write(head.substring(end));
    }

    /** Whatever a text holds, it ends no element. */
    private static String data(String id, Object value) {
        return "<script type=\"application/json\" id=\"%s\">%s</script>\n"
                .formatted(id, JSON.writeValueAsString(value).replace("<", "\\u003c"));
    }

    private static String sha256(String script) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(Sha256.of(script)));
    }

    private StoredAnswers answers(List<RunView> views, long room) {
        Map<String, Object> answers = new TreeMap<>();
        Map<Long, Sheet> sheets = new TreeMap<>();
        Map<Long, StoredCurves> stored = new TreeMap<>();
        List<TrialSummary> trials = new ArrayList<>();
        Map<String, Experiment> experiments = new LinkedHashMap<>();
        for (RunView view : views) {
            RunSummary run = review.summary(view);
            experiments.merge(
                    view.experiment(),
                    new Experiment(view.experiment(), view.description(), List.of(), List.of(run), null),
                    PageFile::both);
            sheets.put(run.id(), Sheet.of(view, run, Optional.empty()));
            stored.put(
                    run.id(),
                    StoredCurves.of(
                            run.id(),
                            view.trials().stream().map(TrialSummary::number).toList(),
                            curves));
            trials.addAll(view.trials());
            review.run(run.id())
                    .ifPresent(whole -> answers.put(
                            "runs/%s/comparisons".formatted(run.id()), new Comparisons(whole.comparisons())));
            review.history(view.experiment())
                    .ifPresent(history -> answers.put("experiments/%s/history".formatted(view.experiment()), history));
            for (double share : SHARES) {
                review.importance(run.id(), share)
                        .ifPresent(importance -> answers.put(
                                "runs/%s/importance?measure=validation-score&share=%s".formatted(run.id(), share),
                                importance));
            }
        }
        answers.put("experiments", new Experiments(List.copyOf(experiments.values())));
        long left =
                room - JSON.writeValueAsString(List.of(answers, sheets, stored)).length();
        List<PackedTrials.Pack> packs = PackedTrials.of(bestFirst(trials), review::trial, left);
        return told(answers, sheets, stored, packs, trials.size());
    }

    private static Experiment both(Experiment one, Experiment other) {
        List<RunSummary> runs = new ArrayList<>(one.runs());
        runs.addAll(other.runs());
        return new Experiment(one.name(), one.description(), one.nextFireTimes(), List.copyOf(runs), one.schedule());
    }

    /** Those that people look at most: on the front, then by validation score. */
    private static List<Long> bestFirst(List<TrialSummary> trials) {
        return trials.stream()
                .sorted(Comparator.comparing(TrialSummary::onFront)
                        .reversed()
                        .thenComparing(
                                TrialSummary::validationScore, Comparator.nullsLast(Comparator.<Double>reverseOrder()))
                        .thenComparing(TrialSummary::id))
                .map(TrialSummary::id)
                .toList();
    }

    private StoredAnswers told(
            Map<String, Object> answers,
            Map<Long, Sheet> sheets,
            Map<Long, StoredCurves> stored,
            List<PackedTrials.Pack> packs,
            int trials) {
        int kept = packs.stream().mapToInt(pack -> pack.ids().size()).sum();
        String leftTrials = kept == trials
                ? null
                : "Of %s trials the details of %s are here: those on the front, and the best of the others."
                        .formatted(Decimals.whole(trials), Decimals.whole(kept));
        List<String> left = new ArrayList<>();
        if (leftTrials != null) {
            left.add(leftTrials);
        }
        int points =
                stored.values().stream().mapToInt(StoredCurves::points).min().orElse(0);
        left.add("Of each curve %s epochs are here at most, numbers to four digits, and details of trials to six."
                .formatted(points));
        left.add("Exploring networks, exports, and pairs of one's own choice need the server.");
        return new StoredAnswers(clock.instant(), answers, sheets, stored, packs, List.copyOf(left), leftTrials);
    }
}
