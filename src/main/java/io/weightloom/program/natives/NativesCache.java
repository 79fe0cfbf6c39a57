package io.weightloom.program.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * Where native libraries are unpacked for a user without a home. JavaCPP takes {@code user.home} as it is, and the JDK
 * says {@code ?} for a user whom the system does not know: 400 MB would lie in a folder of that name, in each working
 * folder anew.
 */
final class NativesCache {

    /** JavaCPP's system property. A user's own setting wins. */
    static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

    private static final String NAME = "weightloom-natives";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private NativesCache() {}

    /**
     * A folder of the owner's own below the one for temporary files; empty if the home will do, or nothing else is to
     * be had.
     *
     * @param home what the JDK says of the user's home
     * @param temporary the folder for temporary files
     */
    static Optional<Path> without(String home, Path temporary) {
        Path folder = Path.of(home);
        if (folder.isAbsolute() && Files.isWritable(folder)) {
            return Optional.empty();
        }
        try {
            return Optional.of(own(temporary));
        } catch (IOException e) { // then loading says that no folder can be written
            return Optional.empty();
        }
    }

    /**
     * Who else could write there could have our process load his code, so that a folder that others may use is not
     * taken.
     */
    private static Path own(Path temporary) throws IOException {
        if (!temporary.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Files.createDirectories(temporary.resolve(NAME));
        }
        FileAttribute<Set<PosixFilePermission>> ownerOnly = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
        Path shared = temporary.resolve(NAME);
        if (Files.notExists(shared, LinkOption.NOFOLLOW_LINKS)) {
            return Files.createDirectory(shared, ownerOnly);
        }
        return isOwn(shared, temporary) ? shared : Files.createTempDirectory(temporary, NAME, ownerOnly);
    }

    private static boolean isOwn(Path folder, Path temporary) throws IOException {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.isWritable(folder)
                && Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)
                        .equals(OWNER_ONLY)
                && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).getName().equals(owner(temporary));
    }

    /** Who this process is, as the file system names him; what {@code user.name} says may be {@code ?}, too. */
    private static String owner(Path temporary) throws IOException {
        Path probe = Files.createTempFile(temporary, NAME, null);
        try {
            return Files.getOwner(probe).getName();
        } finally {
            Files.delete(probe);
        }
    }
}
