package io.weightloom.runner.web;

import io.weightloom.runner.page.PageFile;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.review.RunView;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** The page as one file. */
@RestController
class PageController {

    private static final String HTML = "text/html;charset=UTF-8";

    private final Review review;
    private final PageFile page;
    private final RunsController runs;
    private final EntityTags tags;
    private final OneAtATime pages = new OneAtATime();

    PageController(Review review, PageFile page, RunsController runs, EntityTags tags) {
        this.review = review;
        this.page = page;
        this.runs = runs;
        this.tags = tags;
    }

    /**
     * The page with all that it shows of a run, as one file: it is opened without a server, and is told to be saved.
     *
     * @param id of the run
     */
    @GetMapping(path = Links.ROOT + "/runs/{id}/page.html", produces = HTML)
    @Nullable
    ResponseEntity<String> page(@PathVariable String id, WebRequest request) {
        long run = Ids.of("run", id);
        String version = runs.version(id);
        String name = review.view(run).map(RunView::experiment).orElse("run");
        ResponseEntity<String> answer = tags.unlessKnown(request, version, () -> pages.make(() -> written(run)));
        return answer == null
                ? null
                : ResponseEntity.ok()
                        .headers(answer.getHeaders())
                        .header(
                                HttpHeaders.CONTENT_DISPOSITION,
                                ContentDisposition.attachment()
                                        .filename("%s-%s.html".formatted(name, run))
                                        .build()
                                        .toString())
                        .body(answer.getBody());
    }

    private String written(long run) {
        StringWriter text = new StringWriter();
        try {
            page.write(List.of(run), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // never: it is written into memory
        }
        return text.toString();
    }
}
