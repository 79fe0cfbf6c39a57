package io.weightloom.runner.checkpoint;

import io.weightloom.runner.database.OwnerOnly;
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
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Files in a folder that outlive a crash of the machine. A file appears under its name only when it is whole and on the
 * disk: it is written under another name, synced and renamed. Thread-safe for different names.
 */
public final class DurableFiles {

    private static final String UNFINISHED = ".part";

    private final Path folder;
    private final String what;

    /** Files in this folder, which is made when it is needed; {@code what} is what messages call one of them. */
    public DurableFiles(Path folder, String what) {
        this.folder = folder;
        this.what = what;
    }

    /** Where the file of this name is. */
    public Path path(String name) {
        return folder.resolve(name);
    }

    /**
     * Writes a file, in place of what was there.
     *
     * @throws SegmentLostException if that cannot be done; what was there is untouched
     */
    public void write(String name, byte[] bytes) {
        Path file = path(name);
        Path unfinished = path(name + UNFINISHED);
        try {
            Files.createDirectories(folder, OwnerOnly.folder(folder));
            write(unfinished, bytes);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            syncFolder();
        } catch (IOException e) {
            discard(unfinished, e);
            throw new SegmentLostException(what, file, e);
        }
    }

    /**
     * What a file holds; empty if there is none.
     *
     * @throws UncheckedIOException if it is there and cannot be read
     */
    public Optional<byte[]> read(String name) {
        try {
            return Optional.of(Files.readAllBytes(path(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("The %s %s cannot be read".formatted(what, path(name)), e);
        }
    }

    /**
     * Deletes a file, if it is there.
     *
     * @throws UncheckedIOException if that cannot be done
     */
    public void delete(String name) {
        try {
            Files.deleteIfExists(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException("The %s %s cannot be deleted".formatted(what, path(name)), e);
        }
    }

    /**
     * Deletes the files whose names match a pattern, those too that were never finished, but for some.
     *
     * @return the bytes that they had
     * @throws UncheckedIOException if that cannot be done
     */
    public long delete(String pattern, Collection<String> kept) {
        long bytes = 0;
        if (!Files.isDirectory(folder)) {
            return bytes;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            for (Path file : files) {
                if (!kept.contains(String.valueOf(file.getFileName()))) {
                    bytes += Files.size(file);
                    Files.deleteIfExists(file);
                }
            }
            return bytes;
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException("Old files in " + folder + " cannot be listed", e.getCause());
        } catch (IOException e) {
            throw new UncheckedIOException("Old files in " + folder + " cannot be deleted", e);
        }
    }

    /**
     * The names of the files that match a pattern, those too that were never finished, each with when it was written.
     *
     * @throws UncheckedIOException if that cannot be told
     */
    Map<String, Instant> written(String pattern) {
        if (!Files.isDirectory(folder)) {
            return Map.of();
        }
        Map<String, Instant> written = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            for (Path file : files) {
                try {
                    written.put(
                            String.valueOf(file.getFileName()),
                            Files.getLastModifiedTime(file).toInstant());
                } catch (NoSuchFileException e) {
                    // its trial has just got further
                }
            }
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException("Old files in " + folder + " cannot be listed", e.getCause());
        } catch (IOException e) {
            throw new UncheckedIOException("Old files in " + folder + " cannot be listed", e);
        }
        return written;
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
