package io.weightloom.runner.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.weightloom.runner.store.NewTrial;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The best of a run: of the hypernetworks' points of which each trial has completed, the one with the best mean
 * validation score. If settings of the data are swept, that is of the easiest data.
 *
 * @param role hypernetwork
 * @param parameters the swept parameters without the seed
 * @param trials their numbers
 * @param seeds how many those are
 * @param validationScore its mean, by which it was chosen
 * @param testScore its mean, by which nothing is chosen; null if one is not finite
 * @param testLow lower end of that mean's 95 % interval; null if there is none
 * @param testHigh upper end of the same
 * @param intervalMissing why there is none: not-ended, not-completed, one-seed or identical; null if there is one
 * @param compressionRatio null if nothing is trained
 * @param trainable numbers that each of them trains
 */
@JsonInclude(content = JsonInclude.Include.ALWAYS)
public record RunBest(
        String role,
        Map<String, String> parameters,
        List<Integer> trials,
        int seeds,
        double validationScore,
        @Nullable Double testScore,
        @Nullable Double testLow,
        @Nullable Double testHigh,
        @Nullable String intervalMissing,
        @Nullable Double compressionRatio,
        long trainable) {

    /** The point; of equal ones that which trains fewer numbers, of those the first. */
    static Optional<PointReview> choose(List<PointReview> points) {
        return points.stream()
                .filter(point -> point.summary().role().equals(NewTrial.HYPERNETWORK) && point.isSound())
                .max(Comparator.comparingDouble(PointReview::score)
                        .thenComparing(point -> point.summary().trainable(), Comparator.reverseOrder())
                        .thenComparing(PointReview::number, Comparator.reverseOrder()));
    }

    static RunBest of(PointReview point) {
        PointSummary summary = point.summary();
        MeanInterval test = point.testScore();
        return new RunBest(
                summary.role(),
                summary.parameters(),
                summary.trials(),
                point.seeds(),
                point.score(),
                summary.testScore(),
                test == null ? null : test.low(),
                test == null ? null : test.high(),
                test == null ? point.missing() : null,
                summary.compressionRatio(),
                summary.trainable());
    }
}
