package io.weightloom.runner.lease;

import java.time.Instant;

/** The clock of the database's machine. */
@FunctionalInterface
public interface DatabaseClock {

    /** What it shows now. */
    Instant instant();
}
