package io.weightloom.runner.web;

import io.weightloom.export.SpecFile;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.review.TrialReview;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** Single trials as spec files, by which a runner trains them again. */
@RestController
class SpecsController {

    private static final String YAML = "application/yaml;charset=UTF-8";

    private final Review review;
    private final EntityTags tags;

    SpecsController(Review review, EntityTags tags) {
        this.review = review;
        this.tags = tags;
    }

    /**
     * The spec file of an experiment whose only trial is this one: its hash is the same, and so are, on the same data,
     * version and natives, its numbers. A control has none: the experiment that it was compared in trains it again.
     *
     * @param id of the trial
     */
    @GetMapping(path = Links.ROOT + "/trials/{id}/spec.yml", produces = YAML)
    @Nullable
    ResponseEntity<String> specFile(@PathVariable String id, WebRequest request) {
        long number = Ids.of("trial", id);
        String version = review.versionOfTrial(number).orElseThrow(() -> Refusal.notFound(Ids.noTrial(id)));
        String tag = tags.strong(version);
        if (request.checkNotModified(tag)) {
            return null;
        }
        TrialReview trial = review.trial(number).orElseThrow();
        String text = SpecFile.of(trial.spec())
                .orElseThrow(() -> Refusal.notFound(
                        "Trial %s is a control (%s), which no spec file asks for alone: the experiment '%s' trains it again"
                                .formatted(id, trial.trial().role(), trial.experiment())));
        return ResponseEntity.ok()
                .eTag(tag)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("trial-%s.yml".formatted(id))
                                .build()
                                .toString())
                .body(text);
    }
}
