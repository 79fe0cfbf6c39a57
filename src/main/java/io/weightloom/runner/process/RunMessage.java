package io.weightloom.runner.process;

import io.weightloom.runner.review.BestPoint;
import io.weightloom.runner.review.PastRun;
import io.weightloom.runner.review.RunSummary;
import io.weightloom.runner.run.RunEndings;
import io.weightloom.text.KebabCase;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is told of a run that has ended. What is not known of it, because the database does not answer, is null.
 *
 * @param experiment its name
 * @param run its id
 * @param state running (if another runner goes on with it), completed, stopped or failed
 * @param end completed, trials-failed, stopped, data-changed or failed
 * @param fireTime when its schedule fired; null if it was asked for by command
 * @param createdAt when it was planned
 * @param endedAt when it ended
 * @param counts trials that are pending, running, or ended with each outcome
 * @param best its best point
 * @param warning that it is worse than the last run before it
 * @param link where the page shows it; null if nobody serves one
 * @param failure what ended it before all of its trials had; null if that was nothing, or a request
 */
record RunMessage(
        String experiment,
        @Nullable Long run,
        String state,
        String end,
        @Nullable Instant fireTime,
        @Nullable Instant createdAt,
        @Nullable Instant endedAt,
        @Nullable Map<String, Integer> counts,
        @Nullable BestPoint best,
        @Nullable String warning,
        @Nullable String link,
        @Nullable String failure) {

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Of a run.
     *
     * @param past what is stored of it
     * @param page the address of the page
     */
    static RunMessage of(RunEndings.Ended ended, Optional<PastRun> past, Optional<String> page) {
        Optional<RunSummary> summary = past.map(PastRun::run);
        String end = KebabCase.of(ended.end());
        return new RunMessage(
                ended.experiment(),
                ended.run().map(run -> run.id()).orElse(null),
                summary.map(RunSummary::state).orElse(end),
                end,
                ended.run().flatMap(run -> run.key().fireTime()).orElse(null),
                ended.run().map(run -> run.createdAt()).orElse(null),
                summary.map(RunSummary::endedAt).orElse(null),
                summary.map(RunSummary::counts).orElse(null),
                past.map(PastRun::best).orElse(null),
                past.map(PastRun::warning).orElse(null),
                page.flatMap(address -> ended.run()
                                .map(run -> "%s#experiment=%s&run=%s".formatted(address, ended.experiment(), run.id())))
                        .orElse(null),
                ended.failure().or(() -> summary.map(RunSummary::reason)).orElse(null));
    }

    String json() {
        return JSON.writeValueAsString(this);
    }
}
