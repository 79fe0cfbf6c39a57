package io.weightloom.runner.checkpoint;

import io.weightloom.training.Checkpoint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Where checkpoints outlive the process that wrote them. What is written with one claim on a trial never replaces what
 * was written with another one. Thread-safe for different trials.
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
     * @param claim number of the claim on it
     * @param segment number of the segment
     * @throws SegmentLostException if that cannot be done; what was saved before is untouched
     * @throws org.springframework.dao.DataAccessException if the database that keeps it is away
     */
    Saved save(String trial, long claim, long segment, Checkpoint checkpoint);

    /**
     * A checkpoint, if it is there and is what was saved.
     *
     * @throws java.io.UncheckedIOException if it is there and cannot be read
     */
    Optional<Checkpoint> load(Saved saved);

    /**
     * Whether what is deleted while a transaction is open is gone with its commit and not before, but for
     * {@link #delete}. If not, the transaction that makes it superfluous has to be committed by then.
     */
    boolean sharesTransactions();

    /**
     * Deletes one checkpoint, if it is there.
     *
     * @throws java.io.UncheckedIOException if that cannot be done
     */
    void delete(Saved saved);

    /**
     * Deletes what was saved of a trial with this claim, but for {@code kept}.
     *
     * @throws java.io.UncheckedIOException if that cannot be done
     */
    void deleteOthers(String trial, long claim, List<Saved> kept);

    /**
     * The trials of which something is there, those of crashes too, each with when that was written last.
     *
     * @param database what the keys of all trials of the database begin with, before a hyphen
     * @throws java.io.UncheckedIOException if that cannot be told
     */
    SortedMap<String, Instant> trials(String database);

    /**
     * Deletes all that was ever saved of a trial that has ended, with earlier claims and in crashes too.
     *
     * @throws java.io.UncheckedIOException if that cannot be done
     */
    default void deleteAll(String trial) {
        deleteAllBut(trial, List.of());
    }

    /**
     * Deletes all that was ever saved of a trial that is left where it is, but for {@code kept}: with earlier claims
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
