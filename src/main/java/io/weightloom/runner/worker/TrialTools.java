package io.weightloom.runner.worker;

import io.weightloom.runner.lease.Patience;
import java.time.Clock;
import org.springframework.stereotype.Component;

/**
 * What all workers share.
 *
 * @param store rows and checkpoints
 * @param opening data and networks
 * @param meters counters
 * @param limit of a segment
 * @param patience with the database
 * @param clock for the seconds spent
 */
@Component
public record TrialTools(
        TrialStore store,
        TrialOpening opening,
        TrialMeters meters,
        SegmentLimit limit,
        Patience patience,
        Clock clock) {}
