package io.weightloom.runner.review;

import io.weightloom.runner.store.Run;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The reviews of those runs that were asked for last, each as of a revision of its run. Safe for use by many threads.
 */
final class KnownReviews {

    /** A few people look at a few runs. */
    static final int RUNS = 8;

    /** Asked for longest ago first. */
    private final Map<Long, Known> byRun = new LinkedHashMap<>();

    /** What is known of a run at its revision or a later one; computed if that is nothing. */
    ExperimentReview of(Run run, Function<Run, ExperimentReview> compute) {
        return known(run.id()).at(run, compute);
    }

    private synchronized Known known(long run) {
        Known before = byRun.remove(run);
        Known known = before == null ? new Known() : before;
        byRun.put(run, known);
        if (byRun.size() > RUNS) {
            byRun.remove(byRun.keySet().iterator().next());
        }
        return known;
    }

    /** Of one run. Who asks while another one computes waits for it. */
    private static final class Known {

        private long revision;
        private @Nullable ExperimentReview review;

        private synchronized ExperimentReview at(Run run, Function<Run, ExperimentReview> compute) {
            ExperimentReview latest = review;
            if (latest == null || revision < run.revision()) {
                latest = compute.apply(run);
                review = latest;
                revision = run.revision();
            }
            return latest;
        }
    }
}
