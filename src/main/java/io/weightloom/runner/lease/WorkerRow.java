package io.weightloom.runner.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a process that trains trials of runs that others coordinate says of itself.
 *
 * @param id as trials name it that it has at work, at most 200 characters
 * @param host name, at most 60 characters
 * @param pid process number
 * @param build source and natives, at most 400 characters
 * @param computeKey what its numbers depend on, at most 200 characters
 * @param threads trials at a time, at least 1
 * @param state what it does
 * @param reason why it withdrew, or waits, for people
 * @param startedAt by its clock
 * @param heartbeatAt when it last said so, by its clock
 * @param meters its counters by name; those that are not finite are not stored
 */
public record WorkerRow(
        String id,
        String host,
        long pid,
        String build,
        String computeKey,
        int threads,
        State state,
        Optional<String> reason,
        Instant startedAt,
        Instant heartbeatAt,
        Map<String, Double> meters) {

    /** What a worker does. */
    public enum State {
        /** Trains trials, or waits for some. */
        WORKING,
        /** Ends the segments that it has begun, and takes no more trials. */
        STOPPING,
        /** Cannot train what was asked of it, and takes no more trials. */
        WITHDRAWN,
        /** Has ended as it was asked to. */
        ENDED
    }

    /** Signs of life in a lease. Who gives none for so long is dead. */
    public static final int SIGNS = 4;

    /** Between two signs of life. */
    public static Duration interval(Duration lease) {
        return lease.dividedBy(SIGNS);
    }

    /** Whether it is at work, as far as it has shown. */
    public boolean livesAt(Instant now, Duration lease) {
        return (state == State.WORKING || state == State.STOPPING)
                && heartbeatAt.plus(lease).isAfter(now);
    }

    public WorkerRow {
        meters = Map.copyOf(meters);
    }
}
