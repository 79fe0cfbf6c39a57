package io.weightloom.runner.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.TrialState;
import io.weightloom.trial.TrialOutcome;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * @param bestTestScore of the hypernetworks; null while there is none
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
        @Nullable Double bestTestScore) {

    static RunSummary of(Run run, List<TrialCount> counts) {
        Map<String, Integer> byWord = new LinkedHashMap<>();
        byWord.put(TrialState.PENDING.word(), 0);
        byWord.put(TrialState.RUNNING.word(), 0);
        byWord.put(TrialState.PAUSED.word(), 0);
        TrialOutcome.words().forEach(word -> byWord.put(word, 0));
        counts.forEach(count ->
                byWord.merge(count.outcome() == null ? count.state() : count.outcome(), count.trials(), Integer::sum));
        return new RunSummary(
                run.id(),
                run.state().word(),
                run.key().specHash(),
                run.key().fireTime().orElse(null),
                run.key().attempt(),
                run.createdAt(),
                run.endedAt().orElse(null),
                run.detail().orElse(null),
                counts.stream().mapToInt(TrialCount::trials).sum(),
                byWord,
                counts.stream()
                        .map(TrialCount::bestTestScore)
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder())
                        .orElse(null));
    }
}
