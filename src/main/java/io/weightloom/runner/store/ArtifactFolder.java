package io.weightloom.runner.store;

import io.weightloom.runner.checkpoint.DurableFiles;
import io.weightloom.text.Sha256;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/**
 * The folder in which weights are kept as files, if a runner has one for them; else rows of the database hold them.
 * Names carry the database, the trial and the claim on it, so that runners on several databases can share a folder, and
 * a worker that lost its claim cannot overwrite what its successor wrote. Thread-safe for different trials.
 */
public final class ArtifactFolder {

    private final Optional<DurableFiles> files;

    /** Without a path, rows hold all weights. */
    public ArtifactFolder(Optional<Path> path) {
        this.files = path.map(folder -> new DurableFiles(folder, "weights"));
    }

    /**
     * Puts a trial's weights where a row can tell of them. If that is a file, it outlives a crash of the machine when
     * this returns.
     *
     * @param trial key of the trial, unlike those of all trials of all databases
     * @param claim of the worker that trained it
     * @throws io.weightloom.runner.checkpoint.SegmentLostException if the file cannot be written
     */
    public PlacedWeights place(String trial, TrialClaim claim, byte[] weights) {
        Optional<String> file = files.map(folder -> {
            String name = "%s-c%s.safetensors".formatted(trial, claim.number());
            folder.write(name, weights);
            return name;
        });
        return new PlacedWeights(weights, Sha256.of(weights), file);
    }

    /**
     * Deletes a file, if it is there.
     *
     * @throws java.io.UncheckedIOException if that cannot be done
     */
    public void delete(String name) {
        files.ifPresent(folder -> folder.delete(name));
    }

    /**
     * Deletes the files of a run of which no row tells: a runner that was killed left them.
     *
     * @param run key of the run, with which those of its trials begin
     * @param told names of the files that rows tell of
     * @throws java.io.UncheckedIOException if that cannot be done
     */
    public void deleteOthers(String run, Collection<String> told) {
        files.ifPresent(folder -> folder.delete(run + "-t*", told));
    }

    /** What a file holds, if it is there. */
    Optional<byte[]> read(String name) {
        return files.flatMap(folder -> folder.read(name));
    }

    /** Where the file of this name would be; empty without a folder. */
    Optional<Path> path(String name) {
        return files.map(folder -> folder.path(name));
    }
}
