package io.weightloom.runner.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.h2.api.ErrorCode;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * The file behind a URL of H2.
 *
 * @param path where it is, or will be
 * @param made whether H2 makes it if it is not there
 */
public record DatabaseFile(Path path, boolean made) {

    /** What H2's files begin with, unless they are encrypted. */
    private static final String MAGIC = "H:";

    /** The file that this URL names; empty if it names none, or if nobody knows. */
    public static Optional<DatabaseFile> of(String url) {
        return H2Url.of(url)
                .filter(h2 -> !h2.fileName().isEmpty())
                .map(h2 -> new DatabaseFile(Path.of(h2.fileName()), h2.makesFile()));
    }

    /** Whether this URL names a database that will be made when it is opened, and so holds nothing yet. */
    public static boolean isYetToBeMade(String url) {
        return H2Url.of(url).filter(H2Url::isInMemory).isPresent()
                || of(url).filter(file -> !Files.exists(file.path) || file.isEmpty())
                        .isPresent();
    }

    /** Whether it is there without a byte, as a full disk or an interrupted copy leaves it. */
    public boolean isEmpty() {
        return Files.isRegularFile(path) && path.toFile().length() == 0;
    }

    /**
     * Makes the file, and the folders that it lacks, so that its owner alone may read them: H2 would leave that to the
     * umask. What is there keeps its permissions, and what cannot be made H2 cannot make either, and says why.
     *
     * @return whether it was made
     */
    public boolean make() {
        Path file = path.toAbsolutePath();
        Path folder = file.getParent();
        if (!made || folder == null || Files.exists(file)) {
            return false;
        }
        try {
            Files.createDirectories(folder, OwnerOnly.folder(folder));
            Files.createFile(file, OwnerOnly.file(file));
            return true;
        } catch (FileAlreadyExistsException e) { // another process was quicker
            return false;
        } catch (IOException e) { // for H2 to report
            return false;
        }
    }

    /** Takes the file away if it is still as {@link #make} made it, for nobody has lost anything with it. */
    public void unmake() {
        try {
            if (isEmpty()) {
                Files.delete(path);
            }
        } catch (IOException e) { // it does no harm where it cannot be taken away: that it is empty will be told
            return;
        }
    }

    /**
     * Looks whether all is there that was written. H2 would open a file that was cut short as it was some time ago, or
     * as an empty database, and overwrite the rest.
     *
     * @throws SQLException if it is not, as H2 would have to tell it
     */
    public void requireWhole() throws SQLException {
        if (!isReadable()) {
            return;
        }
        try (MVStore store =
                new MVStore.Builder().fileName(path.toString()).readOnly().open()) {
            long written = DataUtils.readHexLong(store.getStoreHeader(), "version", 0);
            long left = store.getFileStore().lastChunkVersion();
            if (left < written) {
                throw damaged(
                        "it was cut short; it was last written in version %s, but in its %s bytes there is only version %s"
                                .formatted(written, path.toFile().length(), left),
                        null);
            }
        } catch (MVStoreException e) {
            if (e.getErrorCode() == DataUtils.ERROR_FILE_CORRUPT) {
                throw damaged(String.valueOf(e.getMessage()), e);
            } // locked or of another version: for H2 to report
        }
    }

    /** Whether it is a file of H2 that is not encrypted; about any other, H2 has its say. */
    private boolean isReadable() {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            return false;
        }
        try (InputStream start = Files.newInputStream(path)) {
            return new String(start.readNBytes(MAGIC.length()), StandardCharsets.ISO_8859_1).equals(MAGIC);
        } catch (IOException e) { // for H2 to report
            return false;
        }
    }

    private static SQLException damaged(String how, @Nullable Throwable cause) {
        return new SQLException(how, String.valueOf(ErrorCode.FILE_CORRUPTED_1), ErrorCode.FILE_CORRUPTED_1, cause);
    }
}
