package io.weightloom.runner.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The trials of one run that differ in their seed only.
 *
 * @param role "hypernetwork" or the kind of control
 * @param parameters the swept parameters without the seed
 * @param trials their numbers
 * @param completed how many of them have completed
 * @param trainable numbers that each of them trains
 * @param compressionRatio the same for all of them; null if nothing is trained
 * @param validationScore mean over those that completed; null while there is none, or if one is not finite
 * @param validationScoreDeviation sample standard deviation (n - 1) of the same; null for fewer than two
 * @param testScore as the validation score; shown, but nothing is chosen by it
 * @param testScoreDeviation as that of the validation score
 * @param difference mean difference of test scores to the plain networks, seed by seed; null unless each trial that
 *     completed has one
 * @param onFront whether it is on the Pareto front of numbers trained and mean validation score
 * @param tied whether it is off the front by no more than its seeds scatter: its difference to the front lies within
 *     the difference's 95 % interval
 */
@JsonInclude(content = JsonInclude.Include.ALWAYS)
public record PointSummary(
        String role,
        Map<String, String> parameters,
        List<Integer> trials,
        int completed,
        long trainable,
        @Nullable Double compressionRatio,
        @Nullable Double validationScore,
        @Nullable Double validationScoreDeviation,
        @Nullable Double testScore,
        @Nullable Double testScoreDeviation,
        @Nullable Double difference,
        boolean onFront,
        boolean tied) {

    PointSummary with(boolean nowOnFront, boolean nowTied) {
        return new PointSummary(
                role,
                parameters,
                trials,
                completed,
                trainable,
                compressionRatio,
                validationScore,
                validationScoreDeviation,
                testScore,
                testScoreDeviation,
                difference,
                nowOnFront,
                nowTied);
    }
}
