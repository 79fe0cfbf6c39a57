package io.weightloom.spec;

import java.time.ZoneId;

/**
 * When an experiment is run again and again.
 *
 * @param cron six fields, seconds first, as Spring's {@code CronExpression}
 * @param zone in which the fields are read
 * @param overlap what becomes of fire times that come while a run of the experiment is still going
 * @param misfire what becomes of fire times that came while no runner lived
 */
public record CronSpec(String cron, ZoneId zone, Overlap overlap, Misfire misfire) {

    /** What becomes of fire times that come while a run of the experiment is still going. */
    public enum Overlap {
        /** The last of them is run when that run has ended. */
        QUEUE,
        /** None of them is run. */
        SKIP
    }

    /** What becomes of fire times that came while no runner lived. */
    public enum Misfire {
        /** None of them is run. */
        SKIP,
        /** The last of them is run as soon as a runner lives again. */
        RUN_ONCE
    }
}
