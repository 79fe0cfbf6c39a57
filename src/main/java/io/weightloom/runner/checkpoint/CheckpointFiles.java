package io.weightloom.runner.checkpoint;

import io.weightloom.text.Sha256;
import io.weightloom.training.Checkpoint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Checkpoints as files in a folder, which runners on several databases can share. Thread-safe for different trials. */
public final class CheckpointFiles implements CheckpointStore {

    /** How the names of checkpoints end, finished or not; files of weights may lie in the same folder. */
    private static final String ANY = "s*.ckpt*";

    private final DurableFiles files;

    public CheckpointFiles(Path folder) {
        this.files = new DurableFiles(folder, "checkpoint");
    }

    @Override
    public Saved save(String trial, long claim, long segment, Checkpoint checkpoint) {
        String name = CheckpointNames.of(trial, claim, segment);
        files.write(name, checkpoint.bytes());
        return new Saved(name, Sha256.of(checkpoint.bytes()));
    }

    @Override
    public Optional<Checkpoint> load(Saved saved) {
        return files.read(saved.file())
                .filter(bytes -> Sha256.of(bytes).equals(saved.sha256()))
                .map(Checkpoint::new);
    }

    @Override
    public boolean sharesTransactions() {
        return false;
    }

    @Override
    public void delete(Saved saved) {
        files.delete(saved.file());
    }

    @Override
    public void deleteOthers(String trial, long claim, List<Saved> kept) {
        files.delete(
                CheckpointNames.ofClaim(trial, claim) + ANY,
                kept.stream().map(Saved::file).toList());
    }

    @Override
    public SortedMap<String, Instant> trials(String database) {
        SortedMap<String, Instant> trials = new TreeMap<>();
        files.written(database + "-*")
                .forEach((name, written) -> CheckpointNames.trial(name)
                        .ifPresent(trial ->
                                trials.merge(trial, written, (one, other) -> one.isAfter(other) ? one : other)));
        return trials;
    }

    @Override
    public void deleteAllBut(String trial, List<Saved> kept) {
        files.delete(trial + "-[ce]*-" + ANY, kept.stream().map(Saved::file).toList());
    }

    @Override
    public long deleteOfRun(String run) {
        return files.delete(CheckpointNames.ofRun(run) + "*-" + ANY, List.of());
    }
}
