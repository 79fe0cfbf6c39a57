package io.weightloom.runner.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.weightloom.runner.store.NewTrial;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunState;
import io.weightloom.spec.Control;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.SweepSpec;
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
 * @param expected all that are planned, those that a search may still ask for, and of the controls of the trials so far
 *     those that will be: what the log counts
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
        return new ProgressReview(done, trials.size() + further(run, trials) + twins.size(), null);
    }

    /** What the search may still ask for; once controls are planned, or the run is complete, nothing. */
    private static int further(Run run, List<TrialRows.Row> trials) {
        boolean isOver = run.state() == RunState.COMPLETED
                || trials.stream()
                        .anyMatch(trial ->
                                !NewTrial.HYPERNETWORK.equals(trial.summary().role()));
        return isOver ? 0 : Math.max(0, mostTrials(run) - trials.size());
    }

    /** As its spec says; 0 of a grid, which ends with its points. */
    private static int mostTrials(Run run) {
        return PlainValues.ofJson(run.spec()) instanceof Map<?, ?> spec
                        && spec.get("sweep") instanceof Map<?, ?> sweep
                        && !KebabCase.of(SweepSpec.Strategy.GRID).equals(sweep.get("search"))
                        && sweep.get("max-trials") instanceof Number most
                        && sweep.get("repeats") instanceof Number repeats
                ? most.intValue() / repeats.intValue() * repeats.intValue()
                : 0;
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
