package io.weightloom.runner.worker;

import io.weightloom.data.Datasets;
import io.weightloom.runner.store.CheckpointFiles;
import java.time.Clock;
import org.springframework.stereotype.Component;

/**
 * What all workers share.
 *
 * @param store rows
 * @param files checkpoints
 * @param datasets examples
 * @param watch holds them to what they were
 * @param runs training
 * @param meters counters
 * @param limit of a segment
 * @param clock for the seconds spent
 */
@Component
public record TrialTools(
        TrialStore store,
        CheckpointFiles files,
        Datasets datasets,
        DataWatch watch,
        TrialRuns runs,
        TrialMeters meters,
        SegmentLimit limit,
        Clock clock) {}
