package io.weightloom.runner.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.review.RunView;
import io.weightloom.runner.review.TrialSummary;
import io.weightloom.runner.sheet.TrialSelection;
import io.weightloom.runner.table.TrialList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.util.UriUtils;

/** A run's trials as one table, for scripts: filtered, sorted, and page by page. */
@RestController
@RequestMapping(Links.ROOT + "/runs/{id}")
class TrialsController {

    /** How many trials pass the filter, whatever form the answer has. */
    static final String TOTAL = "X-Total-Count";

    private static final String JSON = MediaType.APPLICATION_JSON_VALUE;

    private static final String CSV = "text/csv;charset=UTF-8";

    private static final String TEXT = "text/plain;charset=UTF-8";

    private final Review review;
    private final RunsController runs;
    private final EntityTags tags;

    TrialsController(Review review, RunsController runs, EntityTags tags) {
        this.review = review;
        this.runs = runs;
        this.tags = tags;
    }

    /**
     * Some trials of a run.
     *
     * @param experiment its name
     * @param run its id
     * @param total how many trials pass the filter
     * @param offset how many of them come before these
     * @param trials in the order that was asked for
     * @param links by what is there: next and prev where there are more trials
     * @param list the same
     */
    record TrialsAnswer(
            String experiment,
            long run,
            int total,
            int offset,
            List<TrialSummary> trials,
            Map<String, String> links,
            @JsonIgnore TrialList list) {}

    /**
     * A run's trials: all of them by number, or those that are asked for. As JSON, as CSV, or as a table for a
     * terminal.
     *
     * @param id of the run
     * @param filter as in the page's table: terms such as role=plain, or words, with blanks between them; all must hold
     * @param sort names of columns with commas between them, "-" before one for falling; then by number, missing last
     * @param offset how many trials are left out first; 0 unless it is given
     * @param limit how many trials there are at most, from 1; all unless it is given
     */
    @GetMapping(
            path = "/trials",
            produces = {JSON, CSV, TEXT})
    @Nullable
    ResponseEntity<TrialsAnswer> trials(
            @PathVariable String id,
            @RequestParam Optional<String> filter,
            @RequestParam Optional<String> sort,
            @RequestParam Optional<String> offset,
            @RequestParam Optional<String> limit,
            WebRequest request) {
        return selected("/trials", id, filter, sort, offset, limit, request);
    }

    /**
     * The same as CSV, at an address that ends so: who reads a table from an address asks for no type.
     *
     * @param id of the run
     * @param filter as for trials
     * @param sort as for trials
     * @param offset as for trials
     * @param limit as for trials
     */
    @GetMapping(path = "/trials.csv", produces = CSV)
    @Nullable
    ResponseEntity<TrialsAnswer> trialsAsCsv(
            @PathVariable String id,
            @RequestParam Optional<String> filter,
            @RequestParam Optional<String> sort,
            @RequestParam Optional<String> offset,
            @RequestParam Optional<String> limit,
            WebRequest request) {
        return selected("/trials.csv", id, filter, sort, offset, limit, request);
    }

    private @Nullable ResponseEntity<TrialsAnswer> selected(
            String table,
            String id,
            Optional<String> filter,
            Optional<String> sort,
            Optional<String> offset,
            Optional<String> limit,
            WebRequest request) {
        String version = runs.version(id);
        TrialSelection selection = new TrialSelection(
                filter.orElse(""),
                sort.orElse(""),
                offset.map(text -> number("offset", 0, text)).orElse(0),
                limit.map(text -> number("limit", 1, text)).orElse(Integer.MAX_VALUE));
        String path = Links.run(Long.parseLong(id)) + table;
        ResponseEntity<TrialsAnswer> answer = tags.unlessKnown(
                request, version + " " + request.getHeader(HttpHeaders.ACCEPT), () -> answer(path, id, selection));
        TrialsAnswer body = answer == null ? null : answer.getBody();
        return answer == null || body == null
                ? null
                : ResponseEntity.status(answer.getStatusCode())
                        .headers(answer.getHeaders())
                        .varyBy(HttpHeaders.ACCEPT)
                        .headers(headers -> headers(headers, body))
                        .body(body);
    }

    private static void headers(HttpHeaders headers, TrialsAnswer answer) {
        headers.set(TOTAL, String.valueOf(answer.total));
        String links = Stream.of(Links.NEXT, Links.PREVIOUS)
                .filter(answer.links::containsKey)
                .map(name -> "<%s>; rel=\"%s\"".formatted(answer.links.get(name), name))
                .collect(Collectors.joining(", "));
        if (!links.isEmpty()) {
            headers.set(HttpHeaders.LINK, links);
        }
    }

    private TrialsAnswer answer(String path, String id, TrialSelection selection) {
        RunView run = review.view(Ids.of("run", id)).orElseThrow();
        TrialSelection.Selected selected;
        try {
            selected = selection.of(run);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
        long number = Long.parseLong(id);
        return new TrialsAnswer(
                run.experiment(),
                number,
                selected.total(),
                selection.offset(),
                selected.trials(),
                links(path, number, selection, selected.total()),
                new TrialList(run.experiment(), number, run.parameters(), selected.trials()));
    }

    private static Map<String, String> links(String path, long run, TrialSelection selection, int total) {
        long after = (long) selection.offset() + selection.limit();
        String self = at(path, selection, selection.offset());
        return Links.ofTrials(
                self,
                run,
                after < total ? Optional.of(at(path, selection, (int) after)) : Optional.empty(),
                selection.offset() > 0
                        ? Optional.of(at(path, selection, Math.max(0, selection.offset() - selection.limit())))
                        : Optional.empty());
    }

    /** The address of the same trials from another one on. */
    private static String at(String path, TrialSelection selection, int offset) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("filter", selection.filter());
        query.put("sort", selection.sort());
        query.put("offset", offset == 0 ? "" : String.valueOf(offset));
        query.put("limit", selection.limit() == Integer.MAX_VALUE ? "" : String.valueOf(selection.limit()));
        String text = query.entrySet().stream()
                .filter(parameter -> !parameter.getValue().isEmpty())
                .map(parameter -> parameter.getKey() + "=" + UriUtils.encode(parameter.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
        return text.isEmpty() ? path : path + "?" + text;
    }

    private static int number(String name, int least, String text) {
        int number = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
        if (number < least) {
            throw Refusal.badRequest(
                    "%s must be a whole number from %s to 999999999, but is '%s'".formatted(name, least, text));
        }
        return number;
    }
}
