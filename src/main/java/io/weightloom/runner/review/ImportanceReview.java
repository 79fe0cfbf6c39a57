package io.weightloom.runner.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much it depends on each swept parameter whether a point of a run is among the best.
 *
 * @param measure by which points are good: validation-score
 * @param share of the points that are the best, in (0, 1)
 * @param points that count: hypernetworks of which all trials have ended, of data that have enough of them
 * @param best how many of them are the best, with those that are as good as the last
 * @param importances of the parameters that differ between the points, the greatest first; none if there is no telling
 * @param missing why there are none, for people; else null
 */
@JsonInclude(content = JsonInclude.Include.ALWAYS)
public record ImportanceReview(
        String measure,
        double share,
        int points,
        int best,
        List<ParameterImportance> importances,
        @Nullable String missing) {

    /** By which points are good. */
    public static final String MEASURE = "validation-score";

    /**
     * The importance of one parameter.
     *
     * @param parameter its name
     * @param tied other settings that change with it
     * @param importance in [0, 1]; all of a run's add up to 1
     */
    public record ParameterImportance(String parameter, List<String> tied, double importance) {}
}
