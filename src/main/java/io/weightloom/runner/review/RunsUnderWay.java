package io.weightloom.runner.review;

import java.time.Duration;
import java.util.Optional;

/** Knows how far the runs are that this process works on. */
@FunctionalInterface
public interface RunsUnderWay {

    /** No runs. */
    RunsUnderWay NONE = run -> Optional.empty();

    /**
     * How long a run will still take, as its log says.
     *
     * @param run its id
     * @return empty while nothing is known, and of runs that this process does not work on
     */
    Optional<Duration> left(long run);
}
