package io.weightloom.runner.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.weightloom.runner.sheet.Sheet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the page's own feed answers from, see {@code stored.js}.
 *
 * @param made when
 * @param answers by their paths below the API's root
 * @param sheets by run
 * @param curves by run
 * @param trials all that is known of trials but their curves
 * @param left what a file cannot hold, or had no room for: sentences
 * @param leftTrials the one of them that tells of trials; null if all are here
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record StoredAnswers(
        Instant made,
        Map<String, Object> answers,
        Map<Long, Sheet> sheets,
        Map<Long, StoredCurves> curves,
        List<PackedTrials.Pack> trials,
        List<String> left,
        @Nullable String leftTrials) {}
