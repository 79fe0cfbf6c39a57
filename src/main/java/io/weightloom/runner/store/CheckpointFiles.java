package io.weightloom.runner.store;

import io.weightloom.text.Sha256;
import io.weightloom.training.Checkpoint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checkpoints as files in a folder. Names carry the database, the trial and the execution that trains it, so that
 * runners on several databases can share a folder, and a runner that lost its lease cannot overwrite what its successor
 * wrote. Thread-safe for different trials.
 */
public final class CheckpointFiles implements CheckpointStore {

    private static final Pattern NAME = Pattern.compile("(?<trial>.+-\\d+-t\\d+)-e\\d+-s\\d+\\.ckpt.*");

    private final DurableFiles files;

    public CheckpointFiles(Path folder) {
        this.files = new DurableFiles(folder, "checkpoint");
    }

    @Override
    public Saved save(String trial, long execution, long segment, Checkpoint checkpoint) {
        String name = "%s-e%s-s%s.ckpt".formatted(trial, execution, segment);
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
    public void delete(Saved saved) {
        files.delete(saved.file());
    }

    @Override
    public void deleteOthers(String trial, long execution, List<Saved> kept) {
        files.delete(
                "%s-e%s-*".formatted(trial, execution),
                kept.stream().map(Saved::file).toList());
    }

    @Override
    public SortedMap<String, Instant> trials(String database) {
        SortedMap<String, Instant> trials = new TreeMap<>();
        files.written(database + "-*").forEach((name, written) -> {
            Matcher parts = NAME.matcher(name);
            if (parts.matches()) {
                trials.merge(parts.group("trial"), written, (one, other) -> one.isAfter(other) ? one : other);
            }
        });
        return trials;
    }

    @Override
    public void deleteAllBut(String trial, List<Saved> kept) {
        files.delete(trial + "-e*", kept.stream().map(Saved::file).toList());
    }

    @Override
    public long deleteOfRun(String run) {
        return files.delete(run + "-t*", List.of());
    }
}
