package io.weightloom.runner.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The hypernetworks of a run with the best mean validation score, of those points of which no trial ended without
 * completing. If settings of the data are swept, that is of the easiest data.
 *
 * @param trial number of the trial of it with the best validation score
 * @param parameters the swept parameters without the seed
 * @param seeds trials that have completed, at least 1
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
        @Nullable Double ratio) {}
