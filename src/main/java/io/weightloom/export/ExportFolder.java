package io.weightloom.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Writes files into a new folder, all or none: into another folder beside it, which is renamed once they are on the
 * disk. A process that is killed in between leaves that one, whose name begins with a dot and ends in
 * {@value #UNFINISHED}.
 */
final class ExportFolder {

    private static final String UNFINISHED = ".unfinished";

    private ExportFolder() {}

    /**
     * Writes files.
     *
     * @param folder that is not there yet, or empty; those that it lies in are made
     * @throws ExportFolderException if it is there and not empty, or cannot be written
     */
    static void write(Path folder, Map<String, byte[]> files) {
        requireFree(folder);
        Path whole = folder.toAbsolutePath().normalize();
        Path parent = whole.getParent();
        if (parent == null) {
            throw new ExportFolderException(
                    "%s is no folder of its own; name one that is not there yet".formatted(folder));
        }
        try {
            Files.createDirectories(parent);
            String name = "." + whole.getFileName() + "-" + UUID.randomUUID() + UNFINISHED;
            write(Files.createDirectory(parent.resolve(name)), whole, files);
        } catch (IOException e) {
            throw new ExportFolderException(
                    "The export cannot be written to %s: %s. Nothing of it was left there".formatted(folder, reason(e)),
                    e);
        }
    }

    /** @throws ExportFolderException if nothing can be written there without overwriting something */
    static void requireFree(Path folder) {
        Path whole = folder.toAbsolutePath().normalize();
        if (!Files.exists(whole, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(whole)) {
            throw new ExportFolderException(
                    "%s is there, and no folder; name one that is not there yet".formatted(folder));
        }
        try (Stream<Path> held = Files.list(whole)) {
            if (held.findAny().isPresent()) {
                throw new ExportFolderException(
                        "The folder %s is not empty, and an export overwrites nothing; name one that is not there yet"
                                .formatted(folder));
            }
        } catch (IOException e) {
            throw new ExportFolderException("The folder %s cannot be read: %s".formatted(folder, reason(e)), e);
        }
    }

    private static void write(Path unfinished, Path whole, Map<String, byte[]> files) throws IOException {
        boolean done = false;
        try {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                write(unfinished.resolve(file.getKey()), file.getValue());
            }
            Files.deleteIfExists(whole); // which it was found to be, and is told if it is so no longer: empty
            Files.move(unfinished, whole, StandardCopyOption.ATOMIC_MOVE);
            done = true;
        } finally {
            if (!done) {
                delete(unfinished);
            }
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static void delete(Path unfinished) throws IOException {
        try (Stream<Path> files = Files.list(unfinished)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(unfinished);
    }

    private static String reason(IOException e) {
        if (e instanceof DirectoryNotEmptyException) {
            return "it is not empty any more";
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
