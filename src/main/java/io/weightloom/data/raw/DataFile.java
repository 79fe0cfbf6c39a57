package io.weightloom.data.raw;

import io.weightloom.text.Nearest;
import io.weightloom.text.Sha256;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file that a user named, plain or gzipped; or a folder of files.
 *
 * @param path where it is
 * @param setting path of the setting that names it, for faults
 */
public record DataFile(Path path, String setting) implements RawContent {

    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int NEIGHBOURS_SHOWN = 12;

    /** A state of a file: as long as it is equal, the file has not changed. */
    public record Version(long size, FileTime modified) {}

    @Override
    public String name() {
        return path.toString();
    }

    /**
     * The file's present state.
     *
     * @throws InvalidDataException if there is no such file
     */
    public Version version() {
        if (Files.isDirectory(path)) {
            throw new InvalidDataException(setting, path + " is a folder, not a file; " + holding(path));
        }
        if (!Files.exists(path)) {
            throw new InvalidDataException(setting, "No file " + path + where());
        }
        requireFile();
        try {
            return new Version(Files.size(path), Files.getLastModifiedTime(path));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * The present states of several files.
     *
     * @throws InvalidDataException that tells all that are missing
     */
    public static List<Version> versions(List<DataFile> files) {
        FaultGathering faults = new FaultGathering();
        List<Version> versions = faults.each(files, DataFile::version);
        faults.throwIfAny();
        return versions;
    }

    /**
     * What the folder holds, by name; names that begin with a dot are hidden, and left out.
     *
     * @throws InvalidDataException if there is no such folder, or if it cannot be read
     */
    public List<DataFile> entries() {
        if (!Files.exists(path)) {
            throw new InvalidDataException(setting, "No folder " + path + where());
        } else if (!Files.isDirectory(path)) {
            throw new InvalidDataException(setting, path + " is a file, not a folder");
        }
        return list(path)
                .orElseThrow(() -> new InvalidDataException(
                        setting, "The folder %s cannot be read; may this program list what it holds?".formatted(path)))
                .stream()
                .filter(name -> !name.startsWith("."))
                .map(name -> new DataFile(path.resolve(name), setting))
                .toList();
    }

    /** Whether it is a folder. */
    public boolean isFolder() {
        return Files.isDirectory(path);
    }

    /** What the file is called where it lies. */
    public String lastName() {
        return String.valueOf(path.getFileName());
    }

    /**
     * What a reader makes of the file, unzipped where it is gzipped (whatever its name).
     *
     * @throws InvalidDataException if the file cannot be read or unzipped
     */
    @Override
    public <T> T read(Reader<T> reader) {
        requireFile();
        try (InputStream file = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
            return reader.read(isGzip(file) ? new BufferedInputStream(new GZIPInputStream(file, 1 << 16)) : file);
        } catch (EOFException | ZipException e) {
            throw new InvalidDataException(setting, path + " is damaged or cut off: " + e.getMessage(), e);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** A pipe has no end until somebody closes it, and some devices never end: neither is ever opened. */
    private void requireFile() {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new InvalidDataException(
                    setting,
                    "%s is %s, not a file".formatted(path, Files.isDirectory(path) ? "a folder" : "a pipe or device"));
        }
    }

    /** SHA-256 of the bytes in it, or of names and files in it, in hexadecimal; empty if they cannot be read. */
    public Optional<String> sha256() {
        MessageDigest digest = Sha256.digest();
        try {
            return update(digest) ? Optional.of(Sha256.of(digest)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether it could be read. */
    private boolean update(MessageDigest digest) throws IOException {
        if (isFolder()) {
            for (DataFile entry : entries()) {
                digest.update((entry.lastName() + "\n").getBytes(StandardCharsets.UTF_8));
                if (!entry.update(digest)) {
                    return false;
                }
            }
            return true;
        } else if (!Files.isRegularFile(path)) {
            return false;
        }
        try (InputStream file = Files.newInputStream(path)) {
            byte[] bytes = new byte[1 << 16];
            for (int count = file.read(bytes); count >= 0; count = file.read(bytes)) {
                digest.update(bytes, 0, count);
            }
        }
        return true;
    }

    private static boolean isGzip(InputStream file) throws IOException {
        file.mark(2);
        int magic = file.read() << 8 | file.read();
        file.reset();
        return magic == GZIP_MAGIC;
    }

    private InvalidDataException unreadable(IOException e) {
        return new InvalidDataException(setting, path + " cannot be read: " + e, e);
    }

    /** What there is instead of the file. */
    private String where() {
        Path file = path.toAbsolutePath().normalize();
        Path parent = file.getParent();
        Path folder = parent;
        while (folder != null && !Files.isDirectory(folder)) {
            folder = folder.getParent();
        }
        if (folder == null) {
            return "";
        }
        String hint = folder.equals(parent)
                ? Nearest.of(String.valueOf(file.getFileName()), names(folder))
                        .map(name -> "; did you mean '" + name + "'?")
                        .orElse("")
                : ", for there is no folder " + parent;
        return hint + "; " + holding(folder);
    }

    private static String holding(Path folder) {
        List<String> names = names(folder);
        String shown = names.stream().limit(NEIGHBOURS_SHOWN).collect(Collectors.joining(", "));
        return "the folder " + folder.toAbsolutePath().normalize()
                + (names.isEmpty() ? " is empty or cannot be read" : " holds " + shown)
                + (names.size() > NEIGHBOURS_SHOWN ? ", ..." : "");
    }

    private static List<String> names(Path folder) {
        return list(folder).orElse(List.of());
    }

    /** Names of what a folder holds; empty if it cannot be read. */
    private static Optional<List<String>> list(Path folder) {
        return Optional.ofNullable(folder.toFile().list())
                .map(names -> Arrays.stream(names).sorted().toList());
    }
}
