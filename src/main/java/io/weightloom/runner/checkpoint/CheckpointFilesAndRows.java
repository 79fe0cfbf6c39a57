package io.weightloom.runner.checkpoint;

import io.weightloom.training.Checkpoint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Checkpoints that are kept as files, beside those that lie in the database since a manager had the run: a trial goes
 * on from these too. Thread-safe for different trials.
 */
public final class CheckpointFilesAndRows implements CheckpointStore {

    private final CheckpointStore files;
    private final CheckpointStore rows;

    /** Whether there were rows when somebody looked; as a rule there are none, and nothing is asked of them. */
    private volatile boolean met;

    public CheckpointFilesAndRows(CheckpointFiles files, CheckpointRows rows) {
        this.files = files;
        this.rows = rows;
    }

    @Override
    public Saved save(String trial, long claim, long segment, Checkpoint checkpoint) {
        return files.save(trial, claim, segment, checkpoint);
    }

    @Override
    public Optional<Checkpoint> load(Saved saved) {
        Optional<Checkpoint> file = files.load(saved);
        if (file.isPresent()) {
            return file;
        }
        Optional<Checkpoint> row = rows.load(saved);
        met |= row.isPresent();
        return row;
    }

    @Override
    public boolean sharesTransactions() {
        return files.sharesTransactions();
    }

    @Override
    public void delete(Saved saved) {
        files.delete(saved);
    }

    @Override
    public void deleteOthers(String trial, long claim, List<Saved> kept) {
        files.deleteOthers(trial, claim, kept);
    }

    @Override
    public SortedMap<String, Instant> trials(String database) {
        SortedMap<String, Instant> trials = new TreeMap<>(files.trials(database));
        SortedMap<String, Instant> kept = rows.trials(database);
        met |= !kept.isEmpty();
        kept.forEach(
                (trial, written) -> trials.merge(trial, written, (one, other) -> one.isAfter(other) ? one : other));
        return trials;
    }

    @Override
    public void deleteAllBut(String trial, List<Saved> kept) {
        files.deleteAllBut(trial, kept);
        if (met) { // what is left all the same is swept away some time
            rows.deleteAllBut(trial, kept);
        }
    }

    @Override
    public long deleteOfRun(String run) {
        return files.deleteOfRun(run) + rows.deleteOfRun(run);
    }
}
