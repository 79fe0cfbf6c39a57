package io.weightloom.runner.review;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Knows the schedules that this process keeps. */
@FunctionalInterface
public interface UpcomingFires {

    /** No schedules. */
    UpcomingFires NONE = count -> Map.of();

    /**
     * When each scheduled experiment fires next.
     *
     * @param count fire times per experiment, at least 1
     * @return fire times, soonest first, by the experiment's name; without experiments that have no schedule
     */
    Map<String, List<Instant>> next(int count);
}
