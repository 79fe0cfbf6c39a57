package io.weightloom.runner.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.weightloom.runner.store.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run in a list.
 *
 * @param id in the database
 * @param state running, completed, stopped or failed
 * @param specHash SHA-256 of the experiment's canonical form
 * @param fireTime when its schedule fired; null if it was asked for by command
 * @param attempt counted from 1
 * @param createdAt when it was planned
 * @param endedAt null while it is running
 * @param reason why it was stopped, where a limit of its spec did that; else null
 * @param trials planned so far, controls included
 * @param counts trials that are pending, running, paused, or ended with each outcome; every word is there
 * @param bestTestScore the best of a single seed of the hypernetworks, which flatters; null while there is none
 * @param revision another one whenever what is shown of the run may have changed
 * @param seconds that were worked at it, in all of its attempts; while it is running, to the last that was stored of
 *     its trials
 * @param progress how far it is
 * @param best the point that its validation scores choose; null while there is none
 */
@JsonInclude(content = JsonInclude.Include.ALWAYS)
public record RunSummary(
        long id,
        String state,
        String specHash,
        @Nullable Instant fireTime,
        int attempt,
        Instant createdAt,
        @Nullable Instant endedAt,
        @Nullable String reason,
        int trials,
        Map<String, Integer> counts,
        @Nullable Double bestTestScore,
        String revision,
        double seconds,
        ProgressReview progress,
        @Nullable RunBest best) {

    static RunSummary of(Run run, RunFigures figures, Optional<Duration> left) {
        return new RunSummary(
                run.id(),
                run.state().word(),
                run.key().specHash(),
                run.key().fireTime().orElse(null),
                run.key().attempt(),
                run.createdAt(),
                run.endedAt().orElse(null),
                run.detail().orElse(null),
                figures.trials(),
                figures.counts(),
                figures.bestTestScore(),
                RunFigures.Revision.of(run).text(),
                figures.seconds(),
                figures.progress().with(left),
                figures.best());
    }
}
