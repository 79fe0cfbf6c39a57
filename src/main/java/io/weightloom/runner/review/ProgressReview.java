package io.weightloom.runner.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.weightloom.runner.store.Run;
import io.weightloom.spec.Control;
import io.weightloom.spec.PlainValues;
import io.weightloom.text.KebabCase;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is, counted in trials.
 *
 * @param done trials that have ended
 * @param expected all that are planned, and of the controls of the trials so far those that will be: what the log
 *     counts
 * @param secondsLeft as the log says; null while it cannot be told, and where another process works on the run
 */
@JsonInclude(content = JsonInclude.Include.ALWAYS)
public record ProgressReview(
        int done, int expected, @Nullable Long secondsLeft) {

    private static final String HALTED = "halted";

    static ProgressReview of(Run run, List<TrialRows.Row> trials) {
        int done = 0;
        boolean isAgainstPlain = isAgainstPlain(run);
        Set<String> twins = new HashSet<>();
        for (TrialRows.Row trial : trials) {
            TrialSummary summary = trial.summary();
            done += summary.outcome() == null ? 0 : 1;
            if (!HALTED.equals(summary.outcome())) { // which is not compared
                if (isAgainstPlain) {
                    twins.add(trial.plainHash());
                }
                twins.addAll(trial.twins().values());
            }
        }
        trials.forEach(trial -> twins.remove(trial.summary().hash()));
        return new ProgressReview(done, trials.size() + twins.size(), null);
    }

    private static boolean isAgainstPlain(Run run) {
        return PlainValues.ofJson(run.spec()) instanceof Map<?, ?> spec
                && spec.get("controls") instanceof List<?> controls
                && controls.contains(KebabCase.of(Control.PLAIN));
    }

    ProgressReview with(Optional<Duration> left) {
        return new ProgressReview(done, expected, left.map(Duration::toSeconds).orElse(null));
    }
}
