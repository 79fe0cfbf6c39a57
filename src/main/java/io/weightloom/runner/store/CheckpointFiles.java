package io.weightloom.runner.store;

import io.weightloom.runner.database.OwnerOnly;
import io.weightloom.text.Sha256;
import io.weightloom.training.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checkpoints as files in a folder. A file appears under its name only when it is whole and on the disk: it is written
 * under another name, synced and renamed. Names carry the database, the trial and the execution that trains it, so that
 * runners on several databases can share a folder, and a runner that lost its lease cannot overwrite what its successor
 * wrote. Thread-safe for different trials.
 */
public final class CheckpointFiles implements CheckpointStore {

    private static final String UNFINISHED = ".part";

    private final Path folder;

    public CheckpointFiles(Path folder) {
        this.folder = folder;
    }

    @Override
    public Saved save(String trial, long execution, long segment, Checkpoint checkpoint) {
        String name = "%s-e%s-s%s.ckpt".formatted(trial, execution, segment);
        Path file = folder.resolve(name);
        Path unfinished = folder.resolve(name + UNFINISHED);
        try {
            Files.createDirectories(folder, OwnerOnly.folder(folder));
            write(unfinished, checkpoint.bytes());
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            syncFolder();
        } catch (IOException e) {
            discard(unfinished, e);
            throw new CheckpointException(file, e);
        }
        return new Saved(name, Sha256.of(checkpoint.bytes()));
    }

    @Override
    public Optional<Checkpoint> load(Saved saved) {
        try {
            byte[] bytes = Files.readAllBytes(folder.resolve(saved.file()));
            return Sha256.of(bytes).equals(saved.sha256()) ? Optional.of(new Checkpoint(bytes)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("The checkpoint " + folder.resolve(saved.file()) + " cannot be read", e);
        }
    }

    @Override
    public void delete(Saved saved) {
        try {
            Files.deleteIfExists(folder.resolve(saved.file()));
        } catch (IOException e) {
            throw new UncheckedIOException("The checkpoint " + folder.resolve(saved.file()) + " cannot be deleted", e);
        }
    }

    @Override
    public void deleteOthers(String trial, long execution, List<Saved> kept) {
        delete(
                "%s-e%s-*".formatted(trial, execution),
                kept.stream().map(Saved::file).toList());
    }

    @Override
    public void deleteAll(String trial) {
        delete(trial + "-e*", List.of());
    }

    private void delete(String pattern, List<String> kept) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            for (Path file : files) {
                if (!kept.contains(file.getFileName().toString())) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException("Old checkpoints in " + folder + " cannot be listed", e.getCause());
        } catch (IOException e) {
            throw new UncheckedIOException("Old checkpoints in " + folder + " cannot be deleted", e);
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Set<StandardOpenOption> anew =
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        try (FileChannel channel = FileChannel.open(file, anew, OwnerOnly.file(file))) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /** Makes the renaming itself durable, where a folder can be opened as a file (not on Windows). */
    private void syncFolder() throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static void discard(Path unfinished, IOException cause) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
