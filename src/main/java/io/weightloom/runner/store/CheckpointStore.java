package io.weightloom.runner.store;

import io.weightloom.training.Checkpoint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Where checkpoints outlive the process that wrote them. What one execution writes never replaces what another one
 * wrote. Thread-safe for different trials.
 */
public interface CheckpointStore {

    /**
     * A checkpoint that was saved.
     *
     * @param file its name in the store
     * @param sha256 of its bytes, in hexadecimal
     */
    record Saved(String file, String sha256) {}

    /**
     * Keeps a checkpoint. When it returns, the checkpoint outlives a crash of the machine.
     *
     * @param trial key of the trial, unlike those of all trials of all databases
     * @param execution number of the execution that trains it
     * @param segment number of the segment in that execution
     * @throws SegmentLostException if that cannot be done; what was saved before is untouched
     */
    Saved save(String trial, long execution, long segment, Checkpoint checkpoint);

    /**
     * A checkpoint, if it is there and is what was saved.
     *
     * @throws java.io.UncheckedIOException if it is there and cannot be read
     */
    Optional<Checkpoint> load(Saved saved);

    /**
     * Deletes one checkpoint, if it is there.
     *
     * @throws java.io.UncheckedIOException if that cannot be done
     */
    void delete(Saved saved);

    /**
     * Deletes what this execution saved of a trial, but for {@code kept}.
     *
     * @throws java.io.UncheckedIOException if that cannot be done
     */
    void deleteOthers(String trial, long execution, List<Saved> kept);

    /**
     * The trials of which something is there, those of crashes too, each with when that was written last.
     *
     * @param database what the keys of all trials of the database begin with, before a hyphen
     * @throws java.io.UncheckedIOException if that cannot be told
     */
    SortedMap<String, Instant> trials(String database);

    /**
     * Deletes all that was ever saved of a trial that has ended, by earlier executions and in crashes too.
     *
     * @throws java.io.UncheckedIOException if that cannot be done
     */
    default void deleteAll(String trial) {
        deleteAllBut(trial, List.of());
    }

    /**
     * Deletes all that was ever saved of a trial that is left where it is, but for {@code kept}: by earlier executions
     * and in crashes too.
     *
     * @throws java.io.UncheckedIOException if that cannot be done
     */
    void deleteAllBut(String trial, List<Saved> kept);

    /**
     * Deletes all that was ever saved of a run's trials.
     *
     * @param run what the keys of its trials begin with, before a hyphen
     * @return the bytes that it had
     * @throws java.io.UncheckedIOException if that cannot be done
     */
    long deleteOfRun(String run);
}
