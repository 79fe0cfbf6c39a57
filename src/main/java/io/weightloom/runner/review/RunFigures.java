package io.weightloom.runner.review;

import io.weightloom.runner.store.NewTrial;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.TrialState;
import io.weightloom.text.Sha256;
import io.weightloom.trial.TrialOutcome;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a run in a list, as of a revision of it.
 *
 * @param trials planned so far
 * @param counts trials that are pending, running, paused, or ended with each outcome; every word is there
 * @param bestTestScore of the hypernetworks, seed by seed
 * @param seconds that were worked at it, to its end or to the last that was stored of its trials
 * @param best the point that its validation scores choose
 * @param bestPoint the same for its history
 */
record RunFigures(
        int trials,
        Map<String, Integer> counts,
        @Nullable Double bestTestScore,
        double seconds,
        ProgressReview progress,
        @Nullable RunBest best,
        @Nullable BestPoint bestPoint) {

    /**
     * A revision of a run, as those are told it who look at the run. Ids and revisions begin at 1 in every database, so
     * what else a run is goes into it.
     *
     * @param number the run's
     * @param run which run it is of
     */
    record Revision(long number, String run) {

        private static final int LENGTH = 12;

        static Revision of(Run run) {
            String identity = "%s %s %s".formatted(run.id(), run.key().specHash(), run.createdAt());
            return new Revision(run.revision(), Sha256.of(identity).substring(0, LENGTH));
        }

        String text() {
            return number + "-" + run;
        }

        /** The number of a revision of the same run; empty for any other text. */
        OptionalLong number(Optional<String> text) {
            String end = "-" + run;
            return text.filter(given -> given.endsWith(end))
                    .map(given -> given.substring(0, given.length() - end.length()))
                    .filter(digits -> digits.matches("\\d{1,18}"))
                    .map(digits -> OptionalLong.of(Long.parseLong(digits)))
                    .orElse(OptionalLong.empty());
        }
    }

    static RunFigures of(Run run, List<TrialRows.Row> trials, List<PointReview> points) {
        Optional<PointReview> best = RunBest.choose(points);
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (TrialState state : List.of(TrialState.PENDING, TrialState.RUNNING, TrialState.PAUSED)) {
            counts.put(state.word(), 0);
        }
        TrialOutcome.words().forEach(word -> counts.put(word, 0));
        trials.stream()
                .map(TrialRows.Row::summary)
                .forEach(trial ->
                        counts.merge(trial.outcome() == null ? trial.state() : trial.outcome(), 1, Integer::sum));
        return new RunFigures(
                trials.size(),
                counts,
                trials.stream()
                        .map(TrialRows.Row::summary)
                        .filter(trial -> trial.role().equals(NewTrial.HYPERNETWORK))
                        .map(TrialSummary::testScore)
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder())
                        .orElse(null),
                seconds(run, trials),
                ProgressReview.of(run, trials),
                best.map(RunBest::of).orElse(null),
                best.map(point -> BestPoint.of(
                                point,
                                trials.stream().map(TrialRows.Row::summary).toList()))
                        .orElse(null));
    }

    /** Of a run of which nobody noted when it was worked at, from its plan to its end. */
    private static double seconds(Run run, List<TrialRows.Row> trials) {
        Instant latest = trials.stream()
                .map(TrialRows.Row::latest)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(run.createdAt());
        return run.worked()
                .map(worked -> worked.until(latest))
                .orElseGet(
                        () -> Run.Worked.between(run.createdAt(), run.endedAt().orElse(latest)));
    }
}
