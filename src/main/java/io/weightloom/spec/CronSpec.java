package io.weightloom.spec;

import java.time.ZoneId;

/**
 * When an experiment is run again and again.
 *
 * @param cron six fields, seconds first, as Spring's {@code CronExpression}
 * @param zone in which the fields are read
 */
public record CronSpec(String cron, ZoneId zone) {}
