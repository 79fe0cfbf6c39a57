package io.weightloom.runner.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The best of a run, which a list of runs names too: of the hypernetworks' points of which each trial has completed,
 * the one with the best mean validation score. If settings of the data are swept, that is of the easiest data.
 *
 * @param trial number of the trial of it with the best validation score
 * @param parameters the swept parameters without the seed
 * @param seeds how many trials it has, at least 1; each has completed
 * @param score mean validation score over them
 * @param deviation sample standard deviation (n - 1) of the same; null for one seed
 * @param testScore mean test score over them; shown, but nothing is chosen by it
 * @param ratio the compression ratio; null if nothing is trained
 */
@JsonInclude(content = JsonInclude.Include.ALWAYS)
public record BestPoint(
        int trial,
        Map<String, String> parameters,
        int seeds,
        double score,
        @Nullable Double deviation,
        @Nullable Double testScore,
        @Nullable Double ratio) {

    /**
     * That of the best point of a run.
     *
     * @param trials of the run
     */
    static BestPoint of(PointReview point, List<TrialSummary> trials) {
        PointSummary summary = point.summary();
        TrialSummary best = trials.stream()
                .filter(trial -> summary.trials().contains(trial.number()))
                .max(Comparator.comparingDouble(BestPoint::validationScore)
                        .thenComparing(TrialSummary::number, Comparator.reverseOrder()))
                .orElseThrow();
        return new BestPoint(
                best.number(),
                summary.parameters(),
                point.seeds(),
                point.score(),
                summary.validationScoreDeviation(),
                summary.testScore(),
                summary.compressionRatio());
    }

    private static double validationScore(TrialSummary trial) {
        return Objects.requireNonNull(trial.validationScore()); // as its point's mean is finite
    }
}
