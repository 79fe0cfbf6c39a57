package io.weightloom.runner.review;

import io.weightloom.runner.store.Run;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The views of those runs that were asked for last, each as of a revision of its run. Safe for use by many threads. */
final class KnownRuns {

    /** A few people look at a few runs. */
    static final int RUNS = 8;

    /** Asked for longest ago first. */
    private final Map<Long, Known> byRun = new LinkedHashMap<>();

    private final Next next;

    /** Makes the view of a run. */
    @FunctionalInterface
    interface Next {

        /**
         * The view as of this revision.
         *
         * @param before an earlier one, if there is one
         */
        RunView of(Run run, Optional<RunView> before);
    }

    KnownRuns(Next next) {
        this.next = next;
    }

    /** What is known of a run at its revision or a later one; computed if that is nothing. */
    RunView view(Run run) {
        return known(run.id()).view(run, next);
    }

    /** The same with what is made of it, once for each view. */
    ExperimentReview review(Run run, Function<RunView, ExperimentReview> compute) {
        return known(run.id()).review(run, next, compute);
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

        private @Nullable RunView view;
        private @Nullable ExperimentReview review;

        private synchronized RunView view(Run run, Next next) {
            RunView latest = view;
            if (latest == null || latest.run().revision() < run.revision()) {
                latest = next.of(run, Optional.ofNullable(latest));
                view = latest;
                review = null;
            }
            return latest;
        }

        private synchronized ExperimentReview review(Run run, Next next, Function<RunView, ExperimentReview> compute) {
            RunView latest = view(run, next);
            ExperimentReview made = review;
            if (made == null) {
                made = compute.apply(latest);
                review = made;
            }
            return made;
        }
    }
}
