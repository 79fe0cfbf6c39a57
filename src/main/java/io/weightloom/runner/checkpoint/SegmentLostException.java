package io.weightloom.runner.checkpoint;

import io.weightloom.runner.database.DatabaseReasons;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** What a segment has to leave could not be written. The trial stands where the segment before left it. */
public final class SegmentLostException extends RuntimeException {

    private static final long serialVersionUID = 1;

    SegmentLostException(String what, Path file, IOException cause) {
        super(
                ("The %s %s cannot be written: %s. This segment is lost, all before it is safe. Make room or make"
                                + " the folder writable, then start the same command again: it continues there.")
                        .formatted(what, file, reason(cause)),
                cause);
    }

    SegmentLostException(String checkpoint, RuntimeException cause) {
        super(
                ("The checkpoint %s cannot be kept in the database: %s. This segment is lost, all before it is safe."
                                + " The same command continues there.")
                        .formatted(checkpoint, DatabaseReasons.of(cause)),
                cause);
    }

    private static String reason(IOException cause) {
        if (cause instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        } else if (cause instanceof FileAlreadyExistsException) {
            return "a file stands where the folder should be";
        }
        return cause.getClass() == IOException.class && cause.getMessage() != null // the system's own words
                ? cause.getMessage()
                : cause.toString();
    }
}
