package io.weightloom.runner.review;

import io.weightloom.runner.store.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What came out of each run of an experiment.
 *
 * @param name of the experiment
 * @param runs latest first, at least one
 */
public record ExperimentHistory(String name, List<PastRun> runs) implements OperationResponseBody {

    /**
     * Puts it together.
     *
     * @param runs of the experiment, latest first
     * @param summaries of the same, in the same order
     * @param best points by the run's id
     */
    static ExperimentHistory of(String name, List<Run> runs, List<RunSummary> summaries, Map<Long, BestPoint> best) {
        List<PastRun> history = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            history.add(past(i, runs, summaries, best));
        }
        return new ExperimentHistory(name, List.copyOf(history));
    }

    private static PastRun past(int at, List<Run> runs, List<RunSummary> summaries, Map<Long, BestPoint> best) {
        Run run = runs.get(at);
        BestPoint own = best.get(run.id());
        if (own != null) {
            for (int i = at + 1; i < runs.size(); i++) {
                BestPoint other = best.get(runs.get(i).id());
                if (other != null && PastRun.isComparable(run, runs.get(i))) {
                    return PastRun.of(summaries.get(at), own, summaries.get(i), other);
                }
            }
        }
        return PastRun.of(summaries.get(at), own);
    }
}
