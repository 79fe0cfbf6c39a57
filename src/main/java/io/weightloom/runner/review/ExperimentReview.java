package io.weightloom.runner.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.weightloom.runner.store.SettingOverride;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * One run of an experiment.
 *
 * @param name of the experiment
 * @param description of the experiment; may be empty
 * @param run in short
 * @param spec the resolved experiment, JSON
 * @param overrides settings that did not come from the spec file
 * @param parameters names of the swept parameters, in the order of the sweep
 * @param trials by number
 * @param points the trials, put together over their seeds
 * @param comparisons each point's hypernetworks with each of their controls
 * @param front the points on the Pareto front of numbers trained and mean validation score, those with the fewest
 *     numbers first; if settings of the data are swept, the front of each, because scores of different data cannot be
 *     compared
 */
@JsonInclude(content = JsonInclude.Include.ALWAYS)
public record ExperimentReview(
        String name,
        String description,
        RunSummary run,
        @JsonRawValue String spec,
        List<SettingOverride> overrides,
        List<String> parameters,
        List<TrialSummary> trials,
        List<PointSummary> points,
        List<Comparison> comparisons,
        List<PointSummary> front)
        implements OperationResponseBody {

    /** Trials that completed and whose points are off the front of their data; none of data without a front. */
    public List<TrialSummary> offFront() {
        Set<Integer> off = Front.off(points).stream()
                .flatMap(point -> point.trials().stream())
                .collect(Collectors.toSet());
        return trials.stream()
                .filter(trial -> trial.completed() && off.contains(trial.number()))
                .toList();
    }
}
