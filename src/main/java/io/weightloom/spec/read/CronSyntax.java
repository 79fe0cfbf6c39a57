package io.weightloom.spec.read;

import java.util.Optional;

/** Knows what a cron expression looks like; the Spring side does. */
@FunctionalInterface
public interface CronSyntax {

    /** What is wrong with the expression, as a sentence without a full stop; empty if nothing is. */
    Optional<String> fault(String cron);
}
