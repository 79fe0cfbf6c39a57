package io.weightloom.runner.sheet;

import io.weightloom.runner.review.RunView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/**
 * Which runs are to be told of: those that have moved since they were told of last, but of none more often than once in
 * a second, nor before fifty times the processor's time has passed that its last view took: so much is left to
 * training. Not thread-safe.
 */
final class RunWatch {

    /** How many times the cost of a view lie between two. */
    static final int TIMES = 50;

    static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final Map<Long, Told> told = new HashMap<>();
    private boolean isNew = true;

    private record Told(long revision, Instant at, Duration cost) {}

    /**
     * What is to be told now.
     *
     * @param list whether there are other runs than before
     * @param runs ids of those that have moved
     */
    record Due(boolean list, List<Long> runs) {}

    /** Forgets what was told: somebody listens who has heard nothing of it. */
    void begin() {
        isNew = true;
    }

    /**
     * What is to be told, which {@link #told} is then to be told of. At first, all runs at work: who begins to listen
     * may have looked before.
     *
     * @param costs what was spent on views of a run since it was told of last, by its id
     */
    Due due(List<RunView.Revised> now, Instant at, LongFunction<Duration> costs) {
        Set<Long> before = Set.copyOf(told.keySet());
        Set<Long> ids = now.stream().map(RunView.Revised::run).collect(Collectors.toSet());
        told.keySet().retainAll(ids);
        List<Long> due = new ArrayList<>();
        for (RunView.Revised run : now) {
            Told last = told.get(run.run());
            if (last == null || isNew) {
                told.put(run.run(), new Told(run.revision(), Instant.MIN, Duration.ZERO));
                if (run.isRunning()) {
                    due.add(run.run());
                }
            } else if (last.revision != run.revision() && !at.isBefore(next(last, costs.apply(run.run())))) {
                due.add(run.run());
            }
        }
        boolean list = !isNew && !before.equals(ids);
        isNew = false;
        return new Due(list, due);
    }

    private static Instant next(Told last, Duration more) {
        Duration pause = last.cost.plus(more).multipliedBy(TIMES);
        Duration kept = Collections.max(List.of(SHORTEST, Collections.min(List.of(pause, LONGEST))));
        return last.at.equals(Instant.MIN) ? Instant.MIN : last.at.plus(kept);
    }

    /**
     * Notes that a run was told of.
     *
     * @param revision that was seen
     * @param cost processor's time that its view took
     */
    void told(long run, long revision, Instant at, Duration cost) {
        told.put(run, new Told(revision, at, cost));
    }
}
