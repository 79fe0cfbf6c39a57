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
     * When an experiment is run again and again.
     *
     * @param cron six fields, seconds first
     * @param zone in which they are read, such as Europe/Berlin
     */
    record Schedule(String cron, String zone) {}

    /**
     * When a scheduled experiment fires next.
     *
     * @param times soonest first
     */
    record Fires(Schedule schedule, List<Instant> times) {}

    /**
     * When each scheduled experiment fires next.
     *
     * @param count fire times per experiment, at least 1
     * @return by the experiment's name; without experiments that have no schedule
     */
    Map<String, Fires> next(int count);
}
