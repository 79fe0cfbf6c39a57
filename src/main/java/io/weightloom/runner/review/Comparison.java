package io.weightloom.runner.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a hypernetwork beat a control: all seeds of one point against its twins.
 *
 * @param parameters the swept parameters of the hypernetwork without the seed
 * @param trials numbers of the hypernetwork's trials
 * @param trainable numbers that the hypernetwork trains
 * @param bytes of these as an export stores them
 * @param control kind of control
 * @param controlTrials numbers of the control's trials
 * @param controlTrainable numbers that the control trains, or is left with
 * @param controlBytes of these as an export stores them
 * @param pairs seeds of which both have completed with a finite test score
 * @param testScore mean of the hypernetwork over the pairs; null if there are none
 * @param controlTestScore mean of the control over the pairs; null if there are none
 * @param difference mean of hypernetwork minus control over the pairs; null if there are none
 * @param low lower end of the difference's 95 % interval; null if there is none
 * @param high upper end of the same
 * @param intervalMissing why there is none: not-ended, not-completed, one-seed or identical; null if there is one
 * @param point number of the hypernetwork's point
 * @param controlPoint number of the control's point
 * @param verdict beat (the interval lies above zero), lost (below) or undecided
 */
@JsonInclude(content = JsonInclude.Include.ALWAYS)
public record Comparison(
        Map<String, String> parameters,
        List<Integer> trials,
        long trainable,
        long bytes,
        String control,
        List<Integer> controlTrials,
        long controlTrainable,
        long controlBytes,
        int pairs,
        @Nullable Double testScore,
        @Nullable Double controlTestScore,
        @Nullable Double difference,
        @Nullable Double low,
        @Nullable Double high,
        @Nullable String intervalMissing,
        int point,
        int controlPoint,
        String verdict) {

    static final String BEAT = "beat";
    static final String LOST = "lost";
    static final String UNDECIDED = "undecided";
}
