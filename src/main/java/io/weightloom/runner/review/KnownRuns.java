package io.weightloom.runner.review;

import io.weightloom.runner.store.Run;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The views of those runs that were asked for last, each as of a revision of its run. Safe for use by many threads. */
final class KnownRuns {

    /** A few people look at a few runs. */
    static final int RUNS = 8;

    /** Of all these runs together, but for the one that was asked for last: each takes some kilobytes. */
    static final int TRIALS = 10_000;

    /** Asked for longest ago first. */
    private final Map<Long, Known> byRun = new LinkedHashMap<>();

    private final Next next;
    private final int most;

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

    /** @param most trials of the runs that are kept beside the one that was asked for last */
    KnownRuns(Next next, int most) {
        this.next = next;
        this.most = most;
    }

    /** What is known of a run at its revision or a later one; computed if that is nothing. */
    RunView view(Run run) {
        RunView view = known(run.id()).view(run, next);
        leave(run.id());
        return view;
    }

    /** The same with what is made of it, once for each view. */
    ExperimentReview review(Run run, Function<RunView, ExperimentReview> compute) {
        ExperimentReview review = known(run.id()).review(run, next, compute);
        leave(run.id());
        return review;
    }

    /** Leaves those that were asked for longest ago, until there is room for the others. */
    private synchronized void leave(long asked) {
        int trials = byRun.values().stream().mapToInt(known -> known.trials).sum();
        Iterator<Map.Entry<Long, Known>> oldest = byRun.entrySet().iterator();
        while (trials > most && oldest.hasNext()) {
            Map.Entry<Long, Known> each = oldest.next();
            if (each.getKey() != asked) {
                trials -= each.getValue().trials;
                oldest.remove();
            }
        }
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

        private volatile int trials;
        private @Nullable RunView view;
        private @Nullable ExperimentReview review;

        private synchronized RunView view(Run run, Next next) {
            RunView latest = view;
            if (latest == null || latest.run().revision() < run.revision()) {
                latest = next.of(run, Optional.ofNullable(latest));
                view = latest;
                trials = latest.figures().trials();
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
