package io.weightloom.runner.database;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * What files and folders of results are made with, so that their owner alone may read them whatever the umask is;
 * nothing where the file system knows no owners.
 */
public final class OwnerOnly {

    private OwnerOnly() {}

    /** For a file at this path. */
    public static FileAttribute<?>[] file(Path at) {
        return attributes(at, "rw-------");
    }

    /** For the folders at this path that are yet to be made. */
    public static FileAttribute<?>[] folder(Path at) {
        return attributes(at, "rwx------");
    }

    private static FileAttribute<?>[] attributes(Path at, String permissions) {
        return at.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
