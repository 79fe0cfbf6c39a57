package io.weightloom.results;

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
 * @param compressionRatio the same for all of them; null if nothing is trained
 * @param testScore mean over those that completed; null while there is none, or if one is not finite
 * @param testScoreDeviation sample standard deviation (n - 1) of the same; null for fewer than two
 * @param difference mean difference to the plain networks, seed by seed; null unless each trial that completed has one
 * @param onFront whether it is on the Pareto front
 */
@JsonInclude(content = JsonInclude.Include.ALWAYS)
public record Point(
        String role,
        Map<String, String> parameters,
        List<Integer> trials,
        int completed,
        @Nullable Double compressionRatio,
        @Nullable Double testScore,
        @Nullable Double testScoreDeviation,
        @Nullable Double difference,
        boolean onFront) {

    Point onTheFront() {
        return new Point(
                role, parameters, trials, completed, compressionRatio, testScore, testScoreDeviation, difference, true);
    }
}
