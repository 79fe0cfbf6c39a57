package io.weightloom.runner.worker;

import java.time.Clock;
import org.springframework.stereotype.Component;

/**
 * What all workers share.
 *
 * @param store rows and checkpoints
 * @param opening data and networks
 * @param meters counters
 * @param limit of a segment
 * @param clock for the seconds spent
 */
@Component
public record TrialTools(TrialStore store, TrialOpening opening, TrialMeters meters, SegmentLimit limit, Clock clock) {}
